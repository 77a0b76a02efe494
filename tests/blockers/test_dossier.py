"""What a ministry reads: nobody is named without consent, and one text has one hash."""

import json

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from blockers import dossier
from servindus import clock
from tests.blockers.escalations import qualified
from tests.blockers.factories import make_report


def case(cast, blocker, **fields):
    fields = {
        "company_name": "Élec-Métal",
        "situation": "Chez elec-metal, nous rinçons. ÉLEC-MÉTAL attend.",
        "confidentiality": "ministry",
        **fields,
    }
    return make_report(lab=cast.rouen, status="attached", blocker=blocker, **fields)


def test_a_company_is_named_only_where_it_has_agreed(cast):
    blocker = qualified(cast)
    case(cast, blocker)
    named, unnamed = dossier.build(blocker)["cases"]
    assert (named["company"], unnamed["company"]) == ("Câblerie du Quai", "")
    assert unnamed["place"] == "Rouen"
    assert unnamed["situation"] == "Chez […], nous rinçons. […] attend."


def test_consent_is_no_key_to_a_case_that_is_not_for_the_ministry(cast):
    blocker = qualified(cast)
    for confidentiality in ("restricted", "labs"):
        case(
            cast, blocker, confidentiality=confidentiality,
            name_shared_at=clock.now(), cost_per_month=7,
        )  # fmt: skip
    built = dossier.build(blocker)
    assert (len(built["cases"]), built["other_cases"]) == (1, 2)
    assert "lec-M" not in json.dumps(built, ensure_ascii=False)
    # What a hidden case costs could be told from a sum.
    assert built["cost_per_month"] == "1500"


def test_public_cases_are_told_like_those_for_the_ministry(cast):
    blocker = qualified(cast)
    case(cast, blocker, confidentiality="public_redacted")
    assert len(dossier.build(blocker)["cases"]) == 2


def test_a_name_is_a_word_and_not_a_piece_of_one(cast):
    blocker = qualified(cast)
    case(cast, blocker, company_name="Eau", situation="L’eau des bureaux : eau.")
    assert dossier.build(blocker)["cases"][1]["situation"] == (
        "L’[…] des bureaux : […]."
    )
    assert dossier.names_in(blocker, "Le bureau") == []
    assert dossier.names_in(blocker, "l’EAU") == ["Eau"]


def test_two_letters_are_no_name_to_look_for(cast):
    blocker = qualified(cast)
    case(cast, blocker, company_name="IF")
    assert dossier.names_in(blocker, "if") == []


def test_a_case_that_has_left_is_in_no_dossier(cast):
    blocker = qualified(cast)
    before = dossier.build(blocker)
    make_report(lab=cast.rouen, status="submitted")
    assert dossier.build(blocker) == before


# --- One dossier, one hash ------------------------------------------------------------

WORDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
)
LEAVES = st.none() | st.booleans() | st.integers(-(2**31), 2**31) | WORDS
DOSSIERS = st.dictionaries(
    WORDS,
    st.recursive(
        LEAVES,
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4)
        ),
        max_leaves=12,
    ),
    max_size=6,
)


def reversed_keys(thing):
    if isinstance(thing, dict):
        return {key: reversed_keys(thing[key]) for key in reversed(list(thing))}
    if isinstance(thing, list):
        return [reversed_keys(one) for one in thing]
    return thing


@settings(max_examples=300, deadline=None)
@given(DOSSIERS)
def test_the_order_of_keys_changes_no_hash(thing):
    assert dossier.digest(reversed_keys(thing)) == dossier.digest(thing)
    assert json.loads(dossier.canonical(thing)) == thing
    assert len(dossier.digest(thing)) == 64


@pytest.mark.django_db
@settings(max_examples=150, deadline=None)
@given(DOSSIERS)
def test_what_the_database_gives_back_has_the_same_hash(thing):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [json.dumps(thing)])
        back = json.loads(cursor.fetchone()[0])
    assert dossier.digest(back) == dossier.digest(thing)


@settings(max_examples=300, deadline=None)
@given(DOSSIERS, DOSSIERS)
def test_two_dossiers_have_two_hashes(one, other):
    same = one == other and dossier.canonical(one) == dossier.canonical(other)
    assert (dossier.digest(one) == dossier.digest(other)) == same


def test_a_number_is_no_float():
    with pytest.raises(ValueError, match="Out of range"):
        dossier.canonical({"x": float("nan")})
