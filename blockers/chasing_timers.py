"""What the passing of time reminds people of, and the cases that nobody completes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from blockers import actions, chasing, lapsing
from blockers.enums import (
    COMPLETE_REMINDERS,
    INCOMPLETE_DAYS,
    MOST_COMPLETE_REMINDERS,
    VERIFICATION_REMINDERS,
    VerificationStatus,
)
from blockers.models import Report, Verification
from programmes.hours import is_open
from servindus import clock, timers
from servindus.actors import SYSTEM
from servindus.timers import with_last
from servindus.workflow import Act


@dataclass(frozen=True)
class Due:
    """One row with the rung of its ladder that was reached."""

    row: Any
    since: date
    rung: int


def to_withdraw(now: datetime) -> Iterator[Report]:
    """Give the cases that their company has not completed in forty-five days."""
    until = clock.local_day(now) - timedelta(days=INCOMPLETE_DAYS)
    rows = lapsing.unanswered(until).filter(nudges__gte=MOST_COMPLETE_REMINDERS)
    for row in rows.iterator(chunk_size=chasing.CHUNK):
        if is_open(row.lab, now) and lapsing.has_lapsed(row, now):
            yield row


def to_nudge(now: datetime) -> Iterator[Due]:
    """Give the cases whose company is to hear again of the lab's question."""
    today = clock.local_day(now)
    until = today - timedelta(days=min(COMPLETE_REMINDERS))
    rows = lapsing.unanswered(until).filter(nudges__lt=MOST_COMPLETE_REMINDERS)
    for row in rows.iterator(chunk_size=chasing.CHUNK):
        days = (today - lapsing.asked_on(row)).days
        rung = timers.rung_of(days, COMPLETE_REMINDERS)
        if timers.is_new(rung, row.last_rung) and is_open(row.lab, now):
            assert rung is not None
            yield Due(row, row.complete_by, rung)


def to_ask_again(now: datetime) -> Iterator[Due]:
    """Give the questions to sites that have waited for two weeks, and go on."""
    today = clock.local_day(now)
    rows = Verification.objects.filter(
        status=VerificationStatus.ASKED, due_on__gte=today
    ).select_related("report__lab")
    found = with_last(rows, "remind_verification", "asked_at").order_by("pk")
    until = today - timedelta(days=min(VERIFICATION_REMINDERS))
    for row in found.filter(since__lte=until).iterator(chunk_size=chasing.CHUNK):
        rung = timers.rung_of((today - row.since).days, VERIFICATION_REMINDERS)
        if timers.is_new(rung, row.last_rung) and is_open(row.report.lab, now):
            assert rung is not None
            yield Due(row, row.since, rung)


def _do(action: Act[Any]) -> Any:
    return lambda due: action(due.row, by=SYSTEM, since=due.since, rung=due.rung)


def _withdraw(report: Report) -> Report:
    return actions.withdraw_report(report, by=SYSTEM, reason="incomplete")


# What ends comes first, so that nobody is reminded of it.
timers.register("blockers.withdraw", to_withdraw, _withdraw)
timers.register("blockers.nudge", to_nudge, _do(actions.nudge_report))
timers.register(
    "blockers.remind_verification", to_ask_again, _do(actions.remind_verification)
)
timers.register("blockers.remind", chasing.due, actions.remind)
