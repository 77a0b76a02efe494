"""What owners do with a facility, and what a company and they agree on its use."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programmes.enums import OrganisationStatus
from programmes.facilities import notifications as notices
from programmes.facilities.enums import (
    ACCESS_ANSWER_DAYS,
    MOST_DAYS_AHEAD,
    MOST_OPEN,
    AccessStatus,
    FacilityKind,
    FacilityStatus,
)
from programmes.models import AccessRequest, Facility, Organisation, Topic
from servindus import clock, timers
from servindus.workflow import ActRefused, Step, act, transition

F = FacilityStatus
A = AccessStatus
MOVED = _("This file has moved in the meantime.")


# --- The facility ---------------------------------------------------------------------


@act(
    Facility,
    sources=[F.DRAFT, F.OPEN, F.CLOSED],
    label=_("Change the page"),
    icon="pencil-square",
)
def edit_facility(
    facility: Facility, step: Step, *, topics: Iterable[Topic], **values: Any
) -> None:
    """Write what the catalogue says of it."""
    for name, value in values.items():
        setattr(facility, name, value)
    facility.topics.set(topics)


@transition(
    Facility,
    sources=[F.DRAFT, F.CLOSED],
    target=F.OPEN,
    label=_("Open this facility"),
    icon="check-circle",
)
def open_facility(facility: Facility, step: Step) -> None:
    """Show it in the catalogue and take requests."""


@transition(
    Facility,
    sources=[F.OPEN],
    target=F.CLOSED,
    label=_("Close this facility"),
    icon="minus-circle",
    closes=True,
)
def close_facility(facility: Facility, step: Step) -> None:
    """Take it out of the catalogue; what was agreed before stays."""


# --- A company asks -------------------------------------------------------------------


@act(
    Facility,
    sources=[F.OPEN],
    label=_("Ask for access"),
    icon="calendar-days",
    keeps_row=True,
)
def ask_facility(
    facility: Facility,
    step: Step,
    *,
    organisation: Organisation,
    purpose: str,
    people: int,
    wanted_from: date,
    wanted_until: date,
) -> None:
    """A company says what for, when, and how many come; the owner has five days."""
    # What a company has open is counted one request at a time, of what it is now.
    rows = Organisation.objects.select_for_update(no_key=True)
    organisation = rows.get(pk=organisation.pk)
    today = clock.local_day(step.now)
    if facility.kind == FacilityKind.DATA_SET:
        raise ActRefused(_("These data are open: nobody has to ask."))
    if organisation.status != OrganisationStatus.VERIFIED:
        raise ActRefused(_("The lab confirms your organisation first."))
    if organisation.pk == facility.owner_id:
        raise ActRefused(_("This is your own: no request is needed."))
    _check_days(wanted_from, wanted_until, today)
    own = AccessRequest.objects.filter(organisation=organisation)
    if own.to_answer().filter(facility=facility).exists():
        raise ActRefused(_("Your company is asking for this already."))
    if own.open().count() >= MOST_OPEN:
        raise ActRefused(_("Your company has five requests open: wait for an answer."))
    request = AccessRequest.objects.create(
        facility=facility,
        organisation=organisation,
        requested_by=step.user,
        purpose=purpose,
        people=people,
        wanted_from=wanted_from,
        wanted_until=wanted_until,
        answer_by=facility.lab.calendar.add_working_days(today, ACCESS_ANSWER_DAYS),
    )
    step.begin(request)
    notices.owe_owner("access_request_submitted", request, step)


def _check_days(first: date, last: date, today: date) -> None:
    if first < today:
        raise ActRefused(_("Choose a day from today on."))
    if last < first:
        raise ActRefused(_("The last day comes before the first."))
    if last > today + timedelta(days=MOST_DAYS_AHEAD):
        raise ActRefused(_("Choose days within the next twelve months."))


# --- The owner answers ----------------------------------------------------------------


@transition(
    AccessRequest,
    sources=[A.REQUESTED, A.WAITING],
    target=A.ACCEPTED,
    label=_("Agree on dates"),
    icon="calendar-days",
    records=("starts_on", "ends_on"),
)
def accept_access_request(
    request: AccessRequest, step: Step, *, starts_on: date, ends_on: date, text: str
) -> None:
    """Give the company its days, and what it must know before it comes."""
    _check_days(starts_on, ends_on, clock.local_day(step.now))
    request.starts_on, request.ends_on, request.answer = starts_on, ends_on, text
    notices.owe_answer("access_request_accepted", request, step)


@transition(
    AccessRequest,
    sources=[A.REQUESTED, A.WAITING],
    target=A.WAITING,
    label=_("Put on the waiting list"),
    icon="queue-list",
    records=("answer_by",),
)
def hold_access_request(
    request: AccessRequest, step: Step, *, answer_by: date, text: str
) -> None:
    """No date is free yet: say until when the company hears again, or once more."""
    _check_days(answer_by, answer_by, clock.local_day(step.now))
    request.answer_by, request.answer = answer_by, text
    notices.owe_answer("access_request_held", request, step)


@transition(
    AccessRequest,
    sources=[A.REQUESTED, A.WAITING],
    target=A.DECLINED,
    label=_("Decline"),
    icon="hand-raised",
    closes=True,
    records=("code",),
)
def decline_access_request(
    request: AccessRequest, step: Step, *, code: str, text: str
) -> None:
    """Say no, with a reason and words that the company reads."""
    request.decline_code, request.answer = code, text
    notices.owe_answer("access_request_declined", request, step)


@transition(
    AccessRequest,
    sources=[A.REQUESTED, A.WAITING, A.ACCEPTED],
    target=A.CANCELLED,
    label=_("Cancel"),
    icon="minus-circle",
    closes=True,
)
def cancel_access_request(request: AccessRequest, step: Step, *, text: str) -> None:
    """Give it up, before the days or because they did not take place."""
    request.cancel_reason = text
    notices.owe_other_side("access_request_cancelled", request, step)


# --- What came of it ------------------------------------------------------------------


def _has_begun(request: AccessRequest, now: Any) -> str | Promise | None:
    if request.starts_on is None or clock.local_day(now) < request.starts_on:
        return _("The days agreed have not begun yet.")
    return None


@transition(
    AccessRequest,
    sources=[A.ACCEPTED, A.UNTOLD],
    target=A.USED,
    label=_("It took place"),
    icon="check-badge",
    guard=_has_begun,
)
def use_access_request(request: AccessRequest, step: Step) -> None:
    """Say that the company came: this is what is counted."""
    request.used_on = request.starts_on


def _is_unreviewed(request: AccessRequest, now: Any) -> str | Promise | None:
    if request.reviewed_at is not None:
        return _("Your company has said so already.")
    return None


@act(
    AccessRequest,
    sources=[A.USED],
    label=_("Say what came of it"),
    icon="chat-bubble-left-ellipsis",
    guard=_is_unreviewed,
    records=("useful",),
)
def review_access_request(
    request: AccessRequest, step: Step, *, useful: str, text: str
) -> None:
    """Say whether it helped; the owner and the lab read it."""
    request.useful, request.review, request.reviewed_at = useful, text, step.now
    notices.owe_owner("access_request_reviewed", request, step)


# --- What time brings -----------------------------------------------------------------


@act(
    AccessRequest,
    sources=[A.REQUESTED, A.WAITING, A.ACCEPTED, A.USED],
    label=_("Remind whoever is next"),
    keeps_row=True,
)
def nudge_access_request(
    request: AccessRequest, step: Step, *, since: date, rung: int
) -> None:
    """Tell whose turn it is: the owner to answer, then its lab; the company to tell."""
    turn = notices.turn_of(request, clock.local_day(step.now))
    timer = f"{step.entry.verb}.{turn}"
    if not turn or not timers.once(timer, request, since=since, rung=rung):
        raise ActRefused(MOVED)
    notices.owe_turn(request, step, rung)


@transition(
    AccessRequest,
    sources=[A.REQUESTED, A.WAITING, A.ACCEPTED],
    target=A.UNTOLD,
    label=_("End without a word"),
)
def lapse_access_request(request: AccessRequest, step: Step) -> None:
    """Nobody has answered, or said whether it took place: it is not counted."""
    if step.entry.source != A.ACCEPTED:
        notices.owe_company("access_request_lapsed", request, step)
