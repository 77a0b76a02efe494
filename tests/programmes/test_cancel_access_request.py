"""cancel_access_request: either side gives it up, and the other one hears why."""

import pytest

from programmes import actions
from tests.cast import Cast, fresh
from tests.evidence import journal, last_line, newly_owed
from tests.programmes.facilities import Scene, portal, starts_only_from

NAME = "cancel_access_request"


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def test_the_company_gives_up_and_the_owner_hears(client, scene: Scene) -> None:
    request = scene.agreed()
    client.force_login(scene.cast.director)
    sent = {"text": "La machine est réparée."}
    assert client.post(portal(request, NAME), sent).status_code == 302
    done = fresh(request)
    assert (done.status, done.cancel_reason) == ("cancelled", sent["text"])
    me = scene.cast.director.email
    assert journal(done)[-1] == (NAME, "accepted", "cancelled", me, "portal")
    assert newly_owed(last_line(done)) == {
        ("access_request_cancelled", scene.keeper.email)
    }


def test_the_owner_gives_up_and_the_company_hears(scene: Scene) -> None:
    done = actions.cancel_access_request(
        scene.ask(), by=scene.keeper, text="Machine en panne."
    )
    assert newly_owed(last_line(done)) == {
        ("access_request_cancelled", scene.cast.director.email)
    }


def test_what_the_lab_cancels_both_sides_hear(scene: Scene) -> None:
    done = actions.cancel_access_request(
        scene.agreed(), by=scene.cast.moderator, text="Atelier fermé par l’inondation."
    )
    assert {to for _kind, to in newly_owed(last_line(done))} == {
        scene.keeper.email,
        scene.cast.director.email,
    }


def test_it_starts_only_from_there(scene: Scene) -> None:
    sources = "requested waiting accepted"
    starts_only_from(actions.cancel_access_request, scene, sources, text="x")


def test_who_may(client, scene: Scene) -> None:
    request = scene.ask()
    found = {}
    for who in ("director", "moderator", "founder", "colleague"):
        client.force_login(getattr(scene.cast, who))
        found[who] = client.get(portal(request, NAME)).status_code
    assert found == {
        "director": 200,
        "moderator": 200,
        "founder": 404,
        "colleague": 404,
    }
