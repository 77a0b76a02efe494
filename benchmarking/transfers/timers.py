"""What time brings to transfers: whoever is next hears of the date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from benchmarking.actions.adoption import remind_transfer
from benchmarking.models import Transfer
from benchmarking.transfers.enums import TRANSFER_REMINDERS
from programmes.hours import is_open
from servindus import clock, timers
from servindus.actors import SYSTEM


@dataclass(frozen=True)
class Due:
    """A transfer whose date has come, so many working days ago."""

    row: Transfer
    since: date
    rung: int


def to_remind(now: datetime) -> Iterator[Due]:
    """Open transfers that have newly come to a reminder, in the receiver's hours."""
    today = clock.local_day(now)
    rows = Transfer.objects.open().filter(due_on__lte=today).select_related("receiver")
    last = timers.last_rung(Transfer, remind_transfer.name, "due_on")
    found = rows.annotate(last_rung=last).order_by("pk")
    for row in found.iterator(chunk_size=timers.CHUNK):
        assert row.due_on is not None
        lab = row.receiver
        days = lab.calendar.working_days_between(row.due_on, today)
        rung = timers.rung_of(days, TRANSFER_REMINDERS)
        if timers.is_new(rung, row.last_rung) and is_open(lab, now):
            assert rung is not None
            yield Due(row, row.due_on, rung)


timers.register(
    "benchmarking.remind_transfers",
    to_remind,
    lambda found: remind_transfer(
        found.row, by=SYSTEM, since=found.since, rung=found.rung
    ),
)
