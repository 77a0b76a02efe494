"""The moderators' desk: requests to read, by date due."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from matchmaking import looks, rules, seats, wording
from matchmaking.actions import (
    approve_introduction,
    ask_info_introduction,
    reject_introduction,
    reword_introduction,
)
from matchmaking.admin.decisions import DecisionDesk
from matchmaking.admin.figures import FiguresDesk
from matchmaking.enums import IN_HAND, AnswerKind, IntroductionStatus
from matchmaking.forms import AskInfoForm, ChecklistForm, points_of
from matchmaking.models import Introduction
from matchmaking.people import status_seen
from matchmaking.timeline import NOTES, timeline
from matchmaking.turns import turn
from programmes import rules as frame
from programmes.admin.filters import LabFilter, PartFilter
from servindus import clock
from servindus.models import User
from servindus.ui import Act
from servindus.workflow import available_actions

S = IntroductionStatus
# What is done on pages of the portal, which ask for more than a click.
IN_THE_PORTAL = (
    "propose_slots",
    "book_meeting",
    "edit_introduction",
    "attach_introduction",
    "detach_introduction",
    "agree_introduction",
    "appeal_introduction",
    "confirm_introduction",
)
# What the platform does as time passes; nobody does it by hand.
OF_TIMERS = (
    "reassure_introduction",
    "nudge_introduction",
    "flag_introduction",
    "alert_introduction",
)
# Where it matters whether the person has room.
BEFORE_LEAVING = (S.SUBMITTED, S.QUEUED)
DECISIONS = (
    reword_introduction,
    approve_introduction,
    ask_info_introduction,
    reject_introduction,
)


def _kind(act: Act, main: str) -> Literal["main", "other", "close"]:
    """Give the one act that comes first its weight, and take it from the others."""
    if act.href == main:
        return "main"
    return "other" if act.kind == "main" else act.kind


class QueueFilter(PartFilter):
    """What the desk shows: the queue unless somebody asks for the rest."""

    parameter_name = "file"
    waiting = _("To read")
    status = S.SUBMITTED

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Give the other parts."""
        others = super().lookups(request, model_admin)
        return [("a-appeler", _("To call")), ("en-cours", _("In hand")), *others]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the part asked for."""
        if self.value() == "a-appeler":
            return queryset.filter(flagged_at__isnull=False)
        if self.value() == "en-cours":
            return queryset.filter(status__in=[str(s) for s in IN_HAND])
        return super().queryset(request, queryset)


@admin.register(Introduction)
class IntroductionAdmin(FiguresDesk, DecisionDesk):
    """Requests to read, by date due; acts as buttons, nothing typed over a status."""

    when_empty = _(
        "Every request is read. A new one comes here as soon as a startup submits it,"
        " with the day by which you read it."
    )
    list_display = ("title_line", "people_line", "state", "due", "reference_line")
    list_display_links = ("title_line",)
    list_filter = (QueueFilter, LabFilter)
    export_name = "introductions_desk"
    export_everything = "file=toutes"
    search_fields = ("subject",)
    search_help_text = _("Words of the two names")
    ordering = ("next_on", "pk")
    words_are_scattered = True
    keeps_notes = True
    change_list_template = "admin/matchmaking/introduction/list.html"
    # Answers by phone have pages of their own, with the call note.
    hidden_acts = (
        "accept_introduction",
        "decline_introduction",
        "defer_introduction",
        "redirect_introduction",
        *OF_TIMERS,
        *IN_THE_PORTAL,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Introduction]:
        """Give the moderators' own labs: others see status and dates in the portal."""
        rows: QuerySet[Introduction] = super().get_queryset(request)
        user: User = request.user  # type: ignore[assignment]
        if not (user.is_superuser or frame.is_programme_admin(user)):
            rows = rows.filter(lab__in=frame.lab_ids(user))
        return rows.select_related(
            "startup", "lab__operator", "requested_by", "moderator"
        ).select_related("decision_maker__organisation", "decision_maker__site")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Requests are written by startups."""
        return False

    def acts_for(self, request: HttpRequest, obj: Any) -> list[Act]:
        """Put the call first where somebody has to telephone."""
        found = super().acts_for(request, obj)
        if obj.flagged_at is None:
            return found
        call = self.address("act", obj.pk, "call_introduction")
        return sorted(
            (replace(act, kind=_kind(act, call)) for act in found),
            key=lambda act: act.href != call,
        )

    @admin.display(description=_("request"))
    def title_line(self, obj: Introduction) -> str:
        """The subject."""
        return obj.subject

    @admin.display(description=_("from, to"))
    def people_line(self, obj: Introduction) -> str:
        """The two names."""
        return f"{obj.startup} → {obj.decision_maker.organisation}"

    @admin.display(description=_("status"))
    def state(self, obj: Introduction) -> str:
        """The status in words, and whether somebody appealed."""
        badge = format_html(
            '<span class="status status-{}">{}</span>',
            looks.badge(obj.status).tone,
            obj.get_status_display(),
        )
        if obj.appealed_at is None:
            return badge
        mark = '{} <span class="status status-warn">{}</span>'
        return format_html(mark, badge, _("Under appeal"))

    @admin.display(description=_("due"))
    def due(self, obj: Introduction) -> Any:
        """The date of the next step."""
        return obj.next_on if obj.next_on.year < 9999 else ""

    @admin.display(description=_("reference"))
    def reference_line(self, obj: Introduction) -> str:
        """The reference."""
        return format_html('<span class="nobr">{}</span>', obj.reference)

    def changelist_view(
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Name the desk for what is done there."""
        return super().changelist_view(request, {"title": _("Requests to read")})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Show the review: who, what, six points, and the acts."""
        introduction = self.get_object(request, object_id)
        if introduction is None or not self.has_view_permission(request, introduction):
            raise Http404
        user: User = request.user  # type: ignore[assignment]
        now = clock.now()
        moderates = introduction.status == S.SUBMITTED and user.has_perm(
            approve_introduction.permission, introduction
        )
        queue = self.get_queryset(request).filter(status=S.SUBMITTED)
        others = queue.exclude(pk=introduction.pk).order_by("next_on", "pk")
        context = {
            **self.admin_site.each_context(request),
            **self._review(introduction, user, now),
            "opts": self.model._meta,
            "original": introduction,
            "acts": [] if moderates else self.acts_for(request, introduction),
            "moderates": moderates,
            "checklist": points_of(ChecklistForm()) if moderates else None,
            "ask": self._ask_form(request, introduction) if moderates else None,
            "tabs": self.tabs_for(request, introduction, "file"),
            "queue_count": others.count(),
            "next": others.first(),
        }
        return render(request, "admin/matchmaking/introduction/review.html", context)

    def _ask_form(
        self, request: HttpRequest, introduction: Introduction
    ) -> AskInfoForm:
        rows = self.answers(request, AnswerKind.ASK_INFO, introduction)
        return AskInfoForm(templates=rows)

    def reads_journal(self, request: HttpRequest, obj: Any) -> bool:
        """Whoever belongs to a side hears of an answer once it has settled."""
        return request.user.has_perm(NOTES, obj)

    def _review(
        self, introduction: Introduction, user: User, now: datetime
    ) -> dict[str, Any]:
        """Give what a moderator reads of the request, whatever the queue is."""
        rewording = wording.latest(introduction)
        return {
            "title": _("Read %(reference)s") % {"reference": introduction.reference},
            "introduction": introduction,
            "files": looks.files_of(introduction),
            "turn": turn(introduction, user, now),
            "status_badge": looks.badge(status_seen(introduction, user, now)),
            "barred": rules.why_not_moderate(user, introduction),
            "changes": wording.changes(rewording) if rewording else [],
            "reads_notes": user.has_perm(NOTES, introduction),
            "urls": {
                act.name.split("_introduction")[0]: self.address(
                    "act", introduction.pk, act.name
                )
                for act in DECISIONS
            },
            "phone": self._by_phone(introduction, user),
            **self._turn(introduction, now),
            "away": introduction.decision_maker.absences.on(clock.local_day(now))
            .select_related("backup")
            .first(),
            "items": timeline(introduction, user, now),
            "history": self._history(introduction),
        }

    def _turn(self, introduction: Introduction, now: datetime) -> dict[str, Any]:
        """Say whether the person has a seat free, and else from when on."""
        if introduction.status not in BEFORE_LEAVING:
            return {}
        reason, day = seats.outlook(introduction, now)
        return {"full": reason, "forecast": day}

    def _by_phone(self, introduction: Introduction, user: User) -> list[Act]:
        """Give the pages where a moderator notes an answer given on the phone."""
        return [
            Act(verb.label, reverse(verb.url_name, args=[introduction.public_id]))
            for verb in available_actions(introduction, user)
            if verb.name in self.hidden_acts
            and verb.name not in (*IN_THE_PORTAL, *OF_TIMERS)
        ]

    def _history(self, introduction: Introduction) -> dict[str, int]:
        """Give what this startup has asked before."""
        own = Introduction.objects.filter(startup=introduction.startup_id)
        return {
            "asked": own.filter(submitted_at__isnull=False).count(),
            "accepted": own.filter(status__in=[S.ACCEPTED, S.CLOSED]).count(),
        }
