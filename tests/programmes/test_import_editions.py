"""Two editions of one register: added, changed, gone, back again; nothing deleted."""

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from programmes.imports.run import import_file
from programmes.imports.writer import Order
from programmes.models import Organisation, Site
from servindus.actors import Channel
from servindus.models import JournalEntry
from tests.programmes import factories as make
from tests.programmes.import_files import OTHER, SIREN, SIRET, icpe

pytestmark = pytest.mark.django_db

A = ("0030.00001", "USINE A", "ROUEN", "76000", "76540")
B = ("0030.00002", "USINE B", "ROUEN", "76000", "76540")
C = ("0030.00003", "USINE C", "OISSEL", "76350", "76484")
NANCY = ("0030.00004", "USINE N", "NANCY", "54000", "54395")


@pytest.fixture
def run(tmp_path):
    def run(content, **options):
        path = tmp_path / "file.csv"
        path.write_text(content)
        said = io.StringIO()
        call_command(
            "import_organisations", str(path), json=True, stdout=said,
            **{"kind": "industrial", "lab": "auto", **options},
        )  # fmt: skip
        return json.loads(said.getvalue())

    return run


def left(model=Site):
    rows = model.objects.exclude(left_source_on=None).order_by("pk")
    return [(row.name, row.left_source_on.isoformat()) for row in rows]


def gone_lines():
    rows = JournalEntry.objects.filter(verb="leave_register").order_by("pk")
    return [(row.object_id, row.details) for row in rows]


def test_a_newer_edition_says_what_is_new_changed_and_gone(run):
    run(icpe(A, B, NANCY))
    newer = icpe((*A[:1], "USINE A BIS", *A[2:]), C)
    dry = run(newer, register_complete=True, source_date="2022-06-12", dry_run=True)
    assert (dry["created"], dry["updated"], dry["left"], left()) == (1, 1, 1, [])
    report = run(newer, register_complete=True, source_date="2022-06-12")
    assert {**dry, "dry_run": False} == report
    assert report["left_rows"] == [{"name": "USINE B", "source_id": "0030.00002"}]
    # Nancy is in a département that this edition does not speak of.
    assert left() == [("USINE B", "2022-06-12")]
    gone = Site.objects.get(name="USINE B")
    assert gone_lines() == [
        (gone.organisation_id, {"on": "2022-06-12", "site": gone.pk})
    ]


def test_the_same_edition_again_changes_nothing(run):
    run(icpe(A, B))
    run(icpe(A), register_complete=True)
    before = list(Site.objects.values())
    report = run(icpe(A), register_complete=True)
    assert (report["unchanged"], report["left"]) == (1, 0)
    assert list(Site.objects.values()) == before
    assert len(gone_lines()) == 1


def test_without_the_word_nothing_is_marked(run):
    run(icpe(A, B))
    assert run(icpe(A))["left"] == 0
    assert left() == []


def test_what_comes_back_is_no_longer_marked(run):
    run(icpe(A, B))
    run(icpe(A), register_complete=True, source_date="2022-06-12")
    older = run(icpe(A, B), source_date="2021-01-01")
    assert (older["returned"], left()) == (0, [("USINE B", "2022-06-12")])
    report = run(icpe(A, B), source_date="2023-01-01")
    assert (report["updated"], report["returned"], left()) == (1, 1, [])


def test_a_refused_row_has_not_left(run):
    head = "Identifiant,Nom_Etablissement,Numero_SIRET,Code_Postal,Commune\n"
    run(f"{head}1,A,{SIRET},76000,Rouen\n2,B,{SIRET},76000,Rouen\n")
    report = run(
        f"{head}1,A,{SIRET},76000,Rouen\n2,B,12345678901234,76000,Rouen\n",
        register_complete=True,
    )
    assert (report["refused"], report["left"], left()) == (1, 0, [])


def test_companies_without_sites_leave_too_and_other_registers_stay(run):
    head = "siren,denominationUniteLegale\n"
    mine = make.organisation(name="Vibralis", source="")
    run(f"{head}{SIREN},A\n{OTHER},B\n")
    run(icpe(A))
    report = run(f"{head}{SIREN},A\n", register_complete=True, source_date="2022-06-12")
    assert (report["left"], left(Organisation)) == (1, [("B", "2022-06-12")])
    mine.refresh_from_db()
    assert (mine.left_source_on, left()) == (None, [])
    assert gone_lines()[0][1] == {"on": "2022-06-12"}


def test_a_lab_marks_only_what_is_its_own_or_nobodys(run, tmp_path, moderator):
    lyon = ("0030.00009", "USINE L", "LYON", "76900", "")
    run(icpe(A, B, NANCY, lyon))
    path = tmp_path / "newer.csv"
    path.write_text(icpe(A, ("0030.00005", "NOUVELLE", "NANCY", "54000", "54395")))
    order = Order(
        kind="industrial", by=moderator, channel=Channel.ADMIN, is_complete=True,
        labs=frozenset({make.lab("rouen").pk}), source_date=date(2022, 6, 12),
    )  # fmt: skip
    assert import_file(path, order).left == 2
    assert left() == [("USINE B", "2022-06-12"), ("USINE L", "2022-06-12")]


def test_a_named_lab_marks_only_its_own(run):
    run(icpe(A, B, NANCY))
    other = ("0030.00005", "NOUVELLE", "NANCY", "54000", "54395")
    assert run(icpe(other), lab="nancy", register_complete=True)["left"] == 1
    assert [name for name, _on in left()] == ["USINE N"]


def test_departures_cost_no_query_a_row(run, django_assert_num_queries, tmp_path):
    def leave(count):
        rows = [(f"0031.{n:05}", f"USINE {n}", *A[2:]) for n in range(count)]
        run(icpe(A, *rows))
        Site.objects.update(left_source_on=None)
        path = tmp_path / "newer.csv"
        path.write_text(icpe(A))
        order = Order(
            kind="industrial", by=make.person(), channel=Channel.ADMIN, is_complete=True
        )
        with django_assert_num_queries(12):
            assert import_file(path, order).left == count

    leave(1)
    leave(30)


def test_a_list_without_a_name_is_no_edition(run):
    run("nom;ville\nForge;Rouen\n")
    report = run("nom;ville\nMine;Nancy\n", register_complete=True)
    assert (report["created"], report["left"], report["warnings_count"]) == (1, 0, 1)
    assert left(Organisation) == []


def test_a_day_that_is_no_day(run):
    with pytest.raises(CommandError, match="source-date"):
        run(icpe(A), source_date="soon")


def test_words_for_people(tmp_path, run):
    run(icpe(A, B))
    path = tmp_path / "newer.csv"
    path.write_text(icpe(A))
    said = io.StringIO()
    call_command(
        "import_organisations", str(path), kind="industrial", register_complete=True,
        stdout=said,
    )  # fmt: skip
    assert "1 marked as no longer in the register" in said.getvalue()
