"""What time brings to versions: who is next hears of it, old ones are looked at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from benchmarking.actions.reviews import nudge_practice_version
from benchmarking.models import PracticeVersion
from benchmarking.practices.enums import REVIEW_REMINDERS, WAIT_REMINDERS
from programmes.hours import after_quiet
from servindus import clock, timers
from servindus.actors import SYSTEM

NUDGE = nudge_practice_version.name


@dataclass(frozen=True)
class Nudge:
    """A version whose date has come, or comes near: `rung` says how often it was told.

    Of what waits the rung is working days after the date; of what ages its number.
    """

    row: PracticeVersion
    since: date
    rung: int


def to_nudge(now: datetime) -> Iterator[Nudge]:
    """Versions whose date has newly come, in their lab's open hours."""
    yield from _waiting(now)
    yield from _ageing(now)


def _waiting(now: datetime) -> Iterator[Nudge]:
    today = clock.local_day(now)
    rows = PracticeVersion.objects.waiting().filter(due_on__lte=today)
    done = timers.last_rung(PracticeVersion, NUDGE, "due_on")
    found = rows.select_related("practice__lab").annotate(last_rung=done)
    for row in found.order_by("pk").iterator(chunk_size=timers.CHUNK):
        lab = row.practice.lab
        assert row.due_on is not None
        days = lab.calendar.working_days_between(row.due_on, today)
        rung = timers.rung_of(days, WAIT_REMINDERS)
        if after_quiet(lab, now) == now and timers.is_new(rung, row.last_rung):
            assert rung is not None
            yield Nudge(row, row.due_on, rung)


def _ageing(now: datetime) -> Iterator[Nudge]:
    today = clock.local_day(now)
    first = today + timedelta(days=REVIEW_REMINDERS[0])
    rows = PracticeVersion.objects.to_renew(first).select_related("practice__lab")
    done = timers.last_rung(PracticeVersion, NUDGE, "review_on")
    found = rows.annotate(last_rung=done).order_by("pk")
    for row in found.iterator(chunk_size=timers.CHUNK):
        assert row.review_on is not None
        left = (row.review_on - today).days
        rung = max(n for n, days in enumerate(REVIEW_REMINDERS) if left <= days)
        lab = row.practice.lab
        if after_quiet(lab, now) == now and timers.is_new(rung, row.last_rung):
            yield Nudge(row, row.review_on, rung)


timers.register(
    "benchmarking.nudge_practice_versions",
    to_nudge,
    lambda found: nudge_practice_version(
        found.row, by=SYSTEM, since=found.since, rung=found.rung
    ),
)
