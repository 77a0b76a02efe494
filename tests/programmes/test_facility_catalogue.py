"""The catalogue: who sees what, words, filters, distance, its own pages, its cost."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programmes import actions
from programmes.models import Commune, Facility, Topic
from tests.cast import Cast, fresh, make_organisation
from tests.evidence import journal, nothing_written
from tests.programmes.facilities import Scene, make_facility, portal

LIST = "/moyens/"
VALUES = {
    "kind": "bench",
    "name": "Banc de vibrations",
    "summary": "Une pompe sur un banc.",
    "description": "Seize voies.",
    "conditions": "",
    "price_kind": "free",
    "price": "",
    "capacity": "",
    "address": "",
    "website": "",
    "contact_name": "",
    "contact_phone": "",
}


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def names(client, **query) -> list[str]:
    page = client.get(LIST, query)
    assert page.status_code == 200
    return [entry["object"].name for entry in page.context["entries"]]


def at(code: str) -> Commune:
    return Commune.objects.get(code=code)


def test_everybody_sees_what_is_open(client, scene: Scene) -> None:
    hidden = make_facility(owner=scene.owner, name="Brouillon", status="draft")
    assert names(client) == ["Atelier de prototypage"]
    assert client.get(scene.facility.get_absolute_url()).status_code == 200
    assert client.get(hidden.get_absolute_url()).status_code == 404
    cast = scene.cast
    see = [scene.keeper, cast.moderator]
    for who in [*see, cast.director, cast.colleague]:
        status = 200 if who in see else 404
        client.force_login(who)
        assert client.get(hidden.get_absolute_url()).status_code == status


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "LASER"}, True),
        ({"q": "decoupe fraisa"}, True),
        ({"q": "maquetto"}, True),
        ({"q": "pièce"}, True),
        ({"q": "piece"}, True),
        ({"q": "chocolat"}, False),
        ({"genre": "workshop"}, True),
        ({"genre": "bench"}, False),
        ({"prix": "quote"}, True),
        ({"prix": "free"}, False),
        ({"theme": "prototyping"}, True),
        ({"theme": "logistics"}, False),
        ({"laboratoire": "rouen"}, True),
        ({"laboratoire": "nancy"}, False),
    ],
)
def test_words_and_filters(client, scene: Scene, query, found: bool) -> None:
    scene.facility.topics.set([Topic.objects.get(slug="prototyping")])
    page = client.get(LIST, query)
    assert page.status_code == 200
    assert bool(page.context["entries"]) is found


def test_the_nearest_comes_first(client, scene: Scene) -> None:
    owner = scene.owner
    make_facility(owner=owner, name="A Nancy", commune=at("54395"))
    make_facility(owner=owner, name="B Oissel", commune=at("76484"))
    make_facility(owner=owner, name="C Orival", commune=at("76486"))
    data = {"kind": "data_set", "website": "https://x.example/", "commune": None}
    make_facility(owner=owner, name="D Données", **data)
    page = client.get(LIST, {"depuis": "rouen"})
    found = [(one["object"].name, one["distance"]) for one in page.context["entries"]]
    assert found == [
        ("Atelier de prototypage", "dans la même commune"),
        ("B Oissel", "à environ 12 km"),
        ("A Nancy", "à environ 380 km"),
        ("C Orival", "distance inconnue"),
        ("D Données", "distance inconnue"),
    ]
    assert page.context["start"].name == "Rouen"
    # As addresses are written: a postcode, both, a name that has grown longer.
    for typed in ("76350", "76350 Oissel", "Oissel", "oissel sur seine"):
        assert names(client, depuis=typed)[0] == "B Oissel", typed


def test_a_town_that_nobody_knows_is_said(client, scene: Scene) -> None:
    page = client.get(LIST, {"depuis": "Bordeaux"})
    assert page.context["unknown_town"]
    assert "dans aucun des quatre territoires" in page.content.decode()
    assert len(page.context["entries"]) == 1


@pytest.mark.parametrize("query", ["", "depuis=rouen", "q=atelier"])
def test_it_costs_the_same_with_thirty(client, scene: Scene, query: str) -> None:
    def cost() -> int:
        client.get(f"{LIST}?{query}")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"{LIST}?{query}").status_code == 200
        return len(seen)

    few = cost()
    for number in range(30):
        make_facility(owner=scene.owner, name=f"Atelier {number:02}")
    assert cost() == few
    assert few <= 4


def test_pages_go_on_by_name_and_by_distance(client, scene: Scene) -> None:
    for number in range(30):
        make_facility(owner=scene.owner, name=f"Banc {number:02}", commune=at("54395"))
    for query in ({}, {"depuis": "rouen"}):
        page = client.get(LIST, query)
        first = [one["object"].pk for one in page.context["entries"]]
        page = client.get(page.context["pager"].next_href)
        rest = [one["object"].pk for one in page.context["entries"]]
        assert (len(first), len(rest)) == (25, 6)
        assert not set(first) & set(rest)


# --- The owner's acts -----------------------------------------------------------------


def test_it_is_opened_and_closed(client, scene: Scene) -> None:
    client.force_login(scene.keeper)
    assert client.post(portal(scene.facility, "close_facility")).status_code == 302
    assert fresh(scene.facility).status == "closed"
    assert client.post(portal(scene.facility, "open_facility")).status_code == 302
    assert fresh(scene.facility).status == "open"
    me = scene.keeper.email
    assert journal(scene.facility) == [
        ("close_facility", "open", "closed", me, "portal"),
        ("open_facility", "closed", "open", me, "portal"),
    ]


def test_its_page_is_changed(client, scene: Scene) -> None:
    client.force_login(scene.keeper)
    topic = Topic.objects.get(slug="prototyping")
    sent = {**VALUES, "commune": at("76484").pk, "topics": [topic.pk]}
    assert client.post(portal(scene.facility, "edit_facility"), sent).status_code == 302
    done = fresh(scene.facility)
    assert (done.name, done.kind, done.commune) == (
        "Banc de vibrations",
        "bench",
        at("76484"),
    )
    assert list(done.topics.all()) == [topic]
    assert journal(done)[-1][0] == "edit_facility"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"commune": ""}, "dans quelle commune"),
        ({"kind": "data_set"}, "où se trouvent les données"),
        ({"price_kind": "fee"}, "ce que cela coûte"),
        ({"name": "Autre"}, "déjà un de ce nom"),
        ({"description": "x" * 2001}, "2001 caractères"),
    ],
)
def test_what_is_missing_is_said(client, scene: Scene, change, words) -> None:
    make_facility(owner=scene.owner, name="Autre")
    client.force_login(scene.keeper)
    sent = {**VALUES, "commune": at("76484").pk, **change}
    with nothing_written():
        page = client.post(portal(scene.facility, "edit_facility"), sent)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert "Une pompe sur un banc." in page.content.decode()


@pytest.mark.parametrize("name", ["edit_facility", "open_facility", "close_facility"])
def test_who_may(client, scene: Scene, name: str) -> None:
    found = {}
    for who in ("director", "moderator", "colleague", "liaison"):
        client.force_login(getattr(scene.cast, who))
        found[who] = client.get(portal(scene.facility, name)).status_code
    assert found == {
        "director": 403,
        "moderator": 200,
        "colleague": 403,
        "liaison": 403,
    }


# --- What the database refuses --------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"commune": None},
        {"kind": "data_set"},
        {"price_kind": "fee"},
        {"name": "Atelier de prototypage"},
    ],
)
def test_the_database_refuses(scene: Scene, change) -> None:
    fields = {"name": "Autre", **change}
    with pytest.raises(IntegrityError), transaction.atomic():
        make_facility(owner=scene.owner, **fields)


@pytest.mark.parametrize(
    ("status", "change"),
    [
        ("requested", {"starts_on": "2026-09-07"}),
        ("accepted", {"ends_on": None}),
        ("accepted", {"ends_on": "2026-01-01"}),
        ("declined", {"answer": ""}),
        ("cancelled", {"cancel_reason": ""}),
        ("used", {"used_on": None}),
        ("accepted", {"useful": "yes"}),
        ("requested", {"wanted_until": "2020-01-01"}),
        ("requested", {"people": 0}),
    ],
)
def test_the_database_refuses_a_request(scene: Scene, status: str, change) -> None:
    row = scene.in_status(status)
    rows = type(row)._base_manager.filter(pk=row.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**change)


def test_no_jump_without_its_act(scene: Scene) -> None:
    row = scene.in_status("requested")
    for model, pk, status in (
        (type(row), row.pk, "used"),
        (Facility, scene.facility.pk, "draft"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            model._base_manager.filter(pk=pk).update(status=status)


def test_the_desk_writes_a_new_one(client, scene: Scene) -> None:
    owner = make_organisation(lab=scene.cast.rouen, name="Essais SA")
    client.force_login(scene.cast.moderator)
    sent = {
        **VALUES,
        "owner": owner.pk,
        "lab": scene.cast.rouen.pk,
        "commune": at("76484").pk,
    }
    page = client.post(reverse("admin:programmes_facility_add"), sent)
    assert page.status_code == 302, page.context["errors"]
    made = Facility.objects.get(owner=owner)
    assert (made.status, made.name) == ("draft", "Banc de vibrations")
    assert actions.open_facility(made, by=scene.cast.moderator).status == "open"
