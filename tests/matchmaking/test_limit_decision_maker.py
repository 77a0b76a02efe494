"""Whoever is asked says how often: by account, by link, or through the lab."""

import pytest
from django.urls import reverse

from matchmaking.actions import limit_decision_maker, opt_out_decision_maker
from servindus.actors import Channel
from servindus.models import JournalEntry
from tests.cast import Cast, fresh, holder, make_decision_maker
from tests.evidence import newly_owed
from tests.matchmaking.checks import (
    answers_to,
    by_link,
    desk,
    portal,
    reading_writes_nothing,
)
from tests.matchmaking.queues import asked, card_of, day, founder
from tests.matchmaking.stories import sent

NAME = "limit_decision_maker"
OWN = "/ma-mesure/"
LESS = {"per_week": "1", "per_month": "2", "waiting": "3"}


@pytest.fixture(autouse=True)
def _today(monday):
    return monday


def measure(card) -> tuple[int, int, int]:
    card = fresh(card)
    return card.budget_per_week, card.budget_per_month, card.max_waiting


def test_by_link_from_the_page_of_a_request(client, cast: Cast) -> None:
    introduction = sent(cast)
    address = by_link(introduction, NAME)
    assert address in client.get(_page(introduction)).content.decode()
    reading_writes_nothing(client, address)
    assert client.post(address, LESS).status_code == 302
    assert measure(cast.manager) == (1, 2, 3)
    line = JournalEntry.objects.about(cast.manager).get(verb=NAME)
    assert (line.actor_kind, line.details) == (
        "link",
        {"per_week": 1, "per_month": 2, "waiting": 3},
    )
    # A mail is passed on: the registered address hears of it.
    assert newly_owed(line) == {("decision_maker_limited", cast.manager.email)}
    # The request itself waits for an answer as before.
    assert fresh(introduction).status == "sent"


def _page(introduction) -> str:
    token = holder(introduction).link.token()
    return reverse("matchmaking:answer_link", args=[token])


def test_by_account_from_the_home(client, cast: Cast) -> None:
    card = cast.manager_with_account
    client.force_login(cast.director)
    assert OWN in client.get("/").content.decode()
    reading_writes_nothing(client, OWN)
    assert client.post(OWN, LESS).status_code == 302
    assert measure(card) == (1, 2, 3)
    assert "Au plus 2 en trente jours, 1 en sept." in client.get("/").content.decode()
    assert newly_owed(JournalEntry.objects.about(card).get(verb=NAME)) == set()
    opt_out_decision_maker(card, by=cast.director)
    assert OWN not in client.get("/").content.decode()


def test_the_lab_notes_what_was_said(client, cast: Cast) -> None:
    client.force_login(cast.moderator)
    assert client.post(desk(cast.manager, NAME), LESS).status_code == 302
    assert measure(cast.manager) == (1, 2, 3)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("per_week", "0"),
        ("per_week", "8"),
        ("per_month", "0"),
        ("per_month", "32"),
        ("per_month", "10" * 40),
        ("waiting", "0"),
        ("waiting", "21"),
        ("waiting", "-1"),
        ("waiting", "deux"),
        ("waiting", ""),
    ],
)
def test_nonsense_is_named_and_what_was_typed_is_kept(
    client, cast: Cast, name: str, value: str
) -> None:
    before = measure(cast.manager_with_account)
    client.force_login(cast.director)
    page = client.post(OWN, {**LESS, name: value})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [name]
    assert page.context["form"][name].value() == value
    assert measure(cast.manager_with_account) == before


def test_what_waits_is_told_its_new_day(cast: Cast) -> None:
    card = card_of(cast, month=2, week=1)
    asked(cast, card)
    second = asked(cast, card)
    assert fresh(second).expected_on == day(7)
    limit_decision_maker(
        card,
        by=cast.moderator,
        channel=Channel.ADMIN,
        per_week=1,
        per_month=1,
        waiting=3,
    )
    assert fresh(second).expected_on == day(30)


def test_who_may_choose(client, cast: Cast) -> None:
    introduction = sent(cast, founder=founder(cast))
    people = "visitor founder director liaison admin"
    assert answers_to(client, cast, portal(introduction, NAME), LESS, people) == {
        "visitor": 302,
        "founder": 404,
        "director": 404,
        "liaison": 404,
        "admin": 403,
    }
    other = make_decision_maker(organisation=cast.plant)
    client.force_login(cast.founder)
    assert client.post(OWN, LESS).status_code == 404
    assert client.post(desk(other, NAME), LESS).status_code == 403


@pytest.mark.parametrize("status", ["opted_out", "left", "unreachable"])
def test_somebody_who_is_not_asked_has_no_measure(client, cast: Cast, status) -> None:
    card = make_decision_maker(organisation=cast.plant, status=status)
    client.force_login(cast.moderator)
    assert client.post(desk(card, NAME), LESS).status_code == 409
