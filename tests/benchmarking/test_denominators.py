"""Denominators: what came with the data, what the database refuses, files read in."""

from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from benchmarking.comparison.files import read_content
from benchmarking.comparison.reference import REASON, freeze_reference
from benchmarking.models import Denominator
from programmes.imports.tables import UnreadableFile
from programmes.models import Lab, LabReference
from tests.programmes.import_files import xlsx

pytestmark = pytest.mark.django_db
HEAD = "Laboratoire;Mesure;Année;Valeur;Source;Date\n"
LINE = "Rouen;emplois industriels;2026;40 512,5;URSSAF, fictif;2026-01-31"


def make_denominator(lab: str = "rouen", **fields: Any) -> Denominator:
    given = {
        "kind": "industrial_jobs", "year": 2026, "value": D(40_000),
        "source": "URSSAF", "source_on": date(2026, 1, 31), "is_fictitious": False,
        **fields,
    }  # fmt: skip
    return Denominator.objects.create(lab=Lab.objects.get(slug=lab), **given)


# --- What comes with the reference data -----------------------------------------------


def test_inhabitants_come_with_the_reference_data() -> None:
    """The frame's own numbers, each with its source; nothing else is guessed."""
    rows = Denominator.objects.order_by("lab__name")
    assert [(one.lab.slug, one.kind, one.year, one.value) for one in rows] == [
        ("amiens", "population", 2026, D(182_854)),
        ("marseille", "population", 2026, D(1_922_626)),
        ("nancy", "population", 2026, D(258_208)),
        ("rouen", "population", 2026, D(500_703)),
    ]
    assert {one.frozen_by for one in rows} == {None}
    for one in rows:
        told = LabReference.objects.get(lab=one.lab, measure="population")
        assert (one.source, one.value) == (told.source, told.value)


def test_loading_again_adds_nothing() -> None:
    freeze_reference()
    assert Denominator.objects.count() == 4


def test_what_the_files_correct_is_a_new_row(cast) -> None:
    """Unless a person has said otherwise: their number stands."""
    old = Denominator.objects.get(lab=cast.rouen)
    LabReference.objects.filter(lab__slug__in=["rouen", "nancy"]).update(value=7)
    nancy = Denominator.objects.get(lab__slug="nancy")
    make_denominator(
        "nancy", kind="population", supersedes=nancy, reason="Recensement",
        frozen_by=cast.admin,
    )  # fmt: skip
    freeze_reference()
    standing = Denominator.objects.current().order_by("lab__name")
    assert [(one.lab.slug, one.value, one.reason) for one in standing] == [
        ("amiens", D(182_854), ""),
        ("marseille", D(1_922_626), ""),
        ("nancy", D(40_000), "Recensement"),
        ("rouen", D(7), REASON),
    ]
    assert standing.get(lab=cast.rouen).supersedes == old


# --- What the database refuses --------------------------------------------------------


def refused(name: str, write: Any) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


def test_a_frozen_row_stays() -> None:
    row = make_denominator()
    rows = Denominator.objects.filter(pk=row.pk)
    refused("is frozen: UPDATE refused", lambda: rows.update(value=1))
    refused("is frozen: UPDATE", lambda: rows.update(source="Autre"))
    refused("is frozen: DELETE refused", rows.delete)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("denominator_divides", {"value": 0}),
        ("denominator_has_its_source", {"source": ""}),
        ("denominator_of_a_likely_year", {"year": 1999}),
        ("denominator_of_a_likely_year", {"year": 2101}),
        ("denominator_corrected_says_why", {"reason": "Parce que"}),
    ],
)
def test_wrong_rows_are_refused(name: str, fields: dict[str, Any]) -> None:
    refused(name, lambda: make_denominator(**fields))


def test_a_number_begins_once_and_is_corrected_once() -> None:
    row = make_denominator()
    refused("denominator_begins_once", make_denominator)
    refused("corrected_says_why", lambda: make_denominator(supersedes=row))
    make_denominator(supersedes=row, reason="Une erreur")
    again = {"supersedes": row, "reason": "Encore"}
    refused("supersedes_id", lambda: make_denominator(**again))


@pytest.mark.parametrize(
    ("lab", "fields"),
    [
        ("nancy", {}),
        ("rouen", {"year": 2025}),
        ("rouen", {"kind": "industrial_establishments"}),
    ],
)
def test_a_correction_is_of_the_same_number(lab: str, fields: dict[str, Any]) -> None:
    row = make_denominator()
    wrong = {"supersedes": row, "reason": "Une erreur", **fields}
    refused("is of something else", lambda: make_denominator(lab, **wrong))


# --- Files ----------------------------------------------------------------------------


def read(*lines: str) -> Any:
    return read_content((HEAD + "\n".join(lines) + "\n").encode())


