"""Searches forgive one typing error a word, and tell nothing of hidden rows."""

import pytest
from django.db import connection

from programmes.models import Organisation, Site
from servindus import corrections
from servindus.corrections import corrected
from servindus.keyset import cut
from tests.cast import make_organisation, make_site


def ask(sql, *given):
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchone()[0]


def nearest(rows, typed):
    """Give the corrected words and the names of what they find."""
    correction, found, count = corrected(rows, typed)
    names = sorted(row.name for row in found)
    assert count == len(names)
    assert bool(correction) == bool(names)
    return (correction.text if correction else None), names


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("vibralis", "vibrlis", True),
        ("vibralis", "ibralis", True),
        ("vibralis", "vibrali", True),
        ("vibralis", "vibraalis", True),
        ("vibralis", "avibralis", True),
        ("vibralis", "vibraliss", True),
        ("vibralis", "vibralys", True),
        ("vibralis", "bibralis", True),
        ("vibralis", "vibralit", True),
        ("vibralis", "vibarlis", True),
        ("vibralis", "ivbralis", True),
        ("vibralis", "vibralsi", True),
        ("vibralis", "vibralis", False),
        ("vibralis", "vibrals", True),
        ("vibralis", "vbralys", False),
        ("vibralis", "vibrla", False),
        ("vibralis", "ivbralsi", False),
        ("vibralis", "vibrilas", False),
        ("vibralis", "vibralisme", False),
        ("abab", "baba", False),
    ],
)
def test_one_edit_and_no_more(db, one, other, near):
    for pair in ((one, other), (other, one)):
        assert ask("SELECT servindus_one_edit(%s, %s)", *pair) is near
        # What is near shares a form: else the index would not find it.
        shared = ask("SELECT servindus_forms(%s) && servindus_forms(%s)", *pair)
        assert shared or not near


@pytest.fixture
def rows(db):
    """Three companies, and one that the reader does not see."""
    seen = [
        make_organisation(name=name)
        for name in ("Vibralis Énergie", "Câblerie de Rouen", "Atelier 4807 SNX")
    ]
    make_organisation(name="Zincoval")
    return Organisation.objects.filter(pk__in=[row.pk for row in seen])


@pytest.mark.parametrize(
    ("typed", "text", "names"),
    [
        ("vibrlis", "vibralis", ["Vibralis Énergie"]),
        ("vibrallis", "vibralis", ["Vibralis Énergie"]),
        ("VIBRALYS", "vibralis", ["Vibralis Énergie"]),
        ("vibarlis", "vibralis", ["Vibralis Énergie"]),
        ("énegrie", "energie", ["Vibralis Énergie"]),
        ("cablrie", "cablerie", ["Câblerie de Rouen"]),
        ("Câbelrie roue", "cablerie roue", ["Câblerie de Rouen"]),
        ("cabelrie ruoen", "cablerie rouen", ["Câblerie de Rouen"]),
        ("câblerie de ruoen", "cablerie de rouen", ["Câblerie de Rouen"]),
        # Two errors in a word, or a word that is in another row.
        ("vbralys", None, []),
        # Both are one letter away from "ibralis", and two from each other.
        ("ibraliso", None, []),
        ("vibralys rouen", None, []),
        # Short words, and words with digits.
        ("snz", None, []),
        ("4807", None, []),
        ("vibral1s", None, []),
        ("4870", None, []),
        ("atelier 4870", None, []),
        ("ateleir 4807", "atelier 4807", ["Atelier 4807 SNX"]),
        # A word of the reader's rows is right, even where it finds nothing here.
        ("cablerie energie", None, []),
        ("zincovl", None, []),
        ("", None, []),
        ("% _ ' ) | !", None, []),
    ],
)
def test_the_nearest_words_of_the_rows(rows, typed, text, names):
    assert nearest(rows, typed) == (text, names)


