"""Contact details are shown after both consents and ten minutes, to the two sides."""

from datetime import timedelta

import pytest

from matchmaking.actions import accept_introduction, undo_introduction
from servindus import clock, outbox
from tests.cast import MONDAY, holder
from tests.matchmaking.checks import ALL, in_status
from tests.matchmaking.stories import accepted, sent

SETTLED = MONDAY + timedelta(minutes=10)
BEFORE = SETTLED - timedelta(seconds=1)
MANAGER = ("directrice@usine.example", "+33 2 35 11 22 33", "Lefebvre")
FOUNDER = ("fondatrice@startup.example", "+33 6 11 11 11 11")


def pages(client, introduction, who):
    """Give the text of every page of the portal that tells of the request."""
    client.force_login(who)
    addresses = [
        "/",
        introduction.get_absolute_url(),
        introduction.decision_maker.get_absolute_url(),
        "/annuaire/",
        *[
            f"/mises-en-relation/?vue={part}"
            for part in ("a-traiter", "en-cours", "terminees", "sans-suite")
        ],
    ]
    return "\n".join(client.get(address).text for address in addresses)


@pytest.fixture
def answered(cast):
    assert cast.founder
    return accepted(cast, manager=cast.manager_with_account)


def test_before_the_time_neither_side_sees_the_other(client, cast, answered):
    with clock.at(BEFORE):
        text = pages(client, answered, cast.founder)
        for detail in MANAGER:
            assert detail not in text
        text = pages(client, answered, cast.director)
        for detail in FOUNDER:
            assert detail not in text


def test_after_it_each_side_sees_the_other(client, cast, answered):
    with clock.at(SETTLED):
        text = pages(client, answered, cast.founder)
        for detail in MANAGER:
            assert detail in text
        text = pages(client, answered, cast.director)
        for detail in FOUNDER:
            assert detail in text


def test_by_link_the_founders_contact_appears_at_the_same_time(client, cast):
    introduction = accepted(cast)
    address = f"/r/{holder(introduction).link.token()}/"
    with clock.at(BEFORE):
        assert FOUNDER[0] not in client.get(address).text
    with clock.at(SETTLED):
        assert FOUNDER[0] in client.get(address).text


@pytest.mark.parametrize(
    "who", ["other_founder", "assistant", "colleague", "liaison", "stranger", "admin"]
)
def test_nobody_else_sees_them(client, cast, answered, who):
    with clock.at(SETTLED):
        text = pages(client, answered, getattr(cast, who))
    for detail in (MANAGER[0], MANAGER[1], *FOUNDER):
        assert detail not in text


@pytest.mark.parametrize("status", [s for s in ALL if s not in ("accepted", "closed")])
def test_in_every_other_status_nothing_is_shown(client, cast, status):
    introduction = in_status(cast, status, decision_maker=cast.manager_with_account)
    text = pages(client, introduction, cast.founder)
    for detail in MANAGER:
        assert detail not in text
    text = pages(client, introduction, cast.director)
    for detail in FOUNDER:
        assert detail not in text


def test_mails_before_the_time_hold_no_contact_of_the_other_side(cast, sink):
    introduction = sent(cast, manager=cast.manager_with_account)
    accept_introduction(introduction, by=holder(introduction))
    with clock.at(BEFORE):
        outbox.send_due()
    for number, address in enumerate(sink.addresses):
        text = "".join(
            part.get_content()
            for part in sink.message(number).walk()
            if not part.is_multipart()
        )
        other = FOUNDER if address == MANAGER[0] else MANAGER
        if address == "moderatrice@rouen.example":
            other = (*FOUNDER, *MANAGER[:2])
        for detail in other:
            assert detail not in text, (address, detail)
    with clock.at(SETTLED):
        assert outbox.send_due()["sent"] == 1
    assert MANAGER[0] in sink.message().get_body(("plain",)).get_content()


def test_a_yes_that_was_taken_back_shows_nothing_later(client, cast, answered):
    with clock.at(BEFORE):
        undo_introduction(answered, by=holder(answered))
    with clock.at(SETTLED + timedelta(days=1)):
        text = pages(client, answered, cast.founder)
    for detail in MANAGER:
        assert detail not in text


def test_a_name_that_the_person_shows_is_no_contact_detail(client, cast):
    card = cast.manager_with_account
    card.name_visible = True
    card.save()
    client.force_login(cast.founder)
    text = client.get("/annuaire/").text
    assert card.full_name in text
    assert card.email not in text
    card.name_visible = False
    card.save()
    assert card.full_name not in client.get("/annuaire/").text
