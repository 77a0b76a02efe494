"""A startup opens a draft towards somebody who can be asked."""

from datetime import timedelta

import pytest

from matchmaking.actions import draft_introduction
from matchmaking.models import Introduction
from servindus import clock
from servindus.workflow import ActRefused
from tests.cast import (
    MONDAY,
    fresh,
    make_decision_maker,
    make_introduction,
    make_membership,
    make_organisation,
)
from tests.evidence import journal, nothing_written, owed
from tests.matchmaking.checks import answers_to, in_status
from tests.threads import together

DAY = timedelta(days=1)


def address(card):
    return f"/annuaire/{card.public_id}/demander/"


def draft(cast, **options):
    return draft_introduction(cast.startup, cast.manager, by=cast.founder, **options)


def test_it_opens_a_draft_in_the_managers_lab(cast):
    introduction = draft(cast)
    assert (introduction.status, introduction.origin) == ("draft", "directory")
    assert introduction.lab == cast.manager.lab
    assert introduction.requested_by == cast.founder


def test_the_journal_says_who_and_nobody_is_written_to(cast):
    introduction = draft(cast)
    assert journal(introduction) == [
        ("draft_introduction", "", "draft", "fondatrice@startup.example", "portal")
    ]
    assert owed() == set()


@pytest.mark.parametrize(
    "status",
    ["draft", "submitted", "needs_info", "queued", "sent", "deferred", "accepted"],
)
def test_one_that_is_open_already_is_given_instead(cast, status):
    existing = in_status(cast, status, decision_maker=cast.manager)
    with nothing_written():
        assert draft(cast) == existing


@pytest.mark.parametrize(
    "status", ["invited", "paused", "unreachable", "opted_out", "left"]
)
def test_only_an_active_person_can_be_asked(cast, status):
    card = make_decision_maker(organisation=cast.plant, status=status)
    with pytest.raises(ActRefused):
        draft_introduction(cast.startup, card, by=cast.founder)


def test_a_pause_lasts_until_its_day(cast):
    card = make_decision_maker(
        organisation=cast.plant, paused_until=clock.today() + DAY
    )
    with pytest.raises(ActRefused):
        draft_introduction(cast.startup, card, by=cast.founder)
    with clock.at(MONDAY + DAY):
        assert draft_introduction(cast.startup, card, by=cast.founder)


@pytest.mark.parametrize(("status", "days"), [("declined", 180), ("expired", 60)])
def test_after_a_no_or_silence_one_waits(cast, status, days):
    past = in_status(cast, status, decision_maker=cast.manager)
    free = fresh(past).answered_at + timedelta(days=days)
    with clock.at(free - timedelta(minutes=1)), pytest.raises(ActRefused) as refused:
        draft(cast)
    day = clock.local_day(free)
    assert f"{day:%d/%m/%Y}" in str(refused.value)
    with clock.at(free):
        assert draft(cast).status == "draft"


def test_the_wait_is_of_the_pair_alone(cast):
    in_status(cast, "declined", decision_maker=cast.manager)
    assert draft_introduction(cast.other_startup, cast.manager, by=cast.other_founder)
    other = make_decision_maker(organisation=cast.plant)
    assert draft_introduction(cast.startup, other, by=cast.founder)


@pytest.mark.parametrize("status", ["withdrawn", "rejected", "cancelled", "closed"])
def test_other_ends_need_no_wait(cast, status):
    in_status(cast, status, decision_maker=cast.manager)
    assert draft(cast).status == "draft"


def test_who_may_open_one(client, cast):
    people = "visitor director assistant moderator colleague liaison stranger admin"
    assert answers_to(client, cast, address(cast.manager), {}, people) == {
        "visitor": 302,
        "director": 404,
        "assistant": 404,
        "moderator": 403,
        "colleague": 404,
        "liaison": 404,
        "stranger": 404,
        "admin": 403,
    }


def test_a_startup_that_is_not_confirmed_finds_nobody(client, cast):
    new = make_organisation(lab=cast.rouen, status="pending")
    make_membership(user=cast.stranger, organisation=new)
    client.force_login(cast.stranger)
    assert client.post(address(cast.manager)).status_code == 404
    assert not Introduction.objects.exists()


def test_the_page_leads_to_the_first_step_and_reading_is_not_enough(client, cast):
    client.force_login(cast.founder)
    assert client.get(address(cast.manager)).status_code == 405
    assert not Introduction.objects.exists()
    response = client.post(address(cast.manager))
    introduction = Introduction.objects.get()
    assert response.headers["Location"] == (
        f"/mises-en-relation/{introduction.public_id}/demande/1/"
    )


def test_a_refusal_is_told_on_the_card(client, cast):
    make_introduction(
        startup=cast.startup,
        decision_maker=cast.manager,
        requested_by=cast.founder,
        status="declined",
    )
    client.force_login(cast.founder)
    response = client.post(address(cast.manager), follow=True)
    assert response.redirect_chain == [(cast.manager.get_absolute_url(), 302)]
    assert Introduction.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_open_one_draft(cast):
    startup, card, founder = cast.startup, cast.manager, cast.founder
    for _round in range(10):
        found = together(*[lambda: draft_introduction(startup, card, by=founder)] * 2)
        assert found[0] == found[1]
        assert Introduction.objects.count() == 1
        Introduction.objects.all().delete()
