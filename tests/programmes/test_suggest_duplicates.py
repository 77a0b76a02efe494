"""suggest_duplicates: pairs that are like enough, whoever wrote them, and no others."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.duplicates import detection
from programmes.duplicates.detection import search
from programmes.duplicates.scoring import Side, judge
from programmes.models import Duplicate, Site
from programmes.tasks import suggest_duplicates
from tests.programmes import factories as make

pytestmark = pytest.mark.django_db


def found():
    """Search, and give {the two names: (score, reasons)}."""
    search()
    rows = Duplicate.objects.select_related("first", "second")
    return {
        frozenset({row.first.name, row.second.name}): (row.score, row.reasons)
        for row in rows
    }


def two(rouen, one, other, **fields):
    make.organisation(lab=rouen, name=one, **fields)
    make.organisation(lab=rouen, name=other, **fields)
    return found().get(frozenset({one, other}))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Vibralis", "VIBRALIS S.A.S.", (80, ["same_name", "same_lab"])),
        ("Câblerie des Deux-Rives", "DEUX RIVES CABLERIE SARL",
         (80, ["same_name", "same_lab"])),
        ("Huilerie du Nord", "Huilerie du Sud", None),
        ("Câbleries Normandes", "Cablerie Normandes", None),
        ("Usine 1 Oissel", "Usine 2 Oissel", None),
        ("SAS", "SARL", None),
        ("", " ", None),
    ],
)  # fmt: skip
def test_names(rouen, one, other, expected):
    assert two(rouen, one, other) == expected


def site(organisation, **fields):
    return Site.objects.create(organisation=organisation, name="Usine", **fields)


def test_a_slip_of_the_pen_counts_in_the_same_town(rouen):
    one = make.organisation(lab=rouen, name="Câbleries Normandes")
    other = make.organisation(lab=rouen, name="Cablerie Normandes")
    assert found() == {}
    for row in (one, other):
        site(row, postcode="76350", commune_name="Oissel")
    assert list(found().values()) == [(65, ["similar_name", "same_place"])]


def test_a_number_of_a_site_says_more_than_a_name(rouen):
    known = make.organisation(lab=rouen, name="ACME Industrie", siren="552032534")
    listed = make.organisation(lab=rouen, name="Usine de Oissel")
    site(listed, siret="55203253400012")
    assert found() == {
        frozenset({known.name, listed.name}): (99, ["siret_of_siren", "same_lab"])
    }


def test_the_same_siret_twice(rouen):
    one, other = (make.organisation(lab=rouen, name=name) for name in ("AA", "BB"))
    for row in (one, other):
        site(row, siret="73282932000074")
    assert list(found().values()) == [(95, ["same_siret", "same_lab"])]


def test_an_acronym(rouen):
    make.organisation(lab=rouen, name="Société Rouennaise de Câbles", acronym="SRC")
    make.organisation(lab=rouen, name="SRC")
    assert list(found().values()) == [(65, ["acronym", "same_lab"])]


def test_one_address_and_half_a_name(rouen):
    one = make.organisation(lab=rouen, name="Atelier Durand Mécanique")
    other = make.organisation(lab=rouen, name="Atelier Durand")
    assert found() == {}
    site(one, address="12, rue de l’Industrie", postcode="76350")
    site(other, address="12, RUE DE L’INDUSTRIE", postcode="76350")
    assert list(found().values()) == [(70, ["similar_name", "same_address"])]


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "industrial"},
        {"lab": "nancy"},
        {"is_fictitious": True},
    ],
)
def test_not_across_kinds_labs_and_inventions(rouen, fields):
    if "lab" in fields:
        fields = {"lab": make.lab(fields["lab"])}
    make.organisation(lab=rouen, name="Vibralis")
    make.organisation(**{"lab": rouen, "name": "Vibralis", **fields})
    assert found() == {}


def test_two_numbers_are_two_companies(rouen):
    for number in ("552032534", "732829320"):
        make.organisation(lab=rouen, name="Vibralis", siren=number)
    assert found() == {}
    third = make.organisation(lab=rouen, name="Vibralis", siren=None)
    site(third, siret="55203253400012")
    # The SIRET of its site says which of the two it is.
    assert [row.first.siren for row in Duplicate.objects.all()] == []
    search()
    assert [row.first.siren for row in Duplicate.objects.all()] == ["552032534"]


def test_a_second_search_changes_nothing(rouen):
    assert two(rouen, "Vibralis", "VIBRALIS SAS")
    before = Duplicate.objects.values().get()
    search()
    after = Duplicate.objects.values().get()
    assert {k: v for k, v in after.items() if k != "seen_at"} == {
        k: v for k, v in before.items() if k != "seen_at"
    }


def test_what_no_search_finds_any_more_goes(rouen):
    assert two(rouen, "Vibralis", "VIBRALIS SAS")
    pair = Duplicate.objects.get()
    pair.second.name = "Autre chose"
    pair.second.save()
    assert search().withdrawn == 1
    assert not Duplicate.objects.exists()


def test_batches_see_the_whole_directory(rouen, monkeypatch):
    for number in range(7):
        make.organisation(lab=rouen, name=f"Société {'abcdefg'[number] * 9}")
        make.organisation(lab=rouen, name=f"{'abcdefg'[number] * 9} SAS")
    result = search(batch=3)
    assert (result.looked_at, result.suggested) == (14, 7)


def test_a_batch_costs_the_same_few_queries(rouen):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            search()
        return len(queries)

    make.organisation(lab=rouen, name="Vibralis")
    make.organisation(lab=rouen, name="Vibralis SAS")
    few = count()
    for number in range(60):
        make.organisation(lab=rouen, name=f"Fabrique {number}")
        make.organisation(lab=rouen, name=f"Fabrique {number} SARL")
    assert count() == few == 16


def test_one_search_at_a_time(transactional_db, monkeypatch):
    import threading

    results = []

    def other():
        results.append(search())
        connection.close()

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, 0)", [detection.LOCK])
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [detection.LOCK])
    assert results == [None]


def test_the_command_and_the_task(rouen, monkeypatch):
    make.organisation(lab=rouen, name="Vibralis")
    make.organisation(lab=rouen, name="Vibralis SAS")
    out = StringIO()
    call_command("suggest_duplicates", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {
        "looked_at": 2, "compared": 1, "suggested": 1, "withdrawn": 0,
    }  # fmt: skip
    call_command("suggest_duplicates", stdout=out)
    assert "1 to look at" in out.getvalue()
    assert suggest_duplicates() == 1
    monkeypatch.setattr(
        "programmes.management.commands.suggest_duplicates.search", lambda: None
    )
    with pytest.raises(CommandError):
        call_command("suggest_duplicates")


def side(pk, **fields):
    fields = {"lab": 1, "siren": "", "name": "x", "acronym": ""} | fields
    sets = dict.fromkeys(("places", "sirets", "addresses"), frozenset())
    return Side(pk, **fields, **sets)


def test_names_of_the_same_lab_alone_are_no_pair():
    assert judge(side(1, name="aaaaaaa"), side(2, name="bbbbbbb")) == (0, [])


def test_numbers_that_contradict_each_other_weigh_more_than_a_name():
    one, other = side(1, siren="552032534"), side(2, siren="732829320")
    assert judge(one, other) == (0, [])
