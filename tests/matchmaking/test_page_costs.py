"""What the pages of requests and cards, and the directory, cost in statements."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matchmaking.actions import announce_absence
from programmes.models import Organisation
from servindus import clock
from tests.cast import Cast, make_decision_maker
from tests.matchmaking.checks import in_status
from tests.matchmaking.queues import card_of, had, waits
from tests.matchmaking.stories import accepted, sent

MOST = 9


@pytest.fixture(autouse=True)
def _today(monday):
    return monday


def cost(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("who", ["founder", "director", "moderator"])
@pytest.mark.parametrize(("story", "most"), [(sent, MOST), (accepted, MOST)])
def test_a_request(client, cast: Cast, story, most: int, who: str) -> None:
    introduction = story(cast, manager=cast.manager_with_account)
    today = clock.today()
    announce_absence(
        introduction.decision_maker,
        by=cast.moderator,
        first_day=today + timedelta(days=2),
        last_day=today + timedelta(days=5),
    )
    client.force_login(getattr(cast, who))
    assert cost(client, introduction.get_absolute_url()) == most


def test_a_card_with_a_queue(client, cast: Cast) -> None:
    card = card_of(cast)
    had(cast, card, 1)
    for days in (1, 2, 3):
        waits(cast, card, days)
    client.force_login(cast.founder)
    assert cost(client, card.get_absolute_url()) == MOST


@pytest.mark.parametrize(
    ("words", "most"), [("", 6), ("mecanique", 6), ("mecanqiue", 7)]
)
def test_the_directory(client, cast: Cast, words: str, most: int) -> None:
    card = card_of(cast)
    Organisation.objects.filter(pk=card.organisation_id).update(name="Mecanique SA")
    had(cast, card, 1)
    waits(cast, card, 1)
    client.force_login(cast.founder)
    address = f"{reverse('matchmaking:decision_maker_list')}?q={words}"
    assert cost(client, address) == most
    assert "Mecanique SA" in client.get(address).content.decode()


def test_the_days_away_are_those_of_the_rows(client, cast: Cast) -> None:
    card = make_decision_maker(organisation=cast.plant)
    introduction = in_status(cast, "sent", decision_maker=card)
    today = clock.today()
    for first, last in ((1, 1), (5, 9)):
        announce_absence(
            card,
            by=cast.moderator,
            first_day=today + timedelta(days=first),
            last_day=today + timedelta(days=last),
        )
    client.force_login(cast.founder)
    page = client.get(introduction.get_absolute_url())
    shown = page.context["introduction"]
    assert [(span.lower, span.upper - timedelta(days=1)) for span in shown.away] == [
        absence.span for absence in card.absences.all()
    ]
