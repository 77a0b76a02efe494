"""Jobs: declared, counted or not, and a year later how many are still there."""

from collections.abc import Iterator
from datetime import timedelta

from programmes import actions
from servindus import clock, timers
from tests.cast import Cast
from tests.matchmaking.days import moment
from tests.programmes.jobs import CHECK_ON, PLAUSIBLE, Scene

Told = Iterator[str]


def jobs_counted(cast: Cast) -> Told:
    """A plant declares, the lab refuses, then counts, then counts no longer."""
    scene = Scene(cast)
    record = scene.submitted()
    yield "jobs_record_submitted"
    record = actions.refuse_jobs_record(
        record, by=cast.moderator, text="La lettre parle d’une autre usine."
    )
    yield "jobs_record_decided"
    actions.submit_jobs_record(record, by=cast.director)
    record = actions.confirm_jobs_record(record, by=cast.moderator)
    yield "jobs_record_decided"
    promise = scene.counted(kind="announced", **{**PLAUSIBLE, "document": ""})
    yield "jobs_record_decided"
    actions.withdraw_jobs_record(
        promise, by=cast.moderator, text="Le recrutement est abandonné."
    )
    yield "jobs_record_decided"
    for days in (0, 44):
        with clock.at(moment(CHECK_ON + timedelta(days=days))):
            timers.run("programmes.jobs_check")
            yield "jobs_check_due"


STORIES = (jobs_counted,)
