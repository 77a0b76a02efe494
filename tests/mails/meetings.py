"""A time to meet, from the first proposal to what came of it later on."""

from collections.abc import Iterator
from datetime import date, timedelta

from matchmaking import actions
from matchmaking.enums import Outcome
from servindus import clock
from tests.cast import MONDAY, Cast, fresh, holder
from tests.matchmaking.days import live, moment
from tests.matchmaking.meetings import offer
from tests.matchmaking.stories import accepted

Told = Iterator[str]
TODAY, FRIDAY = MONDAY.date(), date(2026, 9, 11)
# The yes has settled.
LATER = moment(TODAY, 12)


def arranged(cast: Cast) -> Told:
    """Times are proposed, one is booked, moved, recalled and told of."""
    request = accepted(cast)
    times = [moment(FRIDAY, hour) for hour in (10, 14)]
    slots = [{"starts_at": time, "format": "video"} for time in times]
    with clock.at(LATER):
        actions.propose_slots(fresh(request), by=cast.founder, slots=slots)
    yield "slots_proposed"
    first, second = request.slots.order_by("pk")
    with clock.at(LATER):
        actions.book_meeting(fresh(request), by=holder(request), slot=first.pk)
    yield "meeting_booked"
    with clock.at(LATER + timedelta(hours=1)):
        actions.move_meeting(
            request.meetings.get(status="booked"), by=holder(request), slot=second.pk
        )
    yield "meeting_moved"
    meeting = request.meetings.get(status="booked")
    live([date(2026, 9, 9)], hour=9)
    yield "meeting_reminded"
    live([FRIDAY], hour=9)
    yield "meeting_reminded"
    live([FRIDAY], hour=17)
    yield "meeting_asked"
    with clock.at(moment(FRIDAY, 18)):
        actions.hold_meeting(meeting, by=cast.founder, outcome=Outcome.NEXT_STEP)
    live([date(2026, 9, 21)])
    yield "follow_up_asked"


def called_off(cast: Cast) -> Told:
    """The time is given back, with a word."""
    request = accepted(cast)
    slot = offer(request, at=moment(FRIDAY))
    with clock.at(LATER):
        actions.book_meeting(fresh(request), by=holder(request), slot=slot.pk)
    # Once both calendars have it: before that, it is taken back without a word.
    live([TODAY], hour=13)
    with clock.at(moment(TODAY, 14)):
        actions.cancel_meeting(
            request.meetings.get(), by=cast.founder, text="Notre train est supprimé."
        )
    yield "meeting_cancelled"


STORIES = (arranged, called_off)