def test_a_word_that_is_right_is_not_changed_into_its_neighbour(db):
    rows = [make_organisation(name=name) for name in ("Table Nord", "Sable Est")]
    seen = Organisation.objects.filter(pk__in=[row.pk for row in rows])
    assert nearest(seen, "table est") == (None, [])


def test_the_same_first_letter_comes_first_then_the_alphabet(db):
    names = ("Aralis", "Marilis", "Moralis", "Maralin")
    seen = Organisation.objects.filter(
        pk__in=[make_organisation(name=name).pk for name in names]
    )
    assert nearest(seen, "maralis")[0] == "maralin"
    seen.filter(name="Maralin").delete()
    assert nearest(seen, "maralis")[0] == "marilis"
    seen.filter(name="Marilis").delete()
    assert nearest(seen, "maralis")[0] == "moralis"
    seen.filter(name="Moralis").delete()
    assert nearest(seen, "maralis") == ("aralis", ["Aralis"])


def test_corrected_words_are_looked_up_as_beginnings_like_typed_ones(db):
    rows = [make_organisation(name=name) for name in ("Vibral", "Vibralis")]
    seen = Organisation.objects.filter(pk__in=[row.pk for row in rows])
    assert nearest(seen, "vibrak") == ("vibral", ["Vibral", "Vibralis"])


def test_hidden_rows_change_nothing(rows):
    """What a reader is told is the same whatever others' rows are called."""
    typed = ("vibralys", "vibralyz", "zincoval", "zincovl", "cablerie vibralis")
    before = [nearest(rows, text) for text in typed]
    for name in ("Vibralys", "Vibralyx", "Avibralys", "Zincavol", "Cablerie Vibralis"):
        make_organisation(name=name)
    assert [nearest(rows, text) for text in typed] == before
    assert before[0] == ("vibralis", ["Vibralis Énergie"])


def test_words_are_learned_from_new_and_from_renamed_rows(rows):
    plant = make_site(organisation=rows[0], commune="Oissel")
    sites = Site.objects.filter(pk=plant.pk)
    assert nearest(sites, "oisel")[0] == "oissel"
    sites.update(commune_name="Darnétal")
    assert nearest(sites, "oisel") == (None, [])
    assert nearest(sites, "dranetal")[0] == "darnetal"
    Organisation.objects.filter(pk=rows[0].pk).update(name="Kaolithe")
    assert nearest(rows, "kaolihte") == ("kaolithe", ["Kaolithe"])
    assert nearest(rows, "vibralys") == (None, [])


def test_many_rows_at_once_are_learned_once(db):
    names = [f"Quartzine {letter} 12" for letter in "abc"]
    Organisation.objects.bulk_create(
        Organisation(kind="industrial", name=name) for name in names
    )
    words = "SELECT count(*) FROM servindus_word WHERE word = %s"
    assert ask(words, "quartzine") == 1
    make_organisation(name="Quartzine")
    assert ask(words, "quartzine") == 1
    assert ask("SELECT count(*) FROM servindus_word WHERE word !~ '^[a-z]{3,40}$'") == 0


def test_one_statement_for_any_answer(rows, django_assert_num_queries):
    for typed, queries in (("vibralys", 1), ("nothing", 1), ("snx", 0), ("4807", 0)):
        with django_assert_num_queries(queries):
            corrected(rows, typed)
    with django_assert_num_queries(0):
        assert corrected(Organisation.objects.none(), "vibralys")[0] is None


def test_beyond_the_cap_all_are_found(rows, monkeypatch):
    monkeypatch.setattr(corrections, "COUNT_CAP", 0)
    monkeypatch.setattr("servindus.keyset.COUNT_CAP", 0)
    correction, found, count = corrected(rows, "vibralys")
    assert (correction.text, count) == ("vibralis", 1)
    assert [row.name for row in found] == ["Vibralis Énergie"]
    shown = str(cut(found.order_by("sort_name", "pk"), 0, 9).query)
    assert "= ANY (ARRAY(SELECT" in shown
    assert "@@" in shown