WORKBOOK = xlsx(
    Feuille=[
        ["Laboratoire", "Mesure", "Année", "Valeur", "Source", "Date"],
        ["Rouen", "emplois industriels", 2026, 40512.5, "URSSAF, fictif", "31/01/2026"],
    ]
)


@pytest.mark.parametrize(
    "content",
    [
        (HEAD + LINE).encode(),
        (HEAD + LINE).encode("utf-8-sig").replace(b"\n", b"\r\n"),
        (HEAD + LINE).encode("cp1252"),
        (HEAD + LINE).encode("utf-16"),
        (HEAD + LINE).replace(";", "\t").encode(),
        (HEAD + LINE.replace(" 512", "\u00a0512")).encode(),
        (HEAD + LINE.replace(" 512", "\u202f512")).encode(),
        ("Lab;Measure;Year;Value;Source;Date\n" + LINE).encode(),
        (HEAD + LINE.replace("Rouen", "ROU").replace(",5", ".5")).encode(),
        (HEAD + LINE.replace("2026-01-31", "31/01/2026")).encode(),
        WORKBOOK,
    ],
    ids=["utf8", "bom", "1252", "utf16", "tabs", "nbsp", "thin", "english", "code",
         "day", "xlsx"],
)  # fmt: skip
def test_whatever_the_file_it_says_the_same(content: bytes) -> None:
    preview = read_content(content)
    assert preview.refused == []
    [(line, one)] = preview.entries
    assert (line, one.lab.slug, one.kind, one.year) == (
        2, "rouen", "industrial_jobs", 2026,
    )  # fmt: skip
    assert (one.value, one.source, one.source_on) == (
        D("40512.5"),
        "URSSAF, fictif",
        date(2026, 1, 31),
    )


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (LINE.replace("Rouen", "Lyon"), "« Lyon » n’est aucun des quatre laboratoires"),
        (LINE.replace("Rouen", ""), "le laboratoire manque"),
        (LINE.replace("emplois industriels", "usines"), "« usines » ne se compte pas"),
        (LINE.replace("emplois industriels", ""), "ce qui est compté manque"),
        (LINE.replace("2026;", "26;"), "« 26 » n’est pas une année"),
        (LINE.replace("40 512,5", "beaucoup"), "« beaucoup » n’est pas un nombre"),
        (LINE.replace("40 512,5", "1,234.50"), "« 1,234.50 » n’est pas un nombre"),
        (LINE.replace("40 512,5", "-3"), "« -3 » n’est pas un nombre"),
        (LINE.replace("40 512,5", "0"), "rien ne se divise par zéro"),
        (LINE.replace("40 512,5", "3,25"), "plus d’une décimale"),
        (LINE.replace("URSSAF, fictif", ""), "la source manque"),
        (LINE.replace("URSSAF, fictif", "x" * 301), "plus de 300 caractères"),
        (LINE.replace("2026-01-31", "hier"), "« hier » n’est pas une date"),
        ("Rouen;emplois", "2 cellules"),
    ],
)
def test_a_refused_line_says_its_number_and_why(line: str, why: str) -> None:
    preview = read(LINE.replace("Rouen", "Nancy"), line)
    assert [number for number, _one in preview.entries] == [2]
    [(number, reason)] = preview.refused
    assert number == 3
    assert why in " ".join(reason.split())


def test_the_same_number_twice_is_refused() -> None:
    preview = read(LINE, LINE)
    assert [number for number, _one in preview.entries] == [2]
    assert preview.refused == [(3, "ce nombre figure déjà à la ligne\u00a02")]


def test_what_is_frozen_stays() -> None:
    """The same number again is nothing new; another one is refused."""
    make_denominator()
    same, other = LINE.replace("40 512,5", "40000"), LINE
    assert (read(same).unchanged, read(same).entries) == (1, [])
    preview = read(other)
    assert preview.entries == []
    [(number, reason)] = preview.refused
    assert (number, "40000" in reason, "corrigez-le" in reason) == (2, True, True)


def test_a_file_that_is_no_table_or_endless() -> None:
    for content in (b"", b"\x00\x01\x02", b"PK\x03\x04rien"):
        with pytest.raises(UnreadableFile):
            read_content(content)
    years = [LINE.replace("2026;", f"{year};") for year in range(2000, 2101)]
    labs = ("Amiens", "Marseille", "Nancy", "Rouen")
    kinds = ("emplois industriels", "établissements industriels")
    many = [
        line.replace("Rouen", lab).replace("emplois industriels", kind)
        for line in years for lab in labs for kind in kinds
    ]  # fmt: skip
    preview = read(*many)
    assert len(preview.entries) == 500
    assert preview.refused == [(502, "un fichier a 500 lignes au plus")]
