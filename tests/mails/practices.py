"""Practices: handed in, sent back, put before the labs, judged, published, labelled."""

from collections.abc import Iterator

from benchmarking import actions
from servindus import clock, timers
from tests.benchmarking.practices import Reading
from tests.cast import Cast, make_lab, make_member
from tests.matchmaking.days import moment
from tests.programmes.facilities import day

Told = Iterator[str]


def practice_that_is_labelled(cast: Cast) -> Told:
    """Nancy hands one in; it comes back once; two labs judge it; a year passes."""
    reading = Reading(cast)
    version = reading.submitted()
    yield "practice_version_submitted"
    text = "Dites ce qui a échoué : nous le cherchons d’abord."
    back = actions.return_practice_version(version, by=reading.rouen, text=text)
    yield "practice_version_returned"
    again = actions.submit_practice_version(back, by=reading.writer)
    with clock.at(moment(day(7))):
        timers.run("benchmarking.nudge_practice_versions")
        yield "practice_version_nudged"
    read = actions.admit_practice_version(again, by=reading.rouen)
    yield "practice_version_admitted"
    reading.judge(read, reading.rouen)
    yield "practice_version_reviewed"
    reading.judge(read, reading.amiens, opinion="Le prix fixe est la bonne idée.")
    yield "practice_version_reviewed"
    marseille = make_lab("marseille").operator
    assert marseille is not None
    seller = make_member(organisation=marseille, email="referente@marseille.example")
    reading.judge(read, seller, interest="Nous vendons ces journées.")
    yield "practice_version_reviewed"
    shown = actions.publish_practice_version(
        read, by=reading.writer, review_on=day(112)
    )
    yield "practice_version_published"
    actions.label_practice_version(shown, by=reading.rouen)
    yield "practice_version_labelled"
    with clock.at(moment(day(84))):
        timers.run("benchmarking.nudge_practice_versions")
        yield "practice_version_ages"


STORIES = (practice_that_is_labelled,)
