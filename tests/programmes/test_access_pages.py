"""Lists, homes, digests and files of requests for access, as each side sees them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes import actions
from programmes.facilities import digests
from servindus import clock
from servindus.digests import Reader
from servindus.models import Subscriber
from tests.cast import Cast, fresh
from tests.matchmaking.days import moment
from tests.programmes.facilities import Scene, day

LIST = "/demandes-d-acces/"


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def shown(client, who, part: str = "") -> list[str]:
    client.force_login(fresh(who))
    page = client.get(LIST, {"vue": part} if part else {})
    assert page.status_code == 200
    return [row.href for row in page.context["rows"]]


def test_each_side_sees_its_turn_first(client, scene: Scene) -> None:
    request = scene.ask()
    href = request.get_absolute_url()
    cast = scene.cast
    assert shown(client, scene.keeper) == [href]
    assert shown(client, cast.moderator, "a-traiter") == [href]
    assert shown(client, cast.director, "a-traiter") == []
    assert shown(client, cast.director, "en-cours") == [href]
    assert shown(client, cast.founder, "en-cours") == []
    actions.accept_access_request(
        request, by=scene.keeper, starts_on=day(1), ends_on=day(1), text=""
    )
    assert shown(client, scene.keeper, "a-traiter") == []
    with clock.at(moment(day(2))):
        assert shown(client, cast.director) == [href]
        actions.use_access_request(request, by=cast.director)
        assert shown(client, cast.director) == [href]
        actions.review_access_request(request, by=cast.director, useful="yes", text="")
        assert shown(client, cast.director, "a-traiter") == []
        assert shown(client, cast.director, "terminees") == [href]


def test_whose_turn_it_is_stands_on_the_page(client, scene: Scene) -> None:
    request = scene.ask()
    for who, mine in ((scene.keeper, True), (scene.cast.director, False)):
        client.force_login(who)
        turn = client.get(request.get_absolute_url()).context["turn"]
        assert (turn.mine, turn.due) == (mine, day(7))


def test_a_closed_one_leaves_what_was_agreed(client, scene: Scene) -> None:
    request = scene.agreed()
    actions.close_facility(scene.facility, by=scene.keeper)
    href = f'href="{scene.facility.get_absolute_url()}"'
    for who, has_link in ((scene.keeper, True), (scene.cast.director, False)):
        client.force_login(who)
        text = client.get(request.get_absolute_url()).content.decode()
        assert (href in text) is has_link
        assert "Rouen" in text


def test_who_asked_is_for_the_side_that_answers(client, scene: Scene) -> None:
    request = scene.ask()
    address = scene.cast.director.email
    for who in (scene.keeper, scene.cast.moderator):
        client.force_login(who)
        assert address in client.get(request.get_absolute_url()).content.decode()
    client.force_login(scene.cast.founder)
    assert client.get(request.get_absolute_url()).status_code == 404


def test_the_home_counts_what_waits(client, scene: Scene) -> None:
    scene.ask()
    for who, count in ((scene.keeper, 1), (scene.cast.director, 0)):
        client.force_login(fresh(who))
        cards = client.get("/").context["cards"]
        mine = [card for card in cards if card.href.startswith(LIST)]
        assert [card.count for card in mine] == ([1] if count else [])


def lines(who) -> list[str]:
    reader = Reader(Subscriber(email=who.email), fresh(who), clock.now())
    parts = digests.parts([reader], clock.now())
    return [
        str(line.title)
        for part in parts.values()
        for section in part.sections
        for line in section.lines
    ]


def test_digests_tell_each_side_its_own(scene: Scene) -> None:
    request = scene.ask()
    director = scene.cast.director
    waits = "Câblerie du Quai demande\u00a0: Atelier de prototypage"
    assert lines(scene.keeper) == [waits]
    assert lines(scene.cast.moderator) == [waits]
    assert lines(director) == []
    assert lines(scene.cast.founder) == []
    actions.accept_access_request(
        request, by=scene.keeper, starts_on=day(3), ends_on=day(4), text=""
    )
    both = ["Atelier de prototypage, Câblerie du Quai"]
    assert lines(scene.keeper) == lines(director) == both
    with clock.at(moment(day(5))):
        asked = ["Est-ce que cela a eu lieu\u00a0? Atelier de prototypage"]
        assert lines(director) == asked
        assert lines(scene.keeper) == []


def test_a_file_holds_the_part_that_is_shown(client, scene: Scene) -> None:
    scene.ask()
    client.force_login(scene.cast.director)
    page = client.get(LIST, {"vue": "en-cours"})
    answer = client.post(page.context["exporter"].href, {"format": "csv"})
    text = b"".join(answer).decode()
    assert "Essayer deux formes de roue." in text
    page = client.get("/moyens/")
    answer = client.post(page.context["exporter"].href, {"format": "csv"})
    assert "Atelier de prototypage" in b"".join(answer).decode()


def test_lists_cost_the_same_with_thirty(client, scene: Scene) -> None:
    client.force_login(scene.keeper)

    def cost() -> int:
        client.get(LIST)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(LIST).status_code == 200
        return len(seen)

    scene.in_status("requested")
    few = cost()
    for _row in range(29):
        scene.in_status("requested")
    assert cost() == few
    assert few <= 6
