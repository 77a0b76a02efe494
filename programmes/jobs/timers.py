"""What time brings to jobs: twelve months later somebody says who is still there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from programmes.actions.jobs import nudge_jobs_record
from programmes.hours import after_quiet
from programmes.jobs.enums import CHECK_ENDS, CHECK_LATE, CHECK_REMINDERS
from programmes.models import JobsRecord
from servindus import clock, timers
from servindus.actors import SYSTEM


@dataclass(frozen=True)
class Nudge:
    """A declaration whose twelve months are over since so many days."""

    row: JobsRecord
    rung: int


def to_nudge(now: datetime) -> Iterator[Nudge]:
    """Counted declarations that nobody has looked at again, in open hours."""
    today = clock.local_day(now)
    rows = JobsRecord.objects.to_check(today).select_related("lab")
    # What nobody has answered in half a year is not asked for ever.
    rows = rows.filter(check_on__gte=today - timedelta(days=CHECK_ENDS))
    last = timers.last_rung(JobsRecord, nudge_jobs_record.name, "check_on")
    found = rows.annotate(last_rung=last).order_by("pk")
    for row in found.iterator(chunk_size=timers.CHUNK):
        days = (today - row.check_on).days
        rung = timers.rung_of(days, (*CHECK_REMINDERS, CHECK_LATE))
        if timers.is_new(rung, row.last_rung) and after_quiet(row.lab, now) == now:
            assert rung is not None
            yield Nudge(row, rung)


timers.register(
    "programmes.jobs_check",
    to_nudge,
    lambda found: nudge_jobs_record(
        found.row, by=SYSTEM, since=found.row.check_on, rung=found.rung
    ),
)
