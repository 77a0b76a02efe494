"""What time brings to waves: their day comes, their day is past."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from programmes.actions.waves import nudge_wave
from programmes.hours import after_quiet
from programmes.models import Wave
from programmes.witnesses.enums import (
    WAVE_ENDS,
    WAVE_LATE,
    WAVE_NOTICE,
    WAVE_REMINDERS,
)
from servindus import clock, timers
from servindus.actors import SYSTEM


@dataclass(frozen=True)
class Nudge:
    """A wave that waits to be entered, and how far its day has come."""

    row: Wave
    rung: int


def to_nudge(now: datetime) -> Iterator[Nudge]:
    """Waves of running engagements whose day comes or is past, in open hours."""
    today = clock.local_day(now)
    rows = Wave.objects.due_in().with_sides()
    rows = rows.filter(
        due_on__lte=today + timedelta(days=WAVE_NOTICE),
        due_on__gte=today - timedelta(days=WAVE_ENDS),
    )
    last = timers.last_rung(Wave, nudge_wave.name, "due_on")
    found = rows.annotate(last_rung=last).order_by("pk")
    for row in found.iterator(chunk_size=timers.CHUNK):
        days = (today - row.due_on).days + WAVE_NOTICE
        rung = timers.rung_of(days, (*WAVE_REMINDERS, *WAVE_LATE))
        open_now = after_quiet(row.engagement.lab, now) == now
        if timers.is_new(rung, row.last_rung) and open_now:
            assert rung is not None
            yield Nudge(row, rung)


timers.register(
    "programmes.wave",
    to_nudge,
    lambda found: nudge_wave(
        found.row, by=SYSTEM, since=found.row.due_on, rung=found.rung
    ),
)
