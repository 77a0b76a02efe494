"""Pilots: proposed, framed, agreed on, started, judged, decided, reminded."""

from collections.abc import Iterator

from programmes import actions
from servindus import clock, timers
from tests.cast import Cast
from tests.matchmaking.days import moment
from tests.programmes.facilities import day
from tests.programmes.pilots import Trial

Told = Iterator[str]


def pilot_that_goes_on(cast: Cast) -> Told:
    """A plant proposes, the startup frames, both agree; it goes on, another stops."""
    trial = Trial(cast)
    idea = trial.idea()
    yield "pilot_proposed"
    framed = trial.framed(pilot=idea)
    yield "pilot_framed"
    with clock.at(moment(day(7))):
        timers.run("programmes.nudge_pilots")
        yield "pilot_nudged"
    agreed = actions.agree_pilot(framed, by=trial.director, frame=framed.frame)
    yield "pilot_agreed"
    running = actions.start_pilot(agreed, by=trial.founder)
    yield "pilot_started"
    done = actions.evaluate_pilot(
        running,
        by=trial.director,
        judged=trial.judged(running, "yes", "partly"),
        result="Deux pannes annoncées, trois jours avant.",
        cost=5100,
    )
    yield "pilot_evaluated"
    actions.extend_pilot(done, by=trial.director, text="Une commande pour dix pompes.")
    yield "pilot_decided"
    other = trial.idea(title="Tri automatique des chutes")
    actions.stop_pilot(other, by=trial.founder, code="time", text="Pas avant janvier.")
    yield "pilot_decided"


STORIES = (pilot_that_goes_on,)
