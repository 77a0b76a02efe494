"""Communes are found from what people and registers write."""

import pytest

from programmes.places import Places, plain_name

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"code": "76540"}, "76540"),
        ({"name": "ROUEN", "postcode": "76000"}, "76540"),
        ({"name": "Rouen Cedex 1", "postcode": "76037"}, "76540"),
        ({"name": "ST ETIENNE DU ROUVRAY", "postcode": "76808"}, "76575"),
        ({"name": "Saint-Étienne-du-Rouvray", "postcode": "76800"}, "76575"),
        ({"name": "LE PETIT QUEVILLY", "postcode": "76140"}, "76498"),
        ({"name": "Petit-Quevilly", "postcode": "76140"}, "76498"),
        ({"name": "VANDOEUVRE LES NANCY", "postcode": "54500"}, "54547"),
        ({"name": "LES PENNES-MIRABEAU", "postcode": "13170"}, "13071"),
        ({"name": "BERRE-L'ETANG", "postcode": "13130"}, "13014"),
        ({"name": "MARSEILLE", "postcode": "13008"}, "13208"),
        ({"name": "MARSEILLE 16E ARRONDISSEMENT", "postcode": ""}, "13216"),
        ({"name": "Marseille 1er Arrondissement"}, "13201"),
        ({"name": "MARSEILLE CEDEX 08", "postcode": "13295"}, "13208"),
        ({"name": "MARSEILLE", "postcode": "13343"}, "13055"),
        ({"name": "Marseille"}, "13055"),
        ({"name": "OISSEL", "postcode": "76350"}, "76484"),
        ({"postcode": "80330"}, "80489"),
        ({"postcode": "13016"}, "13216"),
    ],
)
def test_found(given, code):
    assert Places.read().find(**given).code == code


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"name": "Le Havre", "postcode": "76600"},
        # The same name in another département.
        {"name": "Rouen", "postcode": "29000"},
        {"name": "Marseille-en-Beauvaisis", "postcode": "60690"},
        {"name": "Marseille-en-Beauvaisis"},
        {"postcode": "75001"},
        {"code": "75056"},
        # The postcode is ours, the name is not.
        {"name": "Nowhere", "postcode": "76000"},
    ],
)
def test_not_found(given):
    assert Places.read().find(**given) is None


@pytest.mark.parametrize(
    ("typed", "lab"),
    [("76000", "rouen"), ("Nancy", "nancy"), ("13100 Aix-en-Provence", "marseille"),
     ("amiens 80000", "amiens")],
)  # fmt: skip
def test_what_people_type(typed, lab):
    assert Places.read().read_place(typed).lab.slug == lab


def test_names_lose_case_accents_articles_and_cedex():
    assert plain_name("L’Île-Ste-Œuvre CEDEX 9") == "ile sainte oeuvre"


def test_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        places = Places.read()
        places.find(name="Rouen").lab.slug  # noqa: B018
