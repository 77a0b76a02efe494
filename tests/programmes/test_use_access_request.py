"""use and review: it took place, and what came of it; a use is counted once."""

import pytest

from programmes import actions
from programmes.models import AccessRequest
from servindus import clock
from servindus.workflow import ActRefused
from tests.cast import Cast, fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.matchmaking.days import moment
from tests.programmes.facilities import (
    Scene,
    day,
    make_facility,
    portal,
    starts_only_from,
)

USE, REVIEW = "use_access_request", "review_access_request"


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def test_it_counts_from_its_first_day_and_not_before(client, scene: Scene) -> None:
    request = scene.agreed()
    client.force_login(scene.cast.director)
    assert client.post(portal(request, USE)).status_code == 409
    with clock.at(moment(day(7))):
        assert client.post(portal(request, USE)).status_code == 302
    done = fresh(request)
    assert (done.status, done.used_on) == ("used", day(7))
    me = scene.cast.director.email
    assert journal(done)[-1] == (USE, "accepted", "used", me, "portal")
    assert newly_owed(last_line(done)) == set()


def test_the_company_says_once_what_came_of_it(client, scene: Scene) -> None:
    request = scene.agreed()
    with clock.at(moment(day(9))):
        actions.use_access_request(request, by=scene.keeper)
        client.force_login(scene.cast.director)
        address = portal(request, REVIEW)
        with nothing_written():
            assert client.post(address, {"text": "Bien."}).status_code == 200
        sent = {"useful": "partly", "text": "La seconde forme gagne 4 %."}
        assert client.post(address, sent).status_code == 302
        again = {"useful": "no", "text": "Autre."}
        assert client.post(address, again).status_code == 409
    done = fresh(request)
    assert (done.useful, done.review) == ("partly", "La seconde forme gagne 4 %.")
    assert done.reviewed_at == moment(day(9))
    assert newly_owed(last_line(done)) == {
        ("access_request_reviewed", scene.keeper.email)
    }


def test_the_first_use_of_a_company_is_known(scene: Scene) -> None:
    first, second = scene.in_status("used"), scene.in_status("used")
    later = AccessRequest.objects.create(
        **{
            name: getattr(first, name)
            for name in (
                *("organisation", "requested_by", "purpose", "wanted_from"),
                *("wanted_until", "answer_by"),
            )
        },
        facility=make_facility(owner=scene.owner, name="Banc"),
        status="used",
        starts_on=day(-1),
        ends_on=day(-1),
        used_on=day(-1),
    )
    assert later.organisation == first.organisation
    assert set(AccessRequest.objects.first_uses()) == {first, second}


def test_each_starts_only_from_there(scene: Scene) -> None:
    starts_only_from(actions.use_access_request, scene, "accepted untold")
    said = {"useful": "yes", "text": ""}
    starts_only_from(actions.review_access_request, scene, "used", **said)


def test_who_may(client, scene: Scene) -> None:
    request = scene.agreed()
    with clock.at(moment(day(9))):
        actions.use_access_request(request, by=scene.keeper)
        found = {}
        for who in ("director", "moderator", "founder"):
            client.force_login(getattr(scene.cast, who))
            found[who] = client.get(portal(request, REVIEW)).status_code
        client.force_login(scene.keeper)
        found["keeper"] = client.get(portal(request, REVIEW)).status_code
    assert found == {"director": 200, "moderator": 403, "founder": 404, "keeper": 403}


def test_a_guard_refuses_what_has_not_begun(scene: Scene) -> None:
    with pytest.raises(ActRefused, match="pas encore commencé"):
        actions.use_access_request(scene.agreed(), by=scene.keeper)
