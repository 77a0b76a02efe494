"""The desk of denominators: freeze one, bring some in by file, correct one."""

import secrets
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import floatformat as localize
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from benchmarking import actions
from benchmarking.comparison.files import Preview, read_content
from benchmarking.comparison.forms import (
    CorrectionForm,
    DenominatorFileForm,
    DenominatorForm,
)
from benchmarking.models import Denominator
from programmes.admin.filters import LabFilter
from programmes.models import Programme
from servindus.actors import Channel
from servindus.admin_base import LabAdmin
from servindus.limits import is_too_often, seconds_left, too_often
from servindus.models import User
from servindus.views import Page, perform
from servindus.workflow import Act, ActRefused

KEPT_SECONDS = 3600
# Files that one person brings in an hour: each is kept that long.
MOST_FILES = 30


@admin.register(Denominator)
class DenominatorAdmin(LabAdmin):
    """What volumes are divided by, year by year, with whoever says so."""

    when_empty = _("Denominators stand here once the reference data are loaded.")
    change_list_template = "admin/benchmarking/denominator/list.html"
    list_display = ("lab", "kind", "year", "number", "stands", "source", "frozen_by")
    list_filter = ("kind", "year", LabFilter)
    list_select_related = ("lab", "frozen_by", "superseded_by")
    ordering = ("-year", "kind", "lab", "-pk")
    act_forms: ClassVar = {"correct_denominator": CorrectionForm}
    fields = (
        ("lab", "kind", "year"),
        ("value", "is_fictitious"),
        "source",
        ("source_on", "frozen_by", "frozen_at"),
        ("supersedes", "reason"),
    )
    readonly_fields = (
        *("lab", "kind", "year", "value", "is_fictitious", "source", "source_on"),
        *("frozen_by", "frozen_at", "supersedes", "reason"),
    )

    @admin.display(description=_("value"), ordering="value")
    def number(self, obj: Denominator) -> str:
        """Write the number as people do; a decimal only where there is one."""
        return localize(obj.value, "-1g")

    @admin.display(description=pgettext_lazy("denominator", "stands"), boolean=True)
    def stands(self, obj: Denominator) -> bool:
        """Tell whether nothing has corrected it."""
        return not hasattr(obj, "superseded_by")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell that acts add them, with a line in the journal."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the pages that freeze."""
        view = self.admin_site.admin_view
        name = "benchmarking_denominator_{}".format
        pages = [
            path("figer/", view(self.freeze_view), name=name("freeze")),
            path("importer/", view(self.bring_view), name=name("bring")),
            path("importer/<str:key>/", view(self.brought_view), name=name("brought")),
        ]
        return [*pages, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Offer the ways to a new number to whoever may take them."""
        may = request.user.has_perm(actions.freeze_denominator.permission)
        return super().changelist_view(request, {"may_freeze": may})

    def get_act_form_options(
        self, request: HttpRequest, action: Act[Any], obj: Any
    ) -> dict[str, Any]:
        """Begin a correction with what is said now."""
        names = ("value", "source", "source_on")
        return {"initial": {name: getattr(obj, name) for name in names}}

    def freeze_view(self, request: HttpRequest) -> HttpResponse:
        """Freeze one number that somebody types."""
        title = actions.freeze_denominator.label
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": title,
        }
        page = Page(
            template="admin/act_form.html",
            title=title,
            lead=_("It is never changed: a correction is a new number with a reason."),
            button=_("Freeze this number"),
            success=_("It is frozen."),
            back=self.address("changelist"),
            extra=context,
        )
        return perform(
            request,
            actions.freeze_denominator,
            _programme(),
            DenominatorForm,
            page=page,
            channel=Channel.ADMIN,
        )

    def bring_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file; nothing is written before somebody has seen the preview."""
        _only_for_whoever_freezes(request)
        form = DenominatorFileForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            return self._kept(request, form)
        title = _("Bring denominators in by file")
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.model._meta,
            "form": form,
            "page": {
                "title": title,
                "button": _("Read the file"),
                "back": self.address("changelist"),
                "lead": _("First you see what would happen; nothing is written yet."),
            },
        }
        return render(request, "admin/act_form.html", context)

    def _kept(self, request: HttpRequest, form: DenominatorFileForm) -> HttpResponse:
        """Keep the file for an hour, for the person who brought it alone."""
        name = f"denominators-by-file:{request.user.pk}"
        if is_too_often(name, times=MOST_FILES, seconds=KEPT_SECONDS):
            return too_often(request, wait=seconds_left(KEPT_SECONDS))
        key = _new_key()
        kept = {
            "by": request.user.pk,
            "content": form.cleaned_data["file"],
            "name": form.file_name,
        }
        cache.set(f"denominators:{key}", kept, KEPT_SECONDS)
        return redirect(self.address("brought", key))

    def brought_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Show what would happen; freeze the numbers once somebody is sure."""
        _only_for_whoever_freezes(request)
        # A key of another length was never ours, and may be too long to look up.
        kept: Any = None
        if len(key) == len(_new_key()):
            kept = cache.get(f"denominators:{key}")
        if kept is None or kept["by"] != request.user.pk:
            messages.warning(
                request, _("This file is not kept any more: bring it once more.")
            )
            return redirect(self.address("bring"))
        preview = read_content(kept["content"])
        if request.method == "POST" and preview.entries:
            return self._freeze(request, preview)
        context = {
            **self.admin_site.each_context(request),
            "title": _("What would happen"),
            "opts": self.model._meta,
            "preview": preview,
            "file_name": kept["name"],
            "back": self.address("changelist"),
            "again": self.address("bring"),
        }
        template = "admin/benchmarking/denominator/brought.html"
        return render(request, template, context)

    def _freeze(self, request: HttpRequest, preview: Preview) -> HttpResponse:
        entries = [entry for _line, entry in preview.entries]
        # The desk lets nobody else in.
        assert isinstance(request.user, User)
        try:
            actions.freeze_denominator(
                _programme(),
                by=request.user,
                channel=Channel.ADMIN,
                entries=entries,
            )
        except ActRefused as refused:
            messages.error(request, str(refused))
            return redirect(self.address("bring"))
        told = ngettext(
            "%(n)d number is frozen.", "%(n)d numbers are frozen.", len(entries)
        )
        messages.success(request, told % {"n": len(entries)})
        return redirect(self.address("changelist"))


def _programme() -> Programme:
    return Programme.objects.get()


def _only_for_whoever_freezes(request: HttpRequest) -> None:
    if not request.user.has_perm(actions.freeze_denominator.permission):
        raise PermissionDenied


def _new_key() -> str:
    """Give the name that a file is kept under; nobody guesses it."""
    return secrets.token_urlsafe(16)
