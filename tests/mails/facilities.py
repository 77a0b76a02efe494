"""Requests for access: asked, answered, put off, cancelled, reminded, told."""

from collections.abc import Iterator

from programmes import actions
from servindus import clock, timers
from tests.cast import Cast, fresh
from tests.matchmaking.days import moment
from tests.programmes.facilities import Scene, day

Told = Iterator[str]


def workshop_used(cast: Cast) -> Told:
    """A plant asks, gets its days, comes, and says what came of it."""
    scene = Scene(cast)
    request = scene.ask()
    yield "access_request_submitted"
    actions.accept_access_request(
        request,
        by=scene.keeper,
        starts_on=day(9),
        ends_on=day(10),
        text="Entrée par la cour, apportez la roue actuelle.",
    )
    yield "access_request_accepted"
    with clock.at(moment(day(11))):
        timers.run("programmes.nudge")
        yield "access_request_nudged"
        done = actions.use_access_request(fresh(request), by=cast.director)
        actions.review_access_request(
            done, by=cast.director, useful="yes", text="La forme B gagne 4 %."
        )
        yield "access_request_reviewed"


def workshop_full(cast: Cast) -> Told:
    """No date is free; then the owner cannot at all; another is cancelled."""
    scene = Scene(cast)
    request = actions.hold_access_request(
        scene.ask(), by=scene.keeper, answer_by=day(21), text="Complet en septembre."
    )
    yield "access_request_held"
    actions.decline_access_request(
        request, by=scene.keeper, code="full", text="Toujours complet ; voyez Nancy."
    )
    yield "access_request_declined"
    actions.cancel_access_request(
        scene.ask(), by=cast.director, text="La machine est réparée."
    )
    yield "access_request_cancelled"
    actions.accept_access_request(
        scene.ask(), by=cast.moderator, starts_on=day(9), ends_on=day(9), text=""
    )
    yield "access_request_decided"
    scene.ask()
    with clock.at(moment(day(23))):
        timers.run("programmes.lapse")
    yield "access_request_lapsed"


STORIES = (workshop_used, workshop_full)
