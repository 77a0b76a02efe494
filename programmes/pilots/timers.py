"""What time brings to pilots: whoever is next hears of its date, then the lab."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from programmes.actions.pilots import nudge_pilot
from programmes.hours import after_quiet
from programmes.models import Pilot
from programmes.pilots.enums import PILOT_LATE, PILOT_REMINDERS
from programmes.pilots.turns import turn_of
from servindus import clock, timers
from servindus.actors import SYSTEM


@dataclass(frozen=True)
class Nudge:
    """A pilot whose next step is due since so many working days."""

    row: Pilot
    since: date
    rung: int


def to_nudge(now: datetime) -> Iterator[Nudge]:
    """Pilots whose date has newly come or passed, in their lab's open hours."""
    today = clock.local_day(now)
    rows = Pilot.objects.open().filter(due_on__lte=today).select_related("lab")
    for side in ("startup", "company"):
        name = f"{nudge_pilot.name}.{side}"
        done = timers.last_rung(Pilot, name, "due_on")
        found = rows.annotate(last_rung=done).order_by("pk")
        for row in found.iterator(chunk_size=timers.CHUNK):
            if turn_of(row, today) != side or after_quiet(row.lab, now) != now:
                continue
            assert row.due_on is not None
            days = row.lab.calendar.working_days_between(row.due_on, today)
            rung = timers.rung_of(days, (*PILOT_REMINDERS, PILOT_LATE))
            if rung is not None and timers.is_new(rung, row.last_rung):
                yield Nudge(row, row.due_on, rung)


timers.register(
    "programmes.nudge_pilots",
    to_nudge,
    lambda found: nudge_pilot(found.row, by=SYSTEM, since=found.since, rung=found.rung),
)
