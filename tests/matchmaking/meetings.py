"""Times proposed and meetings booked, for the tests of their acts."""

from datetime import datetime, timedelta
from typing import Any

from matchmaking import actions
from matchmaking.models import Introduction, Meeting, SlotOffer
from tests.cast import MONDAY, Cast, fresh, holder, make_decision_maker
from tests.matchmaking.checks import in_status

TOMORROW = MONDAY + timedelta(days=1)
HALF_HOUR = timedelta(minutes=30)


def settled(cast: Cast, **fields: Any) -> Introduction:
    """Insert an accepted introduction whose answer has settled."""
    fields.setdefault("decision_maker", cast.manager)
    return in_status(cast, "accepted", **fields)


def another(cast: Cast) -> Introduction:
    """Insert one more, of the same startup to somebody else."""
    return settled(cast, decision_maker=make_decision_maker(organisation=cast.plant))


def offer(
    introduction: Introduction,
    *,
    side: str = "startup",
    at: datetime = TOMORROW,
) -> SlotOffer:
    """Insert a proposed time of half an hour."""
    return SlotOffer.objects.create(
        introduction=introduction,
        proposed_by=side,
        span=(at, at + HALF_HOUR),
        format="video",
    )


def booked(introduction: Introduction, at: datetime = TOMORROW) -> Meeting:
    """Book a time that the startup proposed, by the manager's link."""
    slot = offer(introduction, at=at)
    actions.book_meeting(introduction, by=holder(introduction), slot=slot.pk)
    meeting: Meeting = fresh(introduction).meetings.get(status="booked")
    return meeting
