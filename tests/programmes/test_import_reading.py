"""Files are read whatever their encoding and separator; faults have a line."""

import pytest
from django.utils import translation

from programmes.imports import values
from programmes.imports.candidates import Interpreter, RefusedRow
from programmes.imports.layouts import known_layout, plain_column, recognise
from programmes.imports.reader import UnreadableFile, open_table


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


HEADER = "nom;siren;ville"
BODY = f"{HEADER}\nÉlan & Fils;732829320;Orléans\n"


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "list.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("latin-1", "cp1252"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
    ],
)
def test_encodings(file, encoding, found):
    table = open_table(file(BODY.encode(encoding)))
    assert table.encoding == found
    assert table.columns == ["nom", "siren", "ville"]
    [row] = table.rows()
    assert row.cells == {"nom": "Élan & Fils", "siren": "732829320", "ville": "Orléans"}


def test_latin_1_with_bytes_that_windows_does_not_have(file):
    table = open_table(file(BODY.encode("latin-1") + b"A\x81;;\n"))
    assert table.encoding == "latin-1"


def test_a_character_cut_at_the_end_is_no_utf8(file):
    assert open_table(file(BODY.encode()[:-1] + b"\xc3")).encoding == "cp1252"


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separators(file, separator):
    table = open_table(file(BODY.replace(";", separator)))
    assert table.separator == separator


def test_quoted_line_breaks_and_the_line_where_a_row_begins(file):
    text = 'nom;adresse\nA;"1 rue\nde la Gare"\n\nB;x\n"C";"y\n\nz"\nD;w\n'
    rows = list(open_table(file(text)).rows())
    assert [(row.line, row.cells["nom"]) for row in rows] == [
        (2, "A"), (5, "B"), (6, "C"), (9, "D"),
    ]  # fmt: skip


def test_windows_and_old_mac_line_ends(file):
    for end in ("\r\n", "\r"):
        rows = list(open_table(file(BODY.replace("\n", end))).rows())
        assert len(rows) == 1


def test_too_few_and_too_many_cells(file):
    rows = list(open_table(file(f"{HEADER}\na;b\na;b;c;d\na;b;c;;\n")).rows())
    assert [bool(row.fault) for row in rows] == [True, True, False]


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04\x00\x00", b"a;b\n\x00", "a;b".encode("utf-16")[:-1],
     b"\x01\x02\x03", b"\n\n"],
)  # fmt: skip
def test_what_is_no_table(file, content):
    with pytest.raises(UnreadableFile) as error:
        open_table(file(content))
    assert "\n" not in str(error.value)


def test_absent_and_folder(tmp_path):
    for path in (tmp_path / "nothing", tmp_path):
        with pytest.raises(UnreadableFile):
            open_table(path)


def test_a_quotation_mark_that_never_closes(file):
    table = open_table(file('nom;ville\n"A;' + "x" * 60_000))
    with pytest.raises(UnreadableFile, match="line 2"):
        list(table.rows())


@pytest.mark.parametrize(
    ("columns", "layout"),
    [
        ("Identifiant,Nom_Etablissement,Numero_SIRET,Adresse", "irep"),
        ("siren,denominationUniteLegale,trancheEffectifsUniteLegale", "sirene"),
        ("siren,siret,codeCommuneEtablissement", "sirene-etablissements"),
        ("siren,sources,denomination,naf,site_web", "structures-numeriques"),
        ("Raison sociale,Code postal", "liste"),
        ("Nom,SIREN", "liste"),
    ],
)
def test_layouts(columns, layout):
    assert known_layout(columns.split(",")).name == layout


def test_columns_without_a_name_are_refused(file):
    with pytest.raises(UnreadableFile, match="colour"):
        recognise(open_table(file("colour;size\n1;2\n")))


def test_column_names_lose_case_accents_and_signs():
    assert plain_column("Nom de l’Établissement ") == "nomdeletablissement"


@pytest.mark.parametrize(
    ("raw", "length", "clean"),
    [
        ("76140.0", 5, "76140"),
        ("1001", 5, "01001"),
        ("732 829 320", 9, "732829320"),
        ("62201199", 9, "062201199"),
        ("", 9, ""),
        ("nan", 9, ""),
        ("12x", 5, "12x"),
    ],
)
def test_numbers(raw, length, clean):
    assert values.digits(raw, length) == clean


def test_texts_lose_line_breaks_and_hidden_characters():
    assert values.text("1 rue\n de la\u200bGare ,") == "1 rue, de la Gare"
    assert values.text("\u202eevil") == "evil"
    assert values.text("[ND]") == ""
    assert len(values.text("x" * 300)) == 255


def test_days_bands_and_web_addresses():
    assert str(values.day("31/12/2020")) == "2020-12-31"
    assert str(values.day("2020-12-31")) == "2020-12-31"
    assert values.day("1900-01-01") is None
    assert values.day("soon") is None
    assert [values.band(raw) for raw in ("NN", "1", "53", "99", "")] == [
        "NN", "01", "53", "", "",
    ]  # fmt: skip
    assert values.web_address("vibralis.example") == "https://vibralis.example"
    assert values.web_address("no site yet") == ""


def candidate(file, text):
    table = open_table(file(text))
    interpreter = Interpreter(recognise(table), table.columns)
    return interpreter.candidate(next(table.rows()))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "version", "stored"),
    [
        ("62.01Z", "nafrev2", "62.01Z"),
        ("6201Z", "nafrev2", "62.01Z"),
        ("01.1A", "nafrev1", "01.1Ap"),
        ("45.2R", "nafrev1", "45.2Rp"),
        ("99.99X", "", ""),
        ("", "", ""),
    ],
)
def test_activity_codes_carry_their_version(file, code, version, stored):
    found = candidate(file, f"nom;naf\nA;{code}\n")
    assert (found.naf_version, found.naf_code) == (version, stored)
    assert bool(found.warnings) == (code == "99.99X")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("nom;siren\nA;123456789\n", "123456789"),
        ("nom;siret\nA;73282932000075\n", "73282932000075"),
        ("nom;siren;siret\nA;732829320;55203253400646\n", "two companies"),
        ("nom;siren\n;732829320\n", "missing"),
        (
            "siren,denominationUniteLegale,nomUniteLegale\n732829320,,DURAND\n",
            "natural",
        ),
        ("nom;siren\nA\n", "cells"),
    ],
)
def test_refused_rows_say_why(file, text, reason):
    with pytest.raises(RefusedRow, match=reason):
        candidate(file, text)


@pytest.mark.django_db
def test_an_establishment_has_its_street(file):
    found = candidate(
        file,
        "siret,denominationUniteLegale,codeCommuneEtablissement,numeroVoieEtablissement,"
        "typeVoieEtablissement,libelleVoieEtablissement,etatAdministratifEtablissement\n"
        "73282932000074,A,76540,1,RUE,DE LA GARE,F\n",
    )
    assert (found.siren, found.address, found.is_site) == (
        "732829320", "1 RUE DE LA GARE", True,
    )  # fmt: skip
    assert "ceased" in found.warnings[0]
