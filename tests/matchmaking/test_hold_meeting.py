"""A meeting took place: said after its end, with what came of it."""

from datetime import timedelta

import pytest

from matchmaking.actions import cancel_meeting, hold_meeting
from servindus import clock
from servindus.actors import SYSTEM
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.cast import fresh
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.meetings import TOMORROW, booked, settled

END = TOMORROW + timedelta(minutes=30)


def test_it_is_held_with_the_report_of_whoever_says_so(cast):
    meeting = booked(settled(cast))
    with clock.at(END):
        done = hold_meeting(meeting, by=cast.founder, outcome="trial", comment="Utile.")
    assert done.status == "held"
    report = done.reports.get()
    assert (report.side, report.happened, report.outcome) == (
        "startup",
        "held",
        "trial",
    )
    assert (report.comment, report.author) == ("Utile.", cast.founder)


def test_the_journal_says_who_and_nobody_is_written_to(cast):
    meeting = booked(settled(cast))
    with clock.at(END):
        hold_meeting(meeting, by=cast.founder, outcome="trial")
    assert journal(meeting)[-1] == (
        "hold_meeting",
        "booked",
        "held",
        "fondatrice@startup.example",
        "portal",
    )
    assert last_line(meeting).details == {"outcome": "trial"}
    assert newly_owed(last_line(meeting)) == set()


def test_before_its_end_it_is_refused(cast):
    meeting = booked(settled(cast))
    with clock.at(END - timedelta(seconds=1)), pytest.raises(ActRefused):
        hold_meeting(meeting, by=cast.founder, outcome="trial")
    assert fresh(meeting).status == "booked"
    assert not meeting.reports.exists()


def test_only_a_booked_one_was_held(cast):
    meeting = booked(settled(cast))
    cancel_meeting(meeting, by=SYSTEM)
    with clock.at(END), pytest.raises(TransitionNotAllowed):
        hold_meeting(meeting, by=cast.founder, outcome="trial")


def test_who_may_say_so(cast):
    meeting = booked(settled(cast))
    perm = "matchmaking.hold_meeting"
    people = "founder other_founder director assistant moderator colleague liaison"
    may = {who for who in people.split() if getattr(cast, who).has_perm(perm, meeting)}
    assert may == {"founder", "moderator"}
