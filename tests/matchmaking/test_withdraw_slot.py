"""A side takes one of its own times back."""

import pytest

from matchmaking.actions import book_meeting, withdraw_slot
from servindus.actors import LinkHolder
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.cast import fresh, holder, make_link
from tests.evidence import journal, owed
from tests.matchmaking.meetings import another, offer, settled

PERM = "matchmaking.withdraw_slot"


def test_it_is_taken_back_and_can_no_longer_be_picked(cast):
    introduction = settled(cast)
    slot = offer(introduction)
    withdraw_slot(slot, by=cast.founder)
    assert fresh(slot).status == "withdrawn"
    assert journal(slot) == [
        (
            "withdraw_slot",
            "offered",
            "withdrawn",
            "fondatrice@startup.example",
            "portal",
        )
    ]
    assert owed() == set()
    with pytest.raises(ActRefused):
        book_meeting(introduction, by=holder(introduction), slot=slot.pk)


def test_a_picked_time_is_not_taken_back(cast):
    introduction = settled(cast)
    slot = offer(introduction)
    book_meeting(introduction, by=holder(introduction), slot=slot.pk)
    with pytest.raises(TransitionNotAllowed):
        withdraw_slot(slot, by=cast.founder)


def test_each_side_takes_back_its_own(cast):
    introduction = settled(cast)
    theirs, ours = offer(introduction, side="manager"), offer(introduction)
    link = LinkHolder(make_link(introduction=introduction))
    assert cast.founder.has_perm(PERM, ours)
    assert link.has_perm(PERM, theirs)
    assert not cast.founder.has_perm(PERM, theirs)
    assert not link.has_perm(PERM, ours)
    for who in ("other_founder", "assistant", "colleague", "liaison", "admin"):
        assert not getattr(cast, who).has_perm(PERM, ours), who
    assert not LinkHolder(make_link(introduction=another(cast))).has_perm(PERM, theirs)
