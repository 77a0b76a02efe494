"""An invited person says "later"; the question stays open until that day."""

from datetime import date

import pytest

from matchmaking.actions import invite_decision_maker, postpone_decision_maker
from servindus.actors import SYSTEM
from servindus.workflow import TransitionNotAllowed
from tests.cast import fresh, make_decision_maker
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.checks import desk, reading_writes_nothing

NAME = "postpone_decision_maker"


@pytest.fixture
def card(cast):
    return make_decision_maker(organisation=cast.plant, status="invited")


@pytest.fixture
def address(cast, card):
    link = invite_decision_maker(card, by=cast.moderator).links.get()
    return f"/bienvenue/{link.token()}/plus-tard/"


def test_later_is_kept_with_its_day(client, card, address):
    reading_writes_nothing(client, address)
    assert client.post(address, {"days": "30"}).status_code == 302
    done = fresh(card)
    assert (done.status, done.paused_until) == ("invited", date(2026, 10, 7))
    assert journal(card)[-1] == (NAME, "invited", "invited", "link", "link")
    assert last_line(card).details == {"days": 30}
    assert newly_owed(last_line(card)) == set()


def test_a_day_must_be_chosen(client, card, address):
    for days in ("", "1", "x"):
        assert client.post(address, {"days": days}).status_code == 200
    assert fresh(card).paused_until is None


@pytest.mark.parametrize(
    "status", ["active", "opted_out", "paused", "left", "unreachable"]
)
def test_only_an_open_question_is_put_off(cast, status):
    card = make_decision_maker(organisation=cast.plant, status=status)
    with pytest.raises(TransitionNotAllowed):
        postpone_decision_maker(card, by=SYSTEM, days=15)


def test_a_new_invitation_ends_the_pause(client, cast, card, address):
    client.post(address, {"days": "90"})
    assert invite_decision_maker(card, by=cast.moderator).paused_until is None


def test_staff_do_not_put_off_for_somebody(client, cast, card):
    client.force_login(cast.moderator)
    assert client.post(desk(card, NAME), {"days": "15"}).status_code == 404
