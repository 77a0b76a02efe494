"""What time brings to exchanges: whoever carries an action hears of its date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from benchmarking.actions.undertakings import chase_exchange_action
from benchmarking.exchanges.enums import ACTION_REMINDERS, REMINDED_WITHIN
from benchmarking.models import ExchangeAction
from programmes.hours import is_open
from servindus import clock, timers
from servindus.actors import SYSTEM


@dataclass(frozen=True)
class Due:
    """An action whose date is near or past by so many working days."""

    row: ExchangeAction
    rung: int


def to_chase(now: datetime) -> Iterator[Due]:
    """Open actions that have newly come to a reminder, in their lab's hours."""
    today = clock.local_day(now)
    rows = ExchangeAction.objects.chased().due(today + timedelta(days=REMINDED_WITHIN))
    last = timers.last_rung(ExchangeAction, chase_exchange_action.name, "due_on")
    found = rows.select_related("lab", "owner").annotate(last_rung=last).order_by("pk")
    for row in found.iterator(chunk_size=timers.CHUNK):
        days = row.lab.calendar.working_days_between(row.due_on, today)
        rung = timers.rung_of(days, ACTION_REMINDERS)
        if timers.is_new(rung, row.last_rung) and is_open(row.lab, now):
            assert rung is not None
            yield Due(row, rung)


timers.register(
    "benchmarking.chase_exchange_actions",
    to_chase,
    lambda found: chase_exchange_action(
        found.row, by=SYSTEM, since=found.row.due_on, rung=found.rung
    ),
)
