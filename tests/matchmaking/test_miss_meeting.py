"""Somebody did not come: said after the end, and who."""

from datetime import timedelta

import pytest

from matchmaking.actions import cancel_meeting, miss_meeting
from servindus import clock
from servindus.actors import SYSTEM
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.cast import fresh, holder
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.meetings import TOMORROW, booked, settled

END = TOMORROW + timedelta(minutes=30)
WHO = ["no_show_startup", "no_show_manager"]


@pytest.mark.parametrize("to", WHO)
def test_it_says_who_did_not_come(cast, to):
    meeting = booked(settled(cast))
    who = holder(meeting.introduction)
    with clock.at(END):
        done = miss_meeting(meeting, by=who, to=to)
    assert done.status == to
    report = done.reports.get()
    assert (report.side, report.happened, report.outcome) == ("manager", to, "")
    assert journal(meeting)[-1] == ("miss_meeting", "booked", to, "link", "link")
    assert last_line(meeting).details == {"to": to}
    assert newly_owed(last_line(meeting)) == set()


@pytest.mark.parametrize("to", ["", "held", "cancelled"])
def test_it_leads_nowhere_else(cast, to):
    meeting = booked(settled(cast))
    with clock.at(END), pytest.raises(ValueError, match="miss_meeting leads to"):
        miss_meeting(meeting, by=SYSTEM, to=to)
    assert fresh(meeting).status == "booked"


def test_before_its_end_it_is_refused(cast):
    meeting = booked(settled(cast))
    with clock.at(END - timedelta(seconds=1)), pytest.raises(ActRefused):
        miss_meeting(meeting, by=cast.founder, to=WHO[1])


def test_only_a_booked_one_was_missed(cast):
    meeting = booked(settled(cast))
    cancel_meeting(meeting, by=SYSTEM)
    with clock.at(END), pytest.raises(TransitionNotAllowed):
        miss_meeting(meeting, by=SYSTEM, to=WHO[0])
