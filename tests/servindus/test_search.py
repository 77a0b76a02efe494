"""Search and order ignore case and accents, the same in Python and in SQL."""

import pytest
from django.db import connection

from programmes.models import Organisation
from servindus.search import prefix_query, words_of
from tests.cast import make_organisation


def folded(text, collation=None):
    collate = f'COLLATE "{collation}"' if collation else ""
    with connection.cursor() as sql:
        sql.execute(f"SELECT servindus_fold(%s {collate})", [text])
        return sql.fetchone()[0]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Câblerie de l’Été", "cablerie de l'ete"),
        ("ŒUVRE, cœur, Ægir, Straße", "oeuvre, coeur, aegir, strasse"),
        ("Noël à Çà-et-Là", "noel a ca-et-la"),
        ("Bjørn Żart ÿ", "bjorn zart y"),
    ],
)
def test_case_and_accents_are_folded(db, text, plain):
    assert folded(text) == plain


LETTERS = "àâäáãåçćčèéêëēėęìíîïīñńòóôöõøōùúûüūýÿžźżœæß"


@pytest.mark.parametrize("letter", LETTERS)
def test_python_and_sql_fold_a_letter_alike(db, letter):
    for text in (letter, letter.upper()):
        assert words_of(text) == [folded(text)], text


def test_a_question_gives_eight_short_words_at_most():
    assert words_of("  L’usine, n° 2 !  ") == ["l", "usine", "n", "2"]
    assert words_of("a " * 20) == ["a"] * 8
    assert words_of("x" * 100) == ["x" * 40]
    assert words_of("") == words_of("…!?") == words_of("日本") == []


def test_no_word_asks_nothing():
    assert prefix_query("…") is None


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("cabl", {"Câblerie du Quai"}),
        ("QUAI câblerie", {"Câblerie du Quai"}),
        ("logistiqu", {"Œuvre logistique"}),
        ("oeuv", {"Œuvre logistique"}),
        ("œuvre", {"Œuvre logistique"}),
        ("bjørn", {"Ateliers Bjørn"}),
        ("bjorn", {"Ateliers Bjørn"}),
        ("quai absent", set()),
        ("' & | ! ( :*", {"Câblerie du Quai", "Œuvre logistique", "Ateliers Bjørn"}),
    ],
)
def test_beginnings_of_words_are_found(db, question, found):
    names = ("Câblerie du Quai", "Œuvre logistique", "Ateliers Bjørn")
    rows = [make_organisation(name=name) for name in names]
    hits = Organisation.objects.filter(pk__in=[row.pk for row in rows])
    assert {row.name for row in hits.matching(question)} == found


def test_names_are_ordered_without_accents_whatever_the_servers_collation(db):
    names = ["Zinc", "École", "étain", "Eau", "Œuvre", "or"]
    rows = [make_organisation(name=name).pk for name in names]
    ordered = Organisation.objects.filter(pk__in=rows).order_by("sort_name")
    assert [row.name for row in ordered] == [
        "Eau", "École", "étain", "Œuvre", "or", "Zinc",
    ]  # fmt: skip


def test_the_fold_does_not_depend_on_the_servers_collation(db):
    assert folded("ÉLAN Œuvre", "C") == "elan oeuvre"
