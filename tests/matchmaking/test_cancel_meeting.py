"""A meeting's time is given back; the introduction stays accepted."""

from datetime import timedelta

import pytest

from matchmaking.actions import cancel_introduction, cancel_meeting
from servindus import clock, outbox
from servindus.actors import SYSTEM
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.cast import MONDAY, fresh, holder
from tests.evidence import journal, owed
from tests.matchmaking.checks import (
    answers_to,
    by_link,
    portal,
    reading_writes_nothing,
)
from tests.matchmaking.meetings import TOMORROW, booked, settled

NAME = "cancel_meeting"
WHY = {"text": "Une panne nous retient."}
BOTH = {
    ("meeting_cancelled", "manager@usine.example"),
    ("meeting_cancelled", "fondatrice@startup.example"),
}


def test_the_time_is_free_and_another_can_be_chosen(cast):
    introduction = settled(cast)
    meeting = booked(introduction)
    done = cancel_meeting(meeting, by=cast.founder, **WHY)
    assert (done.status, done.ics_sequence) == ("cancelled", 1)
    assert fresh(introduction).status == "accepted"
    assert booked(introduction).ics_uid != meeting.ics_uid
    assert journal(meeting)[-1] == (
        NAME,
        "booked",
        "cancelled",
        "fondatrice@startup.example",
        "portal",
    )


def test_before_the_invitation_has_left_nobody_hears_of_it(cast, sink):
    meeting = booked(settled(cast))
    cancel_meeting(meeting, by=holder(meeting.introduction))
    with clock.at(MONDAY + timedelta(days=1)):
        outbox.send_due()
    assert sink.addresses == []


def test_afterwards_both_calendars_are_told(cast, sink):
    meeting = booked(settled(cast))
    with clock.at(MONDAY + timedelta(minutes=10)):
        assert outbox.send_due()["sent"] == 2
        cancel_meeting(meeting, by=cast.founder, **WHY)
        assert owed(meeting) == BOTH
        assert outbox.send_due()["sent"] == 2
    first, last = calendar(sink, 0), calendar(sink, -1)
    assert "METHOD:REQUEST" in first
    assert "METHOD:CANCEL" in last
    assert "SEQUENCE:0" in first
    assert "SEQUENCE:1" in last
    assert line(first, "UID") == line(last, "UID")


def calendar(sink, number):
    for part in sink.message(number).walk():
        if part.get_content_type() == "text/calendar":
            return part.get_payload(decode=True).decode().replace("\r\n ", "")
    raise AssertionError("no calendar file")


def line(text, name):
    return next(part for part in text.splitlines() if part.startswith(name))


def test_giving_up_the_introduction_gives_the_time_back(cast):
    introduction = settled(cast)
    meeting = booked(introduction)
    cancel_introduction(introduction, by=cast.founder, text="Fin.")
    assert fresh(meeting).status == "cancelled"


def test_after_its_end_it_cannot_be_cancelled(cast):
    meeting = booked(settled(cast))
    with clock.at(TOMORROW + timedelta(minutes=30)), pytest.raises(ActRefused):
        cancel_meeting(meeting, by=SYSTEM)


def test_only_a_booked_one_is_cancelled(cast):
    meeting = booked(settled(cast))
    cancel_meeting(meeting, by=SYSTEM)
    with pytest.raises(TransitionNotAllowed):
        cancel_meeting(meeting, by=SYSTEM)


def test_by_link_with_a_reason_and_reading_changes_nothing(client, cast):
    meeting = booked(settled(cast))
    address = by_link(meeting.introduction, NAME)
    reading_writes_nothing(client, address)
    assert client.post(address, {"text": ""}).status_code == 200
    assert client.post(address, WHY).status_code == 302
    assert fresh(meeting).status == "cancelled"


def test_who_may_not_cancel_it(client, cast):
    introduction = settled(cast)
    booked(introduction)
    people = "visitor other_founder director assistant colleague liaison admin"
    assert answers_to(client, cast, portal(introduction, NAME), WHY, people) == {
        "visitor": 302,
        "other_founder": 404,
        "director": 404,
        "assistant": 404,
        "colleague": 404,
        "liaison": 404,
        "admin": 403,
    }
