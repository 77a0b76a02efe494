"""Workbooks are read by a process of their own, within bounds."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from django.utils import translation

from programmes.imports import sheet_table, unpack_sheets
from programmes.imports.layouts import recognise
from programmes.imports.reader import UnreadableFile, check_file, open_table
from tests.programmes.import_files import SIREN, SIRET, ods, xlsx

HEADER = ["Nom", "SIRET", "Code postal", "Créée le"]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def table(tmp_path):
    def read(content):
        path = tmp_path / "book"
        path.write_bytes(content)
        return open_table(path)

    return read


def cells(table):
    return [(row.line, list(row.cells.values())) for row in table.rows()]


@pytest.mark.parametrize("make", [xlsx, ods])
def test_numbers_lose_their_point_and_lines_are_those_of_the_sheet(table, make):
    rows = [HEADER, ["Élan & Fils", int(SIRET), 1001, ""], [], ["B", "", 76000.0, 2.5]]
    read = table(make(Feuille=rows))
    assert read.columns == HEADER
    assert cells(read) == [
        (2, ["Élan & Fils", SIRET, "1001", ""]),
        (4, ["B", "", "76000", "2.5"]),
    ]
    # Each pass reads again.
    assert len(cells(read)) == 2


def test_days_truths_and_errors_of_a_sheet(table):
    rows = [HEADER, ["A", True, "#N/A", date(2020, 12, 31)]]
    assert cells(table(xlsx(a=rows))) == [(2, ["A", "true", "", "2020-12-31"])]


@pytest.mark.parametrize("make", [xlsx, ods])
def test_the_header_may_stand_below_a_title(table, make):
    read = table(make(a=[["Annuaire"], [], HEADER, ["A", SIRET, "76000", ""]]))
    assert read.columns == HEADER
    assert cells(read) == [(4, ["A", SIRET, "76000", ""])]


@pytest.mark.parametrize("make", [xlsx, ods])
def test_the_first_sheet_with_known_columns_is_taken(table, make):
    read = table(
        make(
            lisezmoi=[["couleur", "taille"], ["rouge", "2"]],
            liste=[["Nom", "SIREN"], ["A", SIREN]],
            autre=[["Nom", "SIREN"], ["B", SIREN]],
        )
    )
    assert recognise(read).name == "liste"
    assert cells(read) == [(2, ["A", SIREN])]


def test_a_title_above_a_text_is_passed_over(table):
    text = "Annuaire 2026;;\nÉdition de mars\n\nNom;SIREN;Ville\nA;;Rouen, 76\n"
    read = table(text.encode())
    assert (read.separator, read.columns) == (";", ["Nom", "SIREN", "Ville"])
    assert cells(read) == [(5, ["A", "", "Rouen, 76"])]


def test_columns_without_a_name_or_with_the_same_one_keep_their_cells(table):
    read = table(b"nom;;nom;\nA;1;B;\n")
    assert read.columns == ["nom", "#2", "nom #3"]
    assert cells(read) == [(2, ["A", "1", "B"])]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04 broken", "damaged"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "damaged"),
    ],
)
def test_damaged_workbooks(table, content, why):
    with pytest.raises(UnreadableFile, match=why):
        table(content)


def test_an_archive_is_no_workbook(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("liste.csv", "nom\nA\n")
    with pytest.raises(UnreadableFile, match="archive"):
        check_file(path)


def test_an_empty_workbook(table):
    with pytest.raises(UnreadableFile, match="no rows"):
        table(xlsx(a=[]))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 2_000_000)
    monkeypatch.setattr(sheet_table, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(UnreadableFile, match="too large"):
        check_file(path)


def spread(row, column):
    """Give a workbook of two cells that are as far apart as a sheet allows."""
    book = openpyxl.Workbook()
    book.active["A1"] = "nom"
    book.active.cell(row, column, "x")
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_sheet_that_fills_the_memory_ends_only_its_own_process(table):
    """17 thousand million cells: the library would ask for hundreds of gigabytes."""
    with pytest.raises(UnreadableFile, match="too large"):
        table(spread(1_048_576, 16_384))


def test_a_cell_that_an_ods_repeats_a_million_times(table):
    text = "nom" + "x" * 50
    packed = io.BytesIO(ods(a=[[text]]))
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as before, zipfile.ZipFile(out, "w") as after:
        for part in before.infolist():
            content = before.read(part)
            if part.filename == "content.xml":
                content = content.replace(
                    b"<table:table-row>",
                    b'<table:table-row table:number-rows-repeated="1048576">',
                ).replace(
                    b"<table:table-cell ",
                    b'<table:table-cell table:number-columns-repeated="16384" ',
                )
            after.writestr(part, content)
    with pytest.raises(UnreadableFile, match=r"too large|damaged"):
        table(out.getvalue())


def test_more_rows_than_a_workbook_may_have(monkeypatch, tmp_path):
    path = tmp_path / "book"
    path.write_bytes(xlsx(a=[["nom"], ["A"], ["B"]]))
    import python_calamine

    monkeypatch.setattr(unpack_sheets, "MOST_ROWS", 2)
    with path.open("rb") as file, pytest.raises(SystemExit, match="rows"):
        unpack_sheets.write(python_calamine.load_workbook(file), tmp_path / "out")
    assert "300,000" in str(sheet_table.FAULTS["rows"])
    assert sheet_table.FAULTS.keys() == {"password", "broken", "rows"}
