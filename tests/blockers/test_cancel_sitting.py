"""A sitting is given up: the labs read why, its files are free."""

import pytest

from blockers.actions import cancel_sitting
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.blockers import escalations as stories
from tests.blockers.sittings import cancelled, held, item_of, planned
from tests.cast import fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written


def test_the_labs_are_told_and_the_files_are_free(cast):
    row = stories.acknowledged(cast)
    sitting = cancelled(cast, [row])
    assert (sitting.status, sitting.cancel_reason) == ("cancelled", "Le quorum manque.")
    assert not item_of(sitting).is_open
    assert journal(sitting)[-1] == (
        "cancel_sitting", "planned", "cancelled", "liaison@bercy.example", "portal",
    )  # fmt: skip
    assert newly_owed(last_line(sitting)) == {
        ("sitting_cancelled", "moderatrice@rouen.example")
    }
    # The day and the file can be planned anew.
    assert planned(cast, [row]).status == "planned"


def test_it_says_why(cast):
    sitting = planned(cast)
    with nothing_written(), pytest.raises(ActRefused):
        cancel_sitting(sitting, by=cast.liaison, text="  ")


@pytest.mark.parametrize("made", [held, cancelled])
def test_what_is_over_is_not_cancelled(cast, made):
    sitting = made(cast, [stories.acknowledged(cast)])
    assert cancel_sitting.sources == ("planned",)
    with nothing_written(), pytest.raises(TransitionNotAllowed):
        cancel_sitting(fresh(sitting), by=cast.liaison, text="Non.")
