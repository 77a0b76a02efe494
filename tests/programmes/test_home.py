"""The frame's part of the home: who waits to come in, and who belongs nowhere yet."""

import pytest

from programmes.home import waiting_line
from tests.programmes import factories as make

pytestmark = pytest.mark.django_db


def test_staff_see_how_many_wait(client, asked, moderator, colleague):
    client.force_login(moderator)
    desk = "/admin/programmes/membership/"
    cards = client.get("/").context["cards"]
    assert [card.count for card in cards if card.href == desk] == [1]
    assert waiting_line(moderator)
    assert not waiting_line(colleague)


def test_leads_see_requests_to_their_startup(client, founder, startup, newcomer):
    make.membership(user=newcomer, organisation=startup, status="pending")
    client.force_login(founder)
    cards = client.get("/").context["cards"]
    assert f"/organisations/{startup.public_id}/membres/" in {c.href for c in cards}


def test_somebody_without_place_is_told_the_way(client, stranger, newcomer, asked):
    client.force_login(stranger)
    [note] = client.get("/").context["notes"]
    assert note["href"] == "/mon-compte/rejoindre/"
    client.force_login(newcomer)
    [note] = client.get("/").context["notes"]
    # The way on is a link only for those who have not asked yet.
    assert note["href"] == ""


def test_the_readers_card(client, founder, moderator, stranger):
    from django.utils import translation

    with translation.override("en"):
        for person, role in (
            (founder, "Vibralis · startup"),
            (moderator, "Lab of Rouen"),
            (stranger, "no organisation yet"),
        ):
            client.force_login(person)
            response = client.get("/", headers={"accept-language": "en"})
            assert response.context["reader"]["role"] == role
