"""People who are asked only so often, and requests that wait for their turn."""

from datetime import date, timedelta
from typing import Any

from matchmaking.models import DecisionMaker, Introduction
from servindus.models import User
from tests.cast import (
    MONDAY,
    Cast,
    make_decision_maker,
    make_introduction,
    make_member,
    make_organisation,
)
from tests.matchmaking.stories import sent

TODAY = date(2026, 9, 7)


def day(number: int) -> date:
    """So many days after that Monday."""
    return TODAY + timedelta(days=number)


def card_of(
    cast: Cast, month: int = 2, week: int = 1, waiting: int = 3, **fields: Any
) -> DecisionMaker:
    """Somebody who is asked so often at most."""
    return make_decision_maker(
        organisation=cast.plant,
        budget_per_month=month,
        budget_per_week=week,
        max_waiting=waiting,
        **fields,
    )


def founder(cast: Cast) -> User:
    """The lead of another startup."""
    return make_member(organisation=make_organisation(lab=cast.rouen), lead=True)


def asked(cast: Cast, card: DecisionMaker, **fields: Any) -> Introduction:
    """Another startup's request to this person, approved."""
    return sent(cast, manager=card, founder=founder(cast), **fields)


def had(cast: Cast, card: DecisionMaker, *days: int, status: str = "declined") -> None:
    """Requests that left for this person so many days ago."""
    for number in days:
        make_introduction(
            startup=make_organisation(lab=cast.rouen),
            decision_maker=card,
            requested_by=cast.founder,
            status=status,
            sent_at=MONDAY - timedelta(days=number),
        )


def waits(
    cast: Cast, card: DecisionMaker, days: int = 0, **fields: Any
) -> Introduction:
    """A request that was put in the queue so many days ago."""
    fields.setdefault("startup", make_organisation(lab=cast.rouen))
    moment = MONDAY - timedelta(days=days)
    return make_introduction(
        decision_maker=card,
        requested_by=cast.founder,
        status="queued",
        **{
            "queued_at": moment,
            "submitted_at": moment,
            "startup_consent_at": moment,
            **fields,
        },
    )
