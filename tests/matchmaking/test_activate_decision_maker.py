"""A yes makes a person askable: by the invitation's link or by word of mouth."""

from datetime import date, timedelta

import pytest

from matchmaking.actions import (
    activate_decision_maker,
    approve_introduction,
    invite_decision_maker,
)
from servindus import clock
from servindus.actors import SYSTEM, LinkHolder
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.cast import MONDAY, fresh, make_decision_maker
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking import stories
from tests.matchmaking.checks import answers_to, desk, reading_writes_nothing

NAME = "activate_decision_maker"


@pytest.fixture
def card(cast):
    return make_decision_maker(organisation=cast.plant, status="invited")


@pytest.fixture
def link(cast, card):
    return invite_decision_maker(card, by=cast.moderator).links.get()


def yes(link):
    return f"/bienvenue/{link.token()}/oui/"


def test_a_yes_by_link_makes_the_person_askable(client, card, link):
    page = f"/bienvenue/{link.token()}/"
    reading_writes_nothing(client, page)
    reading_writes_nothing(client, yes(link))
    for _click in range(2):
        assert client.post(yes(link)).headers["Location"] == page
    done = fresh(card)
    assert (done.status, done.is_askable) == ("active", True)
    assert journal(card)[-1] == (NAME, "invited", "active", "link", "link")
    assert [line[0] for line in journal(card)].count(NAME) == 1
    assert newly_owed(last_line(card)) == set()
    assert fresh(link).used_at == MONDAY
    assert client.get(page).status_code == 200


def test_a_spoken_yes_keeps_its_date_and_informs(client, cast, card):
    client.force_login(cast.moderator)
    for data in ({}, {"spoken_on": "2026-09-08"}, {"spoken_on": "hier"}):
        assert client.post(desk(card, NAME), data).status_code == 200
    assert fresh(card).status == "invited"
    response = client.post(desk(card, NAME), {"spoken_on": "2026-09-04"})
    assert response.status_code == 302
    done = fresh(card)
    assert (done.status, done.spoken_yes_on) == ("active", date(2026, 9, 4))
    assert done.informed_at == MONDAY
    assert journal(card)[-1] == (
        NAME,
        "invited",
        "active",
        "moderatrice@rouen.example",
        "admin",
    )
    assert last_line(card).details == {"spoken_on": "2026-09-04"}


def test_without_a_source_nobody_is_active(cast, card):
    card.source_of_contact = ""
    card.save()
    with pytest.raises(ActRefused):
        activate_decision_maker(card, by=cast.moderator)


@pytest.mark.parametrize("status", ["active", "left"])
def test_it_starts_from_everything_but_these(cast, status):
    card = make_decision_maker(organisation=cast.plant, status=status)
    with pytest.raises(TransitionNotAllowed):
        activate_decision_maker(card, by=SYSTEM)


@pytest.mark.parametrize("status", ["invited", "paused", "opted_out", "unreachable"])
def test_it_starts_from_these(cast, status):
    card = make_decision_maker(organisation=cast.plant, status=status)
    assert activate_decision_maker(card, by=SYSTEM).status == "active"


def test_who_may_record_a_yes(client, cast, card):
    data = {"spoken_on": "2026-09-04"}
    people = "visitor founder director colleague liaison admin"
    assert answers_to(client, cast, desk(card, NAME), data, people) == {
        "visitor": 302,
        "founder": 403,
        "director": 403,
        "colleague": 404,
        "liaison": 403,
        "admin": 403,
    }


def test_a_link_that_has_run_out_records_nothing(client, card, link):
    with clock.at(MONDAY + timedelta(days=60)):
        for address in (f"/bienvenue/{link.token()}/", yes(link)):
            assert client.get(address).status_code == 410
        assert client.post(yes(link)).status_code == 410
    assert fresh(card).status == "invited"


def test_a_holder_of_the_link_may_and_of_another_may_not(cast, card, link):
    other = make_decision_maker(organisation=cast.plant, status="invited")
    perm = "matchmaking.activate_decision_maker"
    assert LinkHolder(link).has_perm(perm, card)
    assert not LinkHolder(link).has_perm(perm, other)


def test_what_was_approved_meanwhile_leaves_at_once(cast, card, link):
    asked = stories.redirected(cast)
    waiting = asked.redirected_to
    approve_introduction(waiting, by=cast.moderator, checklist=stories.CHECKED)
    colleague = waiting.decision_maker
    assert fresh(waiting).status == "queued"
    activate_decision_maker(colleague, by=cast.moderator, spoken_on=date(2026, 9, 7))
    assert fresh(waiting).status == "sent"
    assert newly_owed(last_line(waiting)) == {
        ("introduction_sent", colleague.email),
        ("introduction_approved", cast.founder.email),
    }
