"""The qualification desk: each case beside the blockers that it may be."""

from pathlib import Path
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from blockers import looks, norms, ways
from blockers.candidates import candidates
from blockers.doors import Door
from blockers.enums import ReportStatus
from blockers.forms import (
    AttachForm,
    CallForm,
    DeclineForm,
    DetachForm,
    TellApartForm,
    WordForm,
)
from blockers.imports.forms import CasesFileForm
from blockers.imports.run import import_cases
from blockers.models import Report
from blockers.timeline import timeline
from blockers.turns import turn
from programmes.admin.by_file import ByFile, FileWords
from programmes.admin.filters import LabFilter, PartFilter
from programmes.imports.file_form import Order
from programmes.imports.refusals import Refusals
from programmes.imports.report import Report as Brought
from servindus import clock
from servindus.admin_base import LabAdmin
from servindus.models import User
from servindus.workflow import Act

S = ReportStatus


def contacts(report: Report) -> list[tuple[str, str]]:
    """Give whom the lab writes to about a case: name, e-mail.

    The phone of an account was given for meetings that both sides have agreed to.
    """
    links = report.links.filter(revoked_at=None).order_by("pk")
    found = [(link.name, link.email) for link in links]
    user = report.reporter
    return [(user.full_name, user.email), *found] if user is not None else found


class QueueFilter(PartFilter):
    """What the desk shows: the cases to qualify unless somebody asks for the rest."""

    parameter_name = "file"
    waiting = _("To qualify")
    status = S.SUBMITTED

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Give the other parts."""
        return [
            ("a-completer", _("To complete")),
            *super().lookups(request, model_admin),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the part asked for."""
        if self.value() == "a-completer":
            return queryset.filter(status=S.NEEDS_INFO)
        return super().queryset(request, queryset)


@admin.register(Report)
class ReportAdmin(ByFile, LabAdmin):
    """Cases by the date at which the lab owes its decision."""

    file_form = CasesFileForm
    file_words = FileWords(
        _("Bring cases in by file"),
        _(
            "First you see what would happen; nothing is written yet. Each case"
            " counts as written down by you, for the four labs alone."
        ),
        (("name", _("Case")), ("company", _("Company"))),
    )

    list_display = ("title_line", "company_line", "state", "due", "reference_line")
    list_display_links = ("title_line",)
    list_filter = (QueueFilter, LabFilter)
    search_fields = ("title",)
    search_help_text = _("Words of the case, or the number of a text")
    ordering = ("qualify_by", "pk")
    change_list_template = "admin/list_by_file.html"
    words_are_scattered = True
    keeps_notes = True
    act_forms: ClassVar = {
        "contact_report": CallForm,
        "ask_info_report": WordForm,
        "decline_report": DeclineForm,
        "attach_report": AttachForm,
        "detach_report": DetachForm,
        "tell_apart_report": TellApartForm,
    }
    # What the company does is done on the company's pages; time does the last one.
    hidden_acts = (
        "edit_report",
        "add_file_report",
        "remove_file_report",
        "request_link_report",
        "submit_report",
        "withdraw_report",
        "resume_report",
        "appeal_report",
        "nudge_report",
    )

    def bring(self, file: Path, order: Order, refusals: Refusals) -> Brought:
        """Bring cases in, or count them."""
        return import_cases(file, order, refusals)

    def brought(self, count: int) -> str:
        """Say that they wait to be qualified."""
        told = ngettext(
            "%(n)d case was brought in; it waits to be qualified.",
            "%(n)d cases were brought in; they wait to be qualified.",
            count,
        )
        return told % {"n": count}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        """Give the cases that were handed in."""
        rows: QuerySet[Report] = super().get_queryset(request)
        return rows.filter(submitted_at__isnull=False).select_related(
            "lab__operator",
            "organisation",
            "commune",
            "blocker__lab",
            "topic",
            "reporter",
        )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Cases are written on the pages of the portal, for a company too."""
        return False

    @admin.display(description=_("report"))
    def title_line(self, obj: Report) -> str:
        """The case in one line."""
        return obj.title

    @admin.display(description=_("company"))
    def company_line(self, obj: Report) -> str:
        """The company as we know it."""
        return obj.company

    @admin.display(description=_("status"))
    def state(self, obj: Report) -> str:
        """The status in words."""
        return format_html(
            '<span class="status status-{}">{}</span>',
            looks.badge(obj.status).tone,
            obj.get_status_display(),
        )

    @admin.display(description=_("to qualify by"))
    def due(self, obj: Report) -> Any:
        """The date of the lab's decision, while it is owed."""
        return obj.qualify_by if obj.status == S.SUBMITTED else ""

    @admin.display(description=_("reference"))
    def reference_line(self, obj: Report) -> str:
        """The reference."""
        return format_html('<span class="nobr">{}</span>', obj.reference)

    def changelist_view(
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Name the desk for what is done there."""
        words = {
            "title": _("Reports to qualify"),
            **self.file_context(request),
        }
        return super().changelist_view(request, words)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Show the case, its thread, and the blockers that it may be."""
        report = self.get_object(request, object_id)
        if report is None or not self.has_view_permission(request, report):
            raise Http404
        user: User = request.user  # type: ignore[assignment]
        now = clock.now()
        decides = report.status == S.SUBMITTED and user.has_perm(
            "blockers.attach_report", report
        )
        context = {
            **self.admin_site.each_context(request),
            "title": _("Qualify %(reference)s") % {"reference": report.reference},
            "opts": self.model._meta,
            "original": report,
            "report": report,
            "turn": turn(report, user, now),
            "status_badge": looks.badge(report.status),
            "acts": self.acts_for(request, report),
            "items": timeline(report, user),
            "files": looks.files(Door(report, user)),
            "tabs": self.tabs_for(request, report, "file"),
            "candidates": candidates(report) if decides else [],
            "ways": ways.of_texts([norms.plain(report.norm_identifier)], request.user),
            "decides": decides,
            "contacts": contacts(report),
            "attach_url": self.address("act", report.pk, "attach_report"),
        }
        return render(request, "admin/blockers/report/qualify.html", context)

    def get_act_form_options(
        self, request: HttpRequest, action: Act[Any], obj: Any
    ) -> dict[str, Any]:
        """Offer the likeliest blockers where a case is put in the register."""
        if action.name == "attach_report":
            return {"found": candidates(obj), "title": obj.title}
        if action.name == "tell_apart_report":
            return {"found": candidates(obj)}
        return {}

    def get_act_form(
        self, request: HttpRequest, action: Act[Any], obj: Any
    ) -> type[forms.Form]:
        """Give the form of an act."""
        return self.act_forms.get(action.name, forms.Form)
