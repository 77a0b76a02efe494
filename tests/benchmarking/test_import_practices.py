"""Practices by file: what others publish becomes drafts, with commas inside words."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarking.imports.keywords import keywords_of
from benchmarking.imports.run import import_practices
from benchmarking.models import PracticeVersion
from programmes.imports.file_form import Order
from programmes.imports.report import Report
from servindus.models import JournalEntry
from tests.cast import Cast
from tests.evidence import journal, owed

ECESP = Path(__file__).parent / "files" / "ecesp.csv"
BRING = "/admin/benchmarking/practiceversion/importer/"
OWN = (
    "titre;solution;problème;jours-personnes;euros;organisme;mots-clés;depuis\n"
    "Un jour d’atelier;1. Un jour\u00a0fixe;Essayer coûte cher;12,5;1 800;Atelier;"
    "impression; métal\n"
)


def bring(cast: Cast, path: Path = ECESP, **fields) -> Report:
    return import_practices(path, Order(cast.rouen, cast.moderator, **fields))


def channels() -> set[str]:
    """Give the doors by which practices were begun."""
    lines = JournalEntry.objects.filter(verb="draft_practice")
    return set(lines.values_list("channel", flat=True))


def told(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "pratiques.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (
            "Recycling, Food, water and nutrients",
            ["Recycling", "Food, water and nutrients"],
        ),
        (
            "Construction, Buildings and Infrastructure, Water",
            ["Construction, Buildings and Infrastructure", "Water"],
        ),
        (
            "Repair, Refurbishment, Remanufacture, Repurpose, Reuse",
            ["Repair, Refurbishment, Remanufacture, Repurpose", "Reuse"],
        ),
        (
            "Other (biobased; sustainable), Soils",
            ["Other (biobased; sustainable)", "Soils"],
        ),
        ("Other (biobased, Wood), Soils", ["Other (biobased, Wood)", "Soils"]),
        ("métal ; bois;métal", ["métal", "bois"]),
        ("Mining,\u00a0metals and minerals", ["Mining, metals and minerals"]),
        ("", []),
        (" , ,", []),
    ],
)  # fmt: skip
def test_words_keep_their_own_commas(cell: str, words: list[str]) -> None:
    assert keywords_of(cell) == words


def test_the_european_list_becomes_drafts(cast: Cast) -> None:
    report = bring(cast)
    assert (report.layout, report.rows, report.created, report.refused) == (
        "ecesp", 12, 11, 1,
    )  # fmt: skip
    assert report.refused_rows == [
        {"line": 13, "reason": "cette ligne est deux fois dans le fichier"}
    ]
    rows = PracticeVersion.objects.select_related("practice").order_by("pk")
    assert {row.status for row in rows} == {"draft"}
    assert {row.practice.lab for row in rows} == {cast.rouen}
    both = next(r for r in rows if "Construction, Buildings and Infrastructure"
                in r.practice.keywords and "Food, water and nutrients"
                in r.practice.keywords)  # fmt: skip
    assert both.practice.origin_url.startswith("https://circulareconomy.europa.eu/")
    assert not any("\u00a0" in row.solution or "\0" in row.solution for row in rows)
    europe = [row.practice.origin_country for row in rows]
    assert "EU" in europe
    assert "" in europe
    first = rows[0]
    assert first.title.startswith("ELIPSE : le référentiel pour l")
    assert first.need == first.title
    assert journal(first)[0][:3] == ("draft_practice", "", "draft")
    assert owed() == set()


def test_the_same_file_again_changes_nothing(cast: Cast) -> None:
    bring(cast)
    again = bring(cast)
    assert (again.created, again.unchanged, again.refused) == (0, 11, 1)
    assert PracticeVersion.objects.count() == 11
    # Another lab has its own drafts.
    other = import_practices(ECESP, Order(cast.nancy, cast.colleague))
    assert other.created == 11


def test_a_dry_run_counts_and_writes_nothing(cast: Cast) -> None:
    assert bring(cast, dry_run=True).created == 11
    assert not PracticeVersion.objects.exists()


def test_ones_own_list_fills_the_steps(cast: Cast, tmp_path: Path) -> None:
    text = OWN.replace("impression; métal", '"impression; métal";2025-01-06')
    report = bring(cast, told(tmp_path, text))
    assert (report.layout, report.created) == ("liste", 1)
    version = PracticeVersion.objects.get()
    assert (version.need, version.title) == ("Essayer coûte cher", "Un jour d’atelier")
    assert (str(version.person_days), str(version.euros)) == ("12.5", "1800.00")
    assert (version.solution, str(version.started_on)) == (
        "1. Un jour fixe", "2025-01-06",
    )  # fmt: skip
    assert version.practice.keywords == ["impression", "métal"]
    assert version.practice.origin == "Atelier"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (";x;;;;A;;", "la ligne n’a pas de titre"),
        ("x;;;;;A;;", "la ligne ne dit pas ce qui est fait"),
        ("x;y;;;;;;", "ni qui le fait ni une adresse ne sont dits"),
        (
            "x;y;;beaucoup;;A;;",
            "Saisissez un nombre (Jours-personnes pour la mettre en place)",
        ),
        ("x;y;;;-3;A;;", "Assurez-vous que cette valeur est supérieure ou égale à 0"),
        ("x;y;;;;A;;2030-01-01", "Ce jour est encore à venir (En usage depuis)"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_reason(
    cast: Cast, tmp_path: Path, row: str, reason: str
) -> None:
    report = bring(cast, told(tmp_path, OWN.splitlines()[0] + f"\n{row}\n"))
    [refused] = report.refused_rows
    assert refused["line"] == 2
    assert refused["reason"].startswith(reason)
    assert not PracticeVersion.objects.exists()


def test_what_is_long_is_cut_and_said(cast: Cast, tmp_path: Path) -> None:
    long = "mot " * 60
    head = "titre;solution;organisme;lien\n"
    path = told(tmp_path, f"{head}{long};y;A;pas une adresse\n")
    report = bring(cast, path)
    version = PracticeVersion.objects.get()
    assert len(version.title) <= 160
    assert version.title.endswith("…")
    assert version.practice.origin_url == ""
    said = [one["reason"] for one in report.warnings]
    assert said[0].endswith("est coupé à 160 caractères")
    assert "« pas une adresse » n’est pas une adresse" in said[-1].replace(
        "\u00a0", " "
    )


def test_bringing_costs_the_same_for_each_row(cast: Cast, tmp_path: Path) -> None:
    head, row = "titre;solution;organisme\n", "t{n};s{n};A\n"

    def costs(count: int, first: int) -> int:
        text = head + "".join(row.format(n=first + n) for n in range(count))
        with CaptureQueriesContext(connection) as queries:
            assert bring(cast, told(tmp_path, text)).created == count
        return len(queries)

    bring(cast, told(tmp_path, head + row.format(n=0)))
    one, ten = costs(1, 1), costs(10, 20)
    assert ten - one == 9 * (one - 1)


# --- The desk and the command ---------------------------------------------------------


def test_the_desk_shows_first_and_then_brings_in(cast: Cast) -> None:
    desk = Client()
    desk.force_login(cast.moderator)
    listed = desk.get(reverse("admin:benchmarking_practiceversion_changelist"))
    assert BRING in listed.content.decode()
    file = SimpleUploadedFile("ecesp.csv", ECESP.read_bytes())
    page = desk.post(BRING, {"file": file, "lab": cast.rouen.pk})
    assert page.status_code == 302
    text = desk.get(page["Location"]).content.decode()
    assert "ELIPSE" in text
    assert "Food, water and nutrients" in text
    assert not PracticeVersion.objects.exists()
    done = desk.post(page["Location"], follow=True).content.decode()
    assert "11 pratiques ont été ajoutées" in done
    assert PracticeVersion.objects.count() == 11
    assert channels() == {"admin"}
    wrong = SimpleUploadedFile("x.csv", b"a;b\n1;2\n")
    page = desk.post(BRING, {"file": wrong, "lab": cast.rouen.pk})
    assert "nommez les colonnes" in str(page.context["form"].errors["file"])
    desk.force_login(cast.admin)
    assert desk.get(BRING).status_code == 403


def test_the_command_says_what_became_of_the_rows(cast: Cast, tmp_path: Path) -> None:
    said = StringIO()
    given = ["--lab", "rouen", "--by", cast.moderator.email]
    refused = tmp_path / "refused.csv"
    call_command("import_practices", ECESP, *given, "--refused", refused, stdout=said)
    assert said.getvalue().splitlines()[0] == (
        "12 rows (ecesp): 11 brought in, 0 known already, 1 refused"
    )
    assert "ELIPSE" in refused.read_text(encoding="utf-8-sig")
    assert channels() == {"system"}
    said = StringIO()
    call_command("import_practices", ECESP, *given, "--json", stdout=said)
    assert json.loads(said.getvalue())["unchanged"] == 11
    with pytest.raises(CommandError, match="nobody of this lab"):
        call_command("import_practices", ECESP, "--lab", "nancy", *given[2:])
    with pytest.raises(CommandError):
        call_command("import_practices", tmp_path / "absent.csv", *given)
