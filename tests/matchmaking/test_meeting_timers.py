"""What time brings to a yes and to a meeting: help, reminders, questions, an end."""

from datetime import date, timedelta

import pytest

from matchmaking import actions
from matchmaking.enums import Outcome
from servindus import clock
from tests.cast import MONDAY, Cast, fresh
from tests.matchmaking.days import lines, live, moment, posted, span
from tests.matchmaking.meetings import booked, offer, settled
from tests.matchmaking.stories import accepted

TODAY = date(2026, 9, 7)
# The 5th and the 7th working day after that Monday.
FIFTH, SEVENTH = date(2026, 9, 14), date(2026, 9, 16)
REMINDED = "decision_maker_reminded"


@pytest.fixture(autouse=True)
def _posts(settings, monday):
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return monday


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


# --- A time to meet -------------------------------------------------------------------


def test_a_yes_without_a_time_is_helped_and_given_up(cast: Cast) -> None:
    introduction = accepted(cast)
    live(span(TODAY, date(2026, 10, 6)))
    # Nothing is proposed: the startup's turn. Working days 2, 5, 7 and 20.
    assert lines(introduction, "nudge_introduction") == [date(2026, 9, 9), FIFTH]
    assert lines(introduction, "flag_introduction") == [SEVENTH]
    assert lines(introduction, "cancel_introduction") == [date(2026, 10, 5)]
    found = fresh(introduction)
    assert (found.status, found.flagged_at) == ("cancelled", None)
    assert posted()[-2:] == [
        ("introduction_cancelled", cast.founder.email),
        ("introduction_cancelled", cast.manager.email),
    ]


def test_the_company_is_reminded_when_it_has_to_choose(cast: Cast) -> None:
    introduction = accepted(cast)
    for number in range(1, 4):
        offer(introduction, at=MONDAY + timedelta(days=20 + number))
    live(span(TODAY, date(2026, 9, 14)))
    assert lines(introduction, "nudge_introduction") == []
    assert lines(introduction, "remind_introduction") == [date(2026, 9, 9), FIFTH]
    message = [one for one in posted() if one[0] == REMINDED]
    assert message == [(REMINDED, cast.manager.email)] * 2


def test_a_booked_time_ends_the_search(cast: Cast) -> None:
    introduction = accepted(cast)
    with clock.at(moment(day(1))):
        booked(fresh(introduction), at=MONDAY + timedelta(days=21))
    live(span(day(1), day(20)))
    for verb in ("nudge_introduction", "flag_introduction", "cancel_introduction"):
        assert lines(introduction, verb) == []


# --- The meeting ----------------------------------------------------------------------


def test_both_sides_are_reminded_two_days_before_and_that_morning(cast: Cast) -> None:
    introduction = settled(cast)
    wednesday = date(2026, 9, 16)
    meeting = booked(introduction, at=moment(wednesday, 14))
    live(span(day(1), wednesday), hour=9)
    assert lines(meeting, "remind_meeting") == [date(2026, 9, 14), wednesday]
    reminded = [one for one in posted() if one[0] == "meeting_reminded"]
    assert sorted(reminded) == sorted(
        [("meeting_reminded", to) for to in (cast.founder.email, cast.manager.email)]
        * 2
    )


def test_a_meeting_agreed_today_for_tomorrow_is_told_that_morning(cast: Cast) -> None:
    meeting = booked(settled(cast), at=moment(day(1), 14))
    live([TODAY], hour=11)
    assert lines(meeting, "remind_meeting") == []
    live([day(1)], hour=9)
    assert lines(meeting, "remind_meeting") == [day(1)]


def test_a_meeting_agreed_this_morning_for_this_afternoon_is_known(cast: Cast) -> None:
    meeting = booked(settled(cast), at=moment(TODAY, 16))
    live([TODAY], hour=11)
    assert lines(meeting, "remind_meeting") == []


def test_each_side_is_asked_until_it_has_told(cast: Cast) -> None:
    introduction = settled(cast)
    meeting = booked(introduction, at=moment(day(1), 14))
    live([day(1)], hour=15)
    assert lines(meeting, "ask_meeting") == []
    live([day(1)], hour=17)
    assert lines(meeting, "ask_meeting") == [day(1)]
    with clock.at(moment(day(2))):
        actions.hold_meeting(fresh(meeting), by=cast.founder, outcome=Outcome.NEXT_STEP)
    live(span(day(2), day(30)))
    # Two and five working days after the 8th.
    asked = [day(1), date(2026, 9, 10), date(2026, 9, 15)]
    assert lines(meeting, "ask_meeting") == asked
    kinds = [one for one in posted() if one[0] == "meeting_asked"]
    assert kinds.count(("meeting_asked", cast.founder.email)) == 1
    assert kinds.count(("meeting_asked", cast.manager.email)) == 3
    assert lines(introduction, "flag_introduction") == []


def test_a_meeting_of_which_nobody_tells_ends_as_unknown(cast: Cast) -> None:
    introduction = settled(cast)
    meeting = booked(introduction, at=moment(day(1), 14))
    live(span(day(1), date(2026, 10, 8)), hour=17)
    assert lines(introduction, "flag_introduction") == [date(2026, 9, 17)]
    # Twenty-one working days after the 8th.
    assert lines(introduction, "close_introduction") == [date(2026, 10, 7)]
    found = fresh(introduction)
    assert (found.status, found.outcome) == ("closed", Outcome.UNKNOWN)
    assert lines(meeting, "ask_meeting")[0] == day(1)


def test_a_meeting_that_is_off_is_neither_announced_nor_asked_about(cast: Cast) -> None:
    introduction = settled(cast)
    meeting = booked(introduction, at=moment(day(9), 14))
    with clock.at(moment(day(2))):
        actions.cancel_meeting(meeting, by=cast.founder)
    live(span(day(2), day(14)))
    assert lines(meeting, "remind_meeting") == lines(meeting, "ask_meeting") == []
