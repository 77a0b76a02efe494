"""What time brings to requests for access: owners answer, companies tell.

An owner is reminded on working days of the facility's lab; how it went is asked in
days after the last day agreed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from programmes.actions.facilities import lapse_access_request, nudge_access_request
from programmes.facilities.enums import (
    ACCESS_LATE,
    ACCESS_REMINDERS,
    ANSWER_LAPSES,
    REVIEW_LAPSES,
    REVIEW_REMINDERS,
    AccessStatus,
)
from programmes.facilities.notifications import COMPANY, OWNER
from programmes.hours import after_quiet
from programmes.models import AccessRequest
from servindus import clock, timers
from servindus.actors import SYSTEM

A = AccessStatus
NUDGE = nudge_access_request.name


@dataclass(frozen=True)
class Nudge:
    """A request whose next side has waited so long: working days or days."""

    row: AccessRequest
    since: date
    rung: int


def to_nudge(now: datetime) -> Iterator[Nudge]:
    """Requests that have newly waited long enough, in their lab's open hours."""
    yield from _unanswered(now)
    yield from _untold(now)


def _unanswered(now: datetime) -> Iterator[Nudge]:
    today = clock.local_day(now)
    rows = AccessRequest.objects.filter(status=A.REQUESTED)
    rows = rows.select_related("facility__lab")
    found = timers.with_last(rows, f"{NUDGE}.{OWNER}", "created_at")
    for row in found.order_by("pk").iterator(chunk_size=timers.CHUNK):
        calendar = row.facility.lab.calendar
        days = calendar.working_days_between(row.since, today)
        yield from _new(row, row.since, days, (*ACCESS_REMINDERS, ACCESS_LATE), now)
    # On the waiting list the owner has named the day itself.
    waiting = AccessRequest.objects.filter(status=A.WAITING, answer_by__lte=today)
    waiting = waiting.select_related("facility__lab")
    done = timers.last_rung(AccessRequest, f"{NUDGE}.{OWNER}", "answer_by")
    for row in waiting.annotate(last_rung=done).order_by("pk"):
        calendar = row.facility.lab.calendar
        days = calendar.working_days_between(row.answer_by, today)
        yield from _new(row, row.answer_by, days, (0, ACCESS_LATE), now)


def _untold(now: datetime) -> Iterator[Nudge]:
    today = clock.local_day(now)
    over = Q(status=A.ACCEPTED) | Q(status=A.USED, reviewed_at=None)
    rows = AccessRequest.objects.filter(over, ends_on__lt=today)
    # Nothing is asked for ever: what is older has had its three reminders.
    rows = rows.filter(ends_on__gte=today - timedelta(days=REVIEW_LAPSES + 14))
    done = timers.last_rung(AccessRequest, f"{NUDGE}.{COMPANY}", "ends_on")
    found = rows.select_related("facility__lab").annotate(last_rung=done)
    for row in found.order_by("pk").iterator(chunk_size=timers.CHUNK):
        assert row.ends_on is not None
        days = (today - row.ends_on).days
        yield from _new(row, row.ends_on, days, REVIEW_REMINDERS, now)


def _new(
    row: Any, since: date, days: int, rungs: tuple[int, ...], now: datetime
) -> Iterator[Nudge]:
    rung = timers.rung_of(days, rungs)
    if timers.is_new(rung, row.last_rung) and after_quiet(row.facility.lab, now) == now:
        assert rung is not None
        yield Nudge(row, since, rung)


def to_lapse(now: datetime) -> Any:
    """What nobody has told four weeks after, or answered two weeks after its days."""
    today = clock.local_day(now)
    told = today - timedelta(days=REVIEW_LAPSES)
    asked = today - timedelta(days=ANSWER_LAPSES)
    silent = Q(status=A.ACCEPTED, ends_on__lte=told)
    unanswered = Q(
        status__in=[A.REQUESTED, A.WAITING],
        wanted_until__lte=asked,
        answer_by__lte=asked,
    )
    return AccessRequest.objects.filter(silent | unanswered)


timers.register(
    "programmes.nudge",
    to_nudge,
    lambda found: nudge_access_request(
        found.row, by=SYSTEM, since=found.since, rung=found.rung
    ),
)
timers.register(
    "programmes.lapse", to_lapse, lambda row: lapse_access_request(row, by=SYSTEM)
)
