"""The plan: a milestone's day has passed."""

from collections.abc import Iterator
from datetime import date, timedelta

from programmes import actions
from servindus import clock, timers
from tests.cast import Cast
from tests.matchmaking.days import moment
from tests.programmes.plan import Scene

Told = Iterator[str]
DAY = date(2026, 9, 14)


def milestone_passed(cast: Cast) -> Told:
    """Its carrier is asked the next day; two weeks later the leads read it too."""
    scene = Scene(cast)
    action = scene.plan(owner=cast.second_moderator)
    scene.milestone(action, planned_on=DAY)
    actions.start_plan_action(action, by=scene.lead)
    for days in (1, 15):
        with clock.at(moment(DAY + timedelta(days=days))):
            timers.run("programmes.nudge_milestones")
            yield "milestone_overdue"


STORIES = (milestone_passed,)
