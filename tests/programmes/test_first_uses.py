"""Companies that used a facility for the first time, by size and by commune."""

import pytest

from programmes.models import Organisation
from tests.cast import Cast, make_site
from tests.programmes.facilities import Scene, day, make_facility

PAGE = "/moyens/premiers-usages/"


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def used(scene: Scene, band: str = "", town: str = "") -> Organisation:
    """Another company that has used the workshop."""
    row = scene.in_status("used")
    company = row.organisation
    Organisation.objects.filter(pk=company.pk).update(headcount_band=band)
    if town:
        make_site(organisation=company, commune=town)
    return company


def shown(client, who) -> dict[str, dict[str, int]]:
    client.force_login(who)
    page = client.get(PAGE)
    assert page.status_code == 200
    return {
        part: {line.name: line.companies for line in lines if line.companies}
        for part, lines in page.context["parts"].items()
    }


def test_each_company_counts_once(client, scene: Scene) -> None:
    first = used(scene, "02", "Oissel")
    used(scene, "11", "Oissel")
    used(scene, "53")
    bench = make_facility(owner=scene.owner, name="Banc")
    row = first.access_requests.get()
    row.pk, row.facility, row.used_on = None, bench, day(-1)
    row.public_id = bench.public_id
    row.save()
    scene.in_status("accepted")
    assert shown(client, scene.cast.moderator) == {
        "Taille": {
            "moins de 10 personnes": 1,
            "10 à 49 personnes": 1,
            "250 personnes ou plus": 1,
        },
        "Commune": {"Oissel": 2, "commune inconnue": 1},
    }


def test_a_lab_counts_what_its_own_facilities_reach(client, scene: Scene) -> None:
    used(scene, "02")
    assert shown(client, scene.cast.colleague) == {"Taille": {}}
    assert shown(client, scene.cast.admin)["Taille"] == {"moins de 10 personnes": 1}


def test_the_file_says_the_same(client, scene: Scene) -> None:
    used(scene, "02", "Oissel")
    client.force_login(scene.cast.moderator)
    href = client.get(PAGE).context["exporter"].href
    text = b"".join(client.post(href, {"format": "csv"})).decode()
    assert "moins de 10 personnes;1" in text
    assert "Oissel;1" in text


def test_who_may(client, scene: Scene) -> None:
    found = {}
    for who in ("director", "founder", "liaison", "moderator", "admin"):
        client.force_login(getattr(scene.cast, who))
        found[who] = client.get(PAGE).status_code
    assert list(found.values()) == [403, 403, 403, 200, 200]
