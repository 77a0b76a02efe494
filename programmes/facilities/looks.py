"""How facilities and requests look: cards, rows, whose turn it is, buttons, story."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from programmes import rules
from programmes.cards import person_of
from programmes.facilities.enums import (
    ACCESS_LOOKS,
    ACCESS_OPEN,
    FACILITY_LOOKS,
    KIND_ICONS,
    REVIEW_REMINDERS,
    AccessStatus,
    FacilityStatus,
)
from programmes.facilities.notifications import turn_of
from programmes.models import AccessRequest, Facility, Organisation
from programmes.models.facilities import UNKNOWN_KM
from servindus.buttons import buttons
from servindus.calendar import ClockState, clock_state
from servindus.models import JournalEntry, User
from servindus.templatetags.servindus import capital, short_date
from servindus.ui import Act, Badge, Crumb, Person, Row, TimelineItem, Turn
from servindus.workflow import available_actions

A = AccessStatus
ACT_ORDER = (
    *("accept_access_request", "hold_access_request", "decline_access_request"),
    *("use_access_request", "review_access_request", "cancel_access_request"),
)
FACILITY_ACTS = ("open_facility", "edit_facility", "close_facility")
WEEK = 5


def crumbs(*further: Crumb) -> list[Crumb]:
    """Give the way from the home to a page of facilities."""
    return [Crumb(_("Home"), reverse("home")), *further]


def catalogue_crumb() -> Crumb:
    """Give the catalogue's step of the way."""
    return Crumb(_("Workshops and data"), reverse("programmes:facility_list"))


def company(organisation: Organisation, *, with_kind: bool = True) -> Person:
    """Give a company with its shape; of one's own, "you" goes with its name alone."""
    return Person(
        organisation.name,
        str(organisation.get_kind_display()) if with_kind else "",
        organisation.shape,
        fictional=organisation.is_fictitious,
    )


def facility_badge(facility: Facility) -> Badge:
    """Give the badge of a facility's status."""
    icon, tone = FACILITY_LOOKS[FacilityStatus(facility.status)]
    return Badge(capital(facility.get_status_display()), icon, tone)  # type: ignore[arg-type]


def badge(request: AccessRequest) -> Badge:
    """Give the badge of a request's status."""
    icon, tone = ACCESS_LOOKS[A(request.status)]
    return Badge(capital(request.get_status_display()), icon, tone)  # type: ignore[arg-type]


def entry(facility: Any) -> dict[str, Any]:
    """Give a line of the catalogue."""
    km = getattr(facility, "km", None)
    return {
        "object": facility,
        "person": company(facility.owner),
        "icon": KIND_ICONS[facility.kind],
        "topics": facility.topic_names[:3],
        "distance": distance(km),
    }


def distance(km: int | None) -> str:
    """Say how far away something is, in a straight line."""
    if km is None:
        return ""
    if km >= UNKNOWN_KM:
        return _("distance not known")
    return _("about %(km)d km away") % {"km": km} if km else _("in the same town")


def turn(request: AccessRequest, reader: User, today: date) -> Turn | None:
    """Give whose turn it is, and until when; None once it has ended."""
    own = request.organisation_id in rules.organisation_ids(reader)
    if request.status in (A.REQUESTED, A.WAITING):
        waits = request.status == A.WAITING
        return Turn(
            company(request.facility.owner, with_kind=False),
            sentence=_("No date is free yet: says by then how it goes on.")
            if waits
            else _("Agrees on dates, puts on the waiting list, or declines."),
            due=request.answer_by,
            clock=_clock(request, request.answer_by, today),
            mine=not own and _answers(request, reader),
        )
    if request.status == A.ACCEPTED and request.ends_on and request.ends_on >= today:
        return Turn(
            company(request.organisation, with_kind=not own),
            sentence=_("Comes on the days agreed."),
            due=request.starts_on,
            due_label=_("First day"),
            clock=ClockState("on_time", text=_("dates agreed")),
            mine=own,
        )
    if turn_of(request, today):
        assert request.ends_on is not None
        due = request.ends_on + timedelta(days=REVIEW_REMINDERS[1])
        return Turn(
            company(request.organisation, with_kind=not own),
            sentence=_("Says whether it helped.")
            if request.status == A.USED
            else _("Says whether it took place, and whether it helped."),
            due=due,
            due_label=_("To say by"),
            clock=_clock(request, due, today),
            mine=own,
        )
    return None


def _clock(request: AccessRequest, due: date, today: date) -> ClockState:
    return clock_state(due, today, WEEK, request.facility.lab.calendar)


def _answers(request: AccessRequest, reader: User) -> bool:
    return reader.has_perm("programmes.accept_access_request", request)


def row(request: AccessRequest, reader: User, today: date) -> Row:
    """Give a request as one line of the list: the other side, whose turn, its date."""
    own = request.organisation_id in rules.organisation_ids(reader)
    now = turn(request, reader, today)
    other = request.facility.owner if own else request.organisation
    ended = request.status not in ACCESS_OPEN and now is None
    return Row(
        title=request.facility.name,
        href=request.get_absolute_url(),
        sub=other.name,
        badge=badge(request),
        who="" if now is None else (_("You") if now.mine else now.person.name),
        when=short_date(now.due) if now and now.due else "",
        clock=now.clock if now else None,
        person=company(other),
        edge="mine" if now and now.mine else "",
        fictional=other.is_fictitious,
        due=now.due if now and not ended else None,
    )


def acts(request: AccessRequest, reader: User) -> list[Act]:
    """Give the buttons that this reader has on a request now."""
    can = {one.name: one for one in available_actions(request, reader, among=ACT_ORDER)}
    return buttons(request, can, ACT_ORDER)


def facility_acts(facility: Facility, reader: Any) -> list[Act]:
    """Give the buttons of whoever keeps a facility."""
    can = {one.name: one for one in available_actions(facility, reader, FACILITY_ACTS)}
    return buttons(facility, can, FACILITY_ACTS)


def timeline(request: AccessRequest, today: date) -> list[TimelineItem]:
    """Give what happened and what comes, newest first."""
    titles = {
        "accept_access_request": _("Dates agreed"),
        "hold_access_request": _("Put on the waiting list"),
        "decline_access_request": _("Declined"),
        "cancel_access_request": _("Cancelled"),
        "use_access_request": _("It took place"),
        "review_access_request": _("The company has said what came of it"),
        "lapse_access_request": _("Nobody has said whether it took place"),
    }
    lines = JournalEntry.objects.about(request).filter(verb__in=titles)
    items = [
        TimelineItem(line.at, titles[line.verb], _who(line))
        for line in reversed(list(lines.select_related("user")))
    ]
    asked = TimelineItem(
        request.created_at, _("Asked for"), person_of(request.requested_by)
    )
    return [*_coming(request, today), *items, asked]


def _who(line: JournalEntry) -> Person | None:
    return person_of(line.user) if line.user else None


def _coming(request: AccessRequest, today: date) -> list[TimelineItem]:
    if request.status in (A.REQUESTED, A.WAITING):
        return [TimelineItem(request.answer_by, _("Answer of the owner"), future=True)]
    if request.status == A.ACCEPTED and request.starts_on and request.starts_on > today:
        return [TimelineItem(request.starts_on, _("First day"), future=True)]
    return []
