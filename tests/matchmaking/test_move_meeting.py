"""A meeting moves to another proposed time; the same calendar entry follows."""

from datetime import date, timedelta

import pytest

from matchmaking.actions import move_meeting
from servindus import clock, outbox
from servindus.actors import SYSTEM
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.cast import MONDAY, fresh, holder
from tests.evidence import journal
from tests.matchmaking.checks import answers_to, portal
from tests.matchmaking.meetings import TOMORROW, another, booked, offer, settled

NAME = "move_meeting"
NEXT = TOMORROW + timedelta(days=1)


def moved(cast, at=NEXT):
    introduction = settled(cast)
    old = booked(introduction)
    slot = offer(introduction, at=at)
    move_meeting(old, by=holder(introduction), slot=slot.pk)
    return fresh(old), introduction.meetings.get(status="booked")


def test_a_new_row_points_back_and_keeps_the_calendar_entry(cast):
    old, new = moved(cast)
    assert (old.status, new.status, new.moved_from) == ("moved", "booked", old)
    assert new.starts_at == NEXT
    assert (new.ics_uid, new.ics_sequence) == (old.ics_uid, old.ics_sequence + 1)
    assert fresh(new.introduction).slot_due_on == date(2026, 9, 9)


def test_it_may_overlap_the_time_that_it_leaves(cast):
    _old, new = moved(cast, at=TOMORROW + timedelta(minutes=15))
    assert new.starts_at == TOMORROW + timedelta(minutes=15)


def test_the_journal_says_who_and_only_the_new_time_is_told(cast, sink):
    old, new = moved(cast)
    assert journal(old) == [(NAME, "booked", "moved", "link", "link")]
    assert journal(new) == [("book_meeting", "", "booked", "link", "link")]
    states = dict(OutboxEmail.objects.values_list("kind", "state"))
    assert (states["meeting_booked"], states["meeting_moved"]) == ("dropped", "owed")
    with clock.at(MONDAY + timedelta(minutes=10)):
        outbox.send_due()
    assert sorted(sink.addresses) == [
        "fondatrice@startup.example",
        "manager@usine.example",
    ]


def test_a_time_that_is_taken_leaves_the_meeting_where_it_was(cast):
    introduction = settled(cast)
    meeting = booked(introduction)
    booked(another(cast), at=NEXT)
    slot = offer(introduction, at=NEXT)
    with pytest.raises(ActRefused):
        move_meeting(meeting, by=holder(introduction), slot=slot.pk)
    assert (fresh(meeting).status, fresh(slot).status) == ("booked", "offered")


def test_after_its_end_it_cannot_be_moved(cast):
    introduction = settled(cast)
    meeting = booked(introduction)
    slot, who = offer(introduction, at=NEXT), holder(introduction)
    with clock.at(TOMORROW + timedelta(minutes=30)), pytest.raises(ActRefused):
        move_meeting(meeting, by=who, slot=slot.pk)
    with clock.at(TOMORROW + timedelta(minutes=29)):
        move_meeting(meeting, by=who, slot=slot.pk)


def test_only_a_booked_one_moves(cast):
    old, _new = moved(cast)
    with pytest.raises(TransitionNotAllowed):
        move_meeting(old, by=SYSTEM, slot=1)


def test_who_may_not_move_it(client, cast):
    introduction = settled(cast)
    booked(introduction)
    data = {"slot": offer(introduction, side="manager", at=NEXT).pk}
    people = "visitor other_founder director assistant colleague liaison admin"
    assert answers_to(client, cast, portal(introduction, NAME), data, people) == {
        "visitor": 302,
        "other_founder": 404,
        "director": 404,
        "assistant": 404,
        "colleague": 404,
        "liaison": 404,
        "admin": 403,
    }
    client.force_login(cast.founder)
    assert client.post(portal(introduction, NAME), data).status_code == 302
