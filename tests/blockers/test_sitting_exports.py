"""An agenda or minutes as a file: one line per file, what the page says, by whom."""

import pytest
from django.core.management import call_command

from blockers import actions
from servindus.models import JournalEntry
from tests.blockers import escalations as stories
from tests.blockers.escalations import COMMITMENT
from tests.blockers.sittings import adjourned, item_of, on_the_day, planned
from tests.evidence import nothing_written
from tests.sheets import FORMATS, body, read, texts

OUT = "/exports/seances/"
TITLES = [
    "Jour", "Séance", "Place", "Référence", "Titre", "Laboratoire", "Entreprises",
    "Résultat", "Motif de l’ajournement", "Demandes", "Décisions",
    "Fondements juridiques", "Engagements", "Tenu avant le",
    "Note pour le procès-verbal",
]  # fmt: skip


def lived(cast, *, close):
    """A sitting with a decision and an adjournment, whose minutes are closed or not."""
    done, left = stories.acknowledged(cast), stories.acknowledged(cast)
    sitting = planned(cast, [done, left])
    with on_the_day():
        stories.answer(
            done, cast, kind="lifted", act_reference="NOR1",
            public_text="=Levé", **COMMITMENT,
        )  # fmt: skip
        adjourned(sitting, cast, item_of(sitting, left), note="Débat.")
        if close:
            sitting = actions.close_sitting(sitting, by=cast.liaison, chair="J. A.")
    return sitting, done, left


def rows_of(client, format, sitting=None):
    address = f"{OUT}?seance={sitting.public_id}" if sitting else OUT
    response = client.post(address, {"format": format})
    assert response.status_code == 200
    return texts(read(format, body(response)))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("close", [True, False])
def test_a_file_holds_each_decision(client, cast, format, close):
    sitting, done, left = lived(cast, close=close)
    client.force_login(cast.liaison)
    titles, first, second = rows_of(client, format, sitting)
    assert titles == TITLES
    state = "Tenue" if close else "Prévue"
    assert first[:2] == ["2026-09-21", state]
    # A sheet knows no whole numbers.
    assert float(first[2]) == 1
    assert first[3:5] == [done.reference, done.title]
    assert (first[7], second[7]) == ("Décidé", "Ajourné")
    assert first[9:11] == ["1. Demande 1", "1. Levé: =Levé"]
    assert first[12:14] == ["1. Publier un arrêté modificatif", "1. 2027-03-01"]
    assert second[3] == left.reference
    assert (second[8], second[14]) == ("L’expert manque.", "Débat.")


def test_minutes_stay_as_they_were_sealed(client, cast):
    sitting, done, _left = lived(cast, close=True)
    client.force_login(cast.liaison)
    before = rows_of(client, "csv", sitting)
    stories.answer(done, cast, instead_of=done.answers.get())
    assert rows_of(client, "csv", sitting) == before


def test_without_a_sitting_all_of_them_stand_there(client, cast):
    sitting, *_rest = lived(cast, close=True)
    planned(cast, [stories.acknowledged(cast)], held_on=sitting.held_on.replace(day=28))
    client.force_login(cast.liaison)
    days = [row[0] for row in rows_of(client, "csv")[1:]]
    assert days == ["2026-09-28", "2026-09-21", "2026-09-21"]


def test_an_export_is_journalled_with_its_sitting(client, cast):
    sitting, *_rest = lived(cast, close=True)
    client.force_login(cast.liaison)
    rows_of(client, "csv", sitting)
    line = JournalEntry.objects.filter(verb="request_export").latest("pk")
    assert line.user == cast.liaison
    assert line.details["filters"] == {"seance": str(sitting.public_id)}


def test_nobody_else_takes_it_out(client, cast):
    sitting, *_rest = lived(cast, close=True)
    for who in (cast.moderator, cast.admin, cast.director, cast.stranger):
        client.force_login(who)
        with nothing_written():
            assert client.post(OUT, {"format": "csv"}).status_code == 403
    # Another authority's own list, in which this sitting does not stand.
    client.force_login(cast.second_liaison)
    assert rows_of(client, "csv") == [TITLES]
    response = client.post(f"{OUT}?seance={sitting.public_id}", {"format": "csv"})
    assert (response.status_code, response.url) == (302, "/blocages/seances/")


@pytest.mark.parametrize("seance", ["x", "00000000-0000-4000-8000-000000000000"])
def test_a_sitting_that_is_none_leads_back_to_the_list(client, cast, seance):
    client.force_login(cast.liaison)
    response = client.post(f"{OUT}?seance={seance}", {"format": "csv"})
    assert (response.status_code, response.url) == (302, "/blocages/seances/")


def test_by_command_in_the_name_of_a_liaison(cast, tmp_path):
    sitting, done, _left = lived(cast, close=True)
    out = tmp_path / "pv.json"
    call_command(
        "export_data", "sittings", "--format", "json", "--as", cast.liaison.email,
        "--query", f"seance={sitting.public_id}", "--output", str(out),
    )  # fmt: skip
    assert done.reference in out.read_text(encoding="utf-8")


@pytest.mark.parametrize("many", [1, 12])
def test_a_file_costs_the_same_for_one_line_and_for_twelve(
    client, cast, many, django_assert_max_num_queries
):
    sitting = planned(cast, [stories.acknowledged(cast) for _n in range(many)])
    client.force_login(cast.liaison)
    with django_assert_max_num_queries(COST):
        assert len(rows_of(client, "csv", sitting)) == many + 1


COST = 30
