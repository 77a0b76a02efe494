"""A time is picked: the only act that takes time, and the database watches."""

from datetime import date, timedelta

import pytest

from matchmaking.actions import (
    accept_introduction,
    book_meeting,
    cancel_meeting,
    undo_introduction,
)
from matchmaking.models import Introduction, Meeting
from servindus import clock
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused
from tests.cast import MONDAY, fresh, holder, make_introduction
from tests.evidence import journal, last_line
from tests.matchmaking.checks import (
    answers_to,
    by_link,
    portal,
    reading_writes_nothing,
    starts_only_from,
)
from tests.matchmaking.meetings import TOMORROW, another, booked, offer, settled
from tests.matchmaking.stories import sent
from tests.threads import together

NAME = "book_meeting"
TEN = timedelta(minutes=10)


def book(introduction, slot, by=None):
    return book_meeting(introduction, by=by or holder(introduction), slot=slot.pk)


def test_the_picked_time_is_booked(cast):
    introduction = settled(cast)
    slot = offer(introduction)
    done = book(introduction, slot)
    meeting = done.meetings.get()
    assert (meeting.status, meeting.starts_at, meeting.format) == (
        "booked",
        TOMORROW,
        "video",
    )
    assert (meeting.startup, meeting.decision_maker) == (cast.startup, cast.manager)
    assert fresh(slot).status == "picked"
    assert done.status == "accepted"
    assert done.slot_due_on == date(2026, 9, 8)
    assert meeting.ics_sequence == 0


def test_the_journal_says_who(cast):
    introduction = settled(cast)
    slot = offer(introduction)
    book(introduction, slot)
    assert journal(introduction) == [(NAME, "accepted", "accepted", "link", "link")]
    assert last_line(introduction).details == {"slot": slot.pk}


def test_both_sides_get_the_calendar_file_after_ten_minutes(cast):
    meeting = booked(settled(cast))
    mails = OutboxEmail.objects.filter(kind="meeting_booked", object_id=meeting.pk)
    assert set(mails.values_list("recipient", flat=True)) == {
        "manager@usine.example",
        "fondatrice@startup.example",
    }
    assert set(mails.values_list("not_before", flat=True)) == {MONDAY + TEN}


def test_a_pick_of_the_startup_is_told_at_once(cast):
    introduction = settled(cast)
    book(introduction, offer(introduction, side="manager"), by=cast.founder)
    assert {row.not_before for row in OutboxEmail.objects.all()} == {MONDAY}


def test_a_yes_with_its_time_is_undone_together(cast):
    asked = sent(cast)
    who, slot = holder(asked), offer(asked)
    accept_introduction(asked, by=who)
    book(asked, slot, by=who)
    with clock.at(MONDAY + TEN - timedelta(seconds=1)):
        undo_introduction(asked, by=who)
    assert fresh(asked).status == "sent"
    assert asked.meetings.get().status == "cancelled"
    owed = OutboxEmail.objects.filter(state="owed").values_list("kind", flat=True)
    assert {"meeting_booked", "meeting_cancelled"} & set(owed) == set()


def test_it_starts_only_from_a_yes(cast):
    starts_only_from(book_meeting, cast, "accepted", slot=1)


def test_one_picks_the_other_sides_times_only(cast):
    introduction = settled(cast)
    ours, theirs = offer(introduction), offer(introduction, side="manager")
    with pytest.raises(ActRefused):
        book(introduction, ours, by=cast.founder)
    with pytest.raises(ActRefused):
        book(introduction, theirs)
    with pytest.raises(ActRefused):
        book(introduction, offer(another(cast)))


def test_a_past_time_and_a_second_meeting_are_refused(cast):
    introduction = settled(cast)
    past = offer(introduction, at=MONDAY - timedelta(hours=1))
    with pytest.raises(ActRefused):
        book(introduction, past)
    booked(introduction)
    with pytest.raises(ActRefused):
        book(introduction, offer(introduction, at=TOMORROW + timedelta(days=1)))


def test_a_time_that_overlaps_is_no_longer_free(cast):
    booked(settled(cast))
    clash = another(cast)
    slot = offer(clash, at=TOMORROW + timedelta(minutes=15))
    with pytest.raises(ActRefused):
        book(clash, slot)
    assert fresh(slot).status == "offered"
    book(clash, offer(clash, at=TOMORROW + timedelta(minutes=30)))


@pytest.mark.django_db(transaction=True)
def test_of_two_startups_at_once_one_gets_the_time(cast):
    first, second = settled(cast), second_startups(cast)
    for number in range(10):
        at = TOMORROW + timedelta(days=number)
        picks = [(row, offer(row, at=at), holder(row)) for row in (first, second)]
        calls = [
            lambda i=row, s=slot, w=who: book(i, s, by=w) for row, slot, who in picks
        ]
        found = together(*calls)
        won = [row for row in found if isinstance(row, Introduction)]
        lost = [row for row in found if isinstance(row, ActRefused)]
        assert (len(won), len(lost)) == (1, 1), found
        [meeting] = Meeting.objects.filter(status="booked")
        cancel_meeting(meeting, by=meeting.introduction.requested_by)


def second_startups(cast):
    return make_introduction(
        startup=cast.other_startup,
        decision_maker=cast.manager,
        requested_by=cast.other_founder,
        status="accepted",
    )


def test_who_may_not_pick(client, cast):
    introduction = settled(cast)
    data = {"slot": offer(introduction, side="manager").pk}
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


def test_by_link_it_takes_a_choice_and_a_click_and_twice_is_once(client, cast):
    introduction = settled(cast)
    slot = offer(introduction)
    reading_writes_nothing(client, by_link(introduction, NAME))
    for data in ({}, {"slot": "x"}, {"slot": "-1"}, {"slot": str(2**70)}):
        assert client.post(by_link(introduction, NAME), data).status_code == 200
    assert client.post(by_link(introduction, NAME), {"slot": 2**40}).status_code == 409
    for _click in range(2):
        response = client.post(by_link(introduction, NAME), {"slot": slot.pk})
        assert response.status_code == 302
    assert introduction.meetings.count() == 1
