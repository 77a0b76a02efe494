"""What time brings to the plan: a milestone's day has passed, what became of it?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from programmes.actions.plan import nudge_milestone
from programmes.hours import is_open
from programmes.models import Milestone
from programmes.plan.enums import OVERDUE_ENDS, OVERDUE_RUNGS
from servindus import clock, timers
from servindus.actors import SYSTEM


@dataclass(frozen=True)
class Nudge:
    """A milestone whose forecast has passed since so many days."""

    row: Milestone
    rung: int


def to_nudge(now: datetime) -> Iterator[Nudge]:
    """Overdue milestones that have newly come to a question, in open hours."""
    today = clock.local_day(now)
    rows = Milestone.objects.overdue(today).select_related("action__lab")
    rows = rows.filter(forecast_on__gt=today - timedelta(days=OVERDUE_ENDS))
    last = timers.last_rung(Milestone, nudge_milestone.name, "forecast_on")
    found = rows.annotate(last_rung=last).order_by("pk")
    for row in found.iterator(chunk_size=timers.CHUNK):
        rung = timers.rung_of((today - row.forecast_on).days, OVERDUE_RUNGS)
        lab = row.action.lab
        if timers.is_new(rung, row.last_rung) and (lab is None or is_open(lab, now)):
            assert rung is not None
            yield Nudge(row, rung)


timers.register(
    "programmes.nudge_milestones",
    to_nudge,
    lambda found: nudge_milestone(
        found.row, by=SYSTEM, since=found.row.forecast_on, rung=found.rung
    ),
)
