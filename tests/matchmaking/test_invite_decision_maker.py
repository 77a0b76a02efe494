"""Staff ask a person whether startups may ask; nothing leaves before a yes."""

from datetime import timedelta

import pytest

from matchmaking.actions import invite_decision_maker
from servindus import clock, outbox
from servindus.actors import SYSTEM, Channel
from servindus.workflow import TransitionNotAllowed
from tests.cast import MONDAY, fresh, make_decision_maker
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.checks import answers_to, desk, reading_writes_nothing

NAME = "invite_decision_maker"


@pytest.fixture
def card(cast):
    return make_decision_maker(
        organisation=cast.plant, status="invited", email="invite@usine.example"
    )


def invite(card, cast):
    return invite_decision_maker(card, by=cast.moderator, channel=Channel.ADMIN)


def test_it_opens_a_link_for_sixty_days(cast, card):
    done = invite(card, cast)
    [link] = done.links.all()
    assert (done.status, link.purpose, link.introduction) == (
        "invited",
        "invitation",
        None,
    )
    assert link.expires_at == MONDAY + timedelta(days=60)


def test_the_journal_says_who_and_only_the_person_is_written_to(cast, card):
    done = invite(card, cast)
    assert journal(done) == [
        (NAME, "invited", "invited", "moderatrice@rouen.example", "admin")
    ]
    assert newly_owed(last_line(done)) == {
        ("decision_maker_invited", "invite@usine.example")
    }


def test_the_person_is_informed_when_the_mail_leaves(cast, card, sink):
    invite(card, cast)
    assert fresh(card).informed_at is None
    with clock.at(MONDAY + timedelta(minutes=1)):
        outbox.send_due()
    assert fresh(card).informed_at == MONDAY + timedelta(minutes=1)
    text = sink.message().get_body(("plain",)).get_content()
    assert "Rouen Normandy Invest" in text
    assert card.links.get().url() in text
    assert card.get_source_of_contact_display() in text


def test_a_second_invitation_closes_the_first_link(cast, card, sink):
    invite(card, cast)
    invite(card, cast)
    assert card.links.filter(revoked_at=None).count() == 1
    outbox.send_due()
    assert sink.addresses == ["invite@usine.example"]


@pytest.mark.parametrize(
    "status", ["active", "paused", "opted_out", "unreachable", "left"]
)
def test_only_somebody_who_has_not_answered_is_invited(cast, status):
    card = make_decision_maker(organisation=cast.plant, status=status)
    with pytest.raises(TransitionNotAllowed):
        invite_decision_maker(card, by=SYSTEM)


def test_who_may_invite(client, cast, card):
    people = "visitor founder director colleague liaison stranger admin"
    assert answers_to(client, cast, desk(card, NAME), {}, people) == {
        "visitor": 302,
        "founder": 403,
        "director": 403,
        "colleague": 404,
        "liaison": 403,
        "stranger": 403,
        "admin": 403,
    }
    client.force_login(cast.moderator)
    reading_writes_nothing(client, desk(card, NAME))
    assert client.post(desk(card, NAME)).status_code == 302
    assert card.links.count() == 1
