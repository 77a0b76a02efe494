"""Sheets of readings: asked for, sent, sent back, approved."""

from collections.abc import Iterator
from datetime import date, timedelta

from programmes import actions
from programmes.models import Lab
from servindus import clock, timers
from tests.cast import Cast
from tests.matchmaking.days import moment
from tests.programmes.indicators import Scene, has_begun

Told = Iterator[str]
# The day after August.
END = date(2026, 9, 1)


def readings_of_august(cast: Cast) -> Told:
    """Two reminders, then the lead sends the sheet back and approves it."""
    scene = Scene(cast)
    assert cast.moderator and cast.second_moderator
    Lab.objects.exclude(pk=cast.rouen.pk).update(operator=None)
    has_begun(cast.rouen)
    for days in (15, 30):
        with clock.at(moment(END + timedelta(days=days))):
            timers.run("programmes.reading_sheets")
            yield "reading_sheet_due"
    sheet = scene.submitted()
    yield "reading_sheet_submitted"
    sheet = actions.return_reading_sheet(
        sheet,
        by=cast.moderator,
        text="Il manque les rendez-vous de la dernière semaine.",
    )
    yield "reading_sheet_returned"
    sheet = actions.submit_reading_sheet(sheet, by=cast.second_moderator)
    actions.approve_reading_sheet(sheet, by=cast.moderator)
    yield "reading_sheet_approved"


STORIES = (readings_of_august,)
