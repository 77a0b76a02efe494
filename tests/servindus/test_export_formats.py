"""Files that programs read back: texts stay texts, dates are dates, no formula."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation
from openpyxl import load_workbook

from servindus.exports.cells import clean_text, opens_formula, plain
from servindus.exports.formats import Sheet, sheet_name, writer_of
from tests.sheets import ods_rows, ods_tables, read, texts, xlsx_about

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x.example";"y")',
    "  =1+1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "\u202e=1",
    '"=1+1"',
    "'=1+1",
    "« =1 »",
    "\t=1",
    "\tharmless",
    "\r=1",
    "\nharmless",
    " \tharmless",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "﹦1",
    "\N{MINUS SIGN}1",
    "+33 2 35 11 22 33",
]
HARMLESS = ["", "Câblerie", "a=b", "1+1", "12", "dix - douze", "«", "…", "#N/A", "TRUE"]


@pytest.mark.parametrize("text", FORMULAS, ids=range(len(FORMULAS)))
def test_what_a_spreadsheet_might_calculate_is_known(text):
    assert opens_formula(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_other_texts_are_left_alone(text):
    assert not opens_formula(text)
    assert read("csv", made("csv", [[text]]))[1] == [text]


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\x01\x08\x0b\x0c\x0e\x1fb", "ab"),
        ("a\ud800b\udfff", "ab"),
        ("a\ufffe\uffffb", "ab"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("œuvre 🏭 é", "œuvre 🏭 é"),
        ("\x00=1", "=1"),
    ],
    ids=range(7),
)
def test_what_no_file_may_hold_is_taken_out(raw, kept):
    assert clean_text(raw) == kept


def made(format, rows, titles=("Titre",), title="Liste"):
    file = io.BytesIO()
    sheet = Sheet(
        title=title,
        columns=[(f"c{n}", text) for n, text in enumerate(titles)],
        facts=[("Liste", title), ("Filtre", "=1+1")],
        about={"dataset": "x"},
    )
    writer = writer_of(format)(file, sheet)
    for row in rows:
        writer.row([plain(cell) for cell in row])
    writer.close(len(rows))
    return file.getvalue()


@pytest.mark.parametrize("format", ["xlsx", "ods", "json"])
def test_typed_formats_keep_a_formula_as_the_text_it_is(format):
    content = made(format, [[text] for text in FORMULAS])
    found = [row[0] for row in read(format, content)[1:]]
    assert found == [clean_text(text) for text in FORMULAS]


def test_excel_is_told_that_each_of_them_is_text():
    book = load_workbook(io.BytesIO(made("xlsx", [[text] for text in FORMULAS])))
    for sheet in book.worksheets:
        kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
        assert kinds <= {"s", "inlineStr"}, sheet.title


def test_libreoffice_is_told_so_too():
    content = made("ods", [[text] for text in FORMULAS])
    for sheet in ods_tables(content):
        assert not any(
            "formula" in str(name)
            for row in sheet.childNodes
            for cell in row.childNodes
            for name in (cell.attributes or {})
        )


def test_a_csv_puts_an_apostrophe_before_it():
    found = read("csv", made("csv", [[text] for text in FORMULAS]))[1:]
    assert found == [[f"'{clean_text(text)}"] for text in FORMULAS]


def test_titles_are_guarded_like_cells():
    titles = ("=1+1", "@x")
    assert read("csv", made("csv", [], titles))[0] == ["'=1+1", "'@x"]
    for format in ("xlsx", "ods"):
        assert read(format, made(format, [], titles))[0] == list(titles)


def test_a_csv_is_what_a_french_excel_opens():
    content = made("csv", [["Déville;lès", 'dit "le port"', "deux\nlignes"]], "abc")
    assert content == (
        b"\xef\xbb\xbfa;b;c\r\n"
        b'"D\xc3\xa9ville;l\xc3\xa8s";"dit ""le port""";"deux\nlignes"\r\n'
    )


