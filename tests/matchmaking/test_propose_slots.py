"""Either side proposes times; they freeze nothing."""

from datetime import timedelta

import pytest

from matchmaking.actions import propose_slots
from matchmaking.models import SlotOffer
from servindus.workflow import ActRefused
from tests.cast import MONDAY, holder
from tests.evidence import last_line, newly_owed
from tests.matchmaking.checks import (
    answers_to,
    by_link,
    in_status,
    portal,
    reading_writes_nothing,
    starts_only_from,
)
from tests.matchmaking.meetings import TOMORROW, another, offer, settled

NAME = "propose_slots"
FORM = {"day_1": "2026-09-08", "time_1": "10:00", "format_1": "video"}


def times(*moments):
    return [{"starts_at": moment, "format": "video"} for moment in moments]


def test_the_startup_proposes_and_the_manager_is_written_to(cast):
    introduction = settled(cast)
    propose_slots(introduction, by=cast.founder, slots=times(TOMORROW))
    [slot] = introduction.slots.all()
    assert (slot.proposed_by, slot.status) == ("startup", "offered")
    assert (slot.starts_at, slot.ends_at) == (
        TOMORROW,
        TOMORROW + timedelta(minutes=30),
    )
    line = last_line(introduction)
    assert (line.verb, line.user, line.target) == (NAME, cast.founder, "accepted")
    assert newly_owed(line) == {("slots_proposed", "manager@usine.example")}


def test_the_manager_proposes_and_the_founder_is_written_to(cast):
    introduction = settled(cast)
    propose_slots(introduction, by=holder(introduction), slots=times(TOMORROW))
    assert introduction.slots.get().proposed_by == "manager"
    assert newly_owed(last_line(introduction)) == {
        ("slots_proposed", "fondatrice@startup.example")
    }


def test_before_a_yes_nobody_is_written_to(cast):
    introduction = in_status(cast, "sent")
    propose_slots(introduction, by=cast.founder, slots=times(TOMORROW))
    assert newly_owed(last_line(introduction)) == set()


def test_the_same_time_is_kept_once(cast):
    introduction = settled(cast)
    for _time in range(2):
        propose_slots(introduction, by=cast.founder, slots=times(TOMORROW))
    assert introduction.slots.count() == 1


def test_six_times_at_most_and_none_in_the_past(cast):
    introduction = settled(cast)
    seven = [TOMORROW + timedelta(hours=n) for n in range(7)]
    with pytest.raises(ActRefused):
        propose_slots(introduction, by=cast.founder, slots=times(*seven))
    with pytest.raises(ActRefused):
        propose_slots(introduction, by=cast.founder, slots=times(MONDAY))
    assert not introduction.slots.exists()
    propose_slots(introduction, by=cast.founder, slots=times(*seven[:6]))
    assert introduction.slots.count() == 6


def test_two_startups_may_propose_the_same_time(cast):
    for introduction in (settled(cast), another(cast)):
        offer(introduction)
    assert SlotOffer.objects.filter(status="offered").count() == 2


def test_it_starts_only_while_a_meeting_is_possible(cast):
    starts_only_from(
        propose_slots,
        cast,
        "draft needs_info submitted queued sent accepted",
        slots=times(TOMORROW),
    )


def test_who_may_not_propose(client, cast):
    introduction = settled(cast)
    people = "visitor other_founder director assistant colleague liaison admin"
    assert answers_to(client, cast, portal(introduction, NAME), FORM, people) == {
        "visitor": 302,
        "other_founder": 404,
        "director": 404,
        "assistant": 404,
        "colleague": 404,
        "liaison": 404,
        "admin": 403,
    }


@pytest.mark.parametrize(
    "faulty",
    [
        {"day_1": ""},
        {"day_1": "2026-09-06"},
        {"day_1": "2030-01-01"},
        {"day_1": "9999-12-31"},
        {"time_1": "06:59"},
        {"time_1": "20:30"},
        {"format_1": "fax"},
        {"day_2": "2026-09-08", "time_2": "10:00"},
        {"day_2": "2026-09-08"},
    ],
)
def test_faults_are_told_and_nothing_is_kept(client, cast, faulty):
    introduction = settled(cast)
    client.force_login(cast.founder)
    response = client.post(portal(introduction, NAME), {**FORM, **faulty})
    assert response.status_code == 200
    assert not introduction.slots.exists()


def test_by_link_and_from_an_account(client, cast):
    introduction = settled(cast)
    reading_writes_nothing(client, by_link(introduction, NAME))
    assert client.post(by_link(introduction, NAME), FORM).status_code == 302
    client.force_login(cast.founder)
    reading_writes_nothing(client, portal(introduction, NAME))
    assert client.post(portal(introduction, NAME), FORM).status_code == 302
    sides = set(introduction.slots.values_list("proposed_by", flat=True))
    assert sides == {"startup", "manager"}
    assert {slot.starts_at for slot in introduction.slots.all()} == {TOMORROW}