VALUES = [
    date(2026, 11, 25),
    datetime(2026, 11, 25, 9, 30, 59, 5, tzinfo=UTC),
    12,
    -3,
    Decimal("1.50"),
    True,
    None,
    "012345678",
]


def test_sheets_have_real_dates_and_numbers():
    moment = datetime.fromisoformat("2026-11-25T10:30:59")
    seen = [date(2026, 11, 25), moment, 12, -3, 1.5, "oui", "", "012345678"]
    [_titles, row] = read("ods", made("ods", [VALUES], "abcdefgh"))
    assert row == seen
    [_titles, row] = read("xlsx", made("xlsx", [VALUES], "abcdefgh"))
    assert row == [datetime.fromisoformat("2026-11-25"), *seen[1:]]


def test_a_csv_says_them_in_french_order():
    [_titles, row] = read("csv", made("csv", [VALUES], "abcdefgh"))
    assert row == [
        "2026-11-25", "2026-11-25 10:30", "12", "-3", "1,50", "oui", "", "012345678",
    ]  # fmt: skip


def test_json_keeps_keys_types_and_the_count():
    import json

    document = json.loads(made("json", [VALUES, VALUES], "abcdefgh"))
    assert document["dataset"] == "x"
    assert document["count"] == 2
    assert document["rows"][0] == {
        "c0": "2026-11-25", "c1": "2026-11-25T10:30:59", "c2": 12, "c3": -3,
        "c4": 1.5, "c5": True, "c6": None, "c7": "012345678",
    }  # fmt: skip
    assert json.loads(made("json", []))["rows"] == []


@pytest.mark.parametrize(
    "text", ["  deux  espaces  ", "a\tb", "un\n\ndeux", "<b>&\"'</b>"]
)
@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_spaces_lines_and_signs_arrive_whole(format, text):
    assert read(format, made(format, [[text]]))[1] == [text]


def test_the_first_sheet_says_what_the_file_is_and_the_second_opens():
    content = made(
        "xlsx", [["x"]], title="Sites [a/b]: un nom bien trop long pour Excel"
    )
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["À propos", "Sites ab un nom bien trop long"]
    assert book.active.title == book.sheetnames[1]
    assert book.active.freeze_panes == "A2"
    assert book.active.auto_filter.ref == "A1:A2"
    assert xlsx_about(content)["Filtre"] == "=1+1"
    [about, _rows] = ods_tables(made("ods", [["x"]]))
    said = [["Liste", "Liste"], ["Filtre", "=1+1"], ["Lignes", "1"]]
    assert ods_rows(about) == [*said, ["Retenu", "rien"]]


def test_an_english_reader_gets_commas_and_points():
    row = ["a;b", "c,d", Decimal("1.5")]
    assert made("csv", [row], "abc").decode("utf-8-sig") == (
        'a;b;c\r\n"a;b";c,d;1,5\r\n'
    )
    with translation.override("en"):
        assert made("csv", [row], "abc").decode("utf-8-sig") == (
            'a,b,c\r\na;b,"c,d",1.5\r\n'
        )


@pytest.mark.parametrize("title", ["", "[]", "'", "a" * 40])
def test_a_sheet_always_has_a_name(title):
    assert 0 < len(sheet_name(title)) <= 31
    assert read("ods", made("ods", [["x"]], title=title))[1] == ["x"]


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
def test_no_row_is_lost_where_the_first_ones_wait(count):
    rows = [[str(n), n] for n in range(count)]
    for format in ("csv", "xlsx", "ods"):
        found = read(format, made(format, rows, "ab"))
        assert len(found) == count + 1
        assert [row[0] for row in found[1:]] == [str(n) for n in range(count)]


def test_a_cell_too_long_for_excel_is_cut_there_alone():
    text = "é" * 40_000
    assert len(read("xlsx", made("xlsx", [[text]]))[1][0]) == 32_767
    assert texts(read("ods", made("ods", [[text]])))[1] == [text]
