"""A sheet as a file, and files read in: first seen, then written, and once only."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from programmes import actions
from programmes.actions.readings import Entry
from programmes.imports.tables import UnreadableFile
from programmes.indicators.files import FILES, Preview, read_file, sheet_file
from programmes.models import Indicator, Reading, ReadingSheet
from tests.cast import Cast
from tests.evidence import nothing_written
from tests.programmes.import_files import xlsx
from tests.programmes.indicators import Scene, make_indicator

D = Decimal
HEAD = "Code;Valeur;Numérateur;Dénominateur;Confiance;Méthode\n"


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    scene = Scene(cast)
    make_indicator("part", measure="ratio")
    make_indicator("somme", is_computed=True)
    return scene


def read(content: str | bytes, sheet: ReadingSheet | None = None) -> Preview:
    data = content.encode() if isinstance(content, str) else content
    rows = Indicator.objects.filter(code__in=["essai", "part", "somme"])
    heads = {one.indicator_id: one for one in sheet.readings.heads()} if sheet else {}
    return read_file(SimpleUploadedFile("releves", data), rows, heads)


def said(preview: Preview) -> dict[str, tuple]:
    return {
        one.indicator.code: (*one.numbers, one.confidence, one.method)
        for one in preview.entries.values()
    }


FULL = HEAD + "essai;1 234,5;;;A;Compté à la main.\npart;;3;4;C;\n"
READ = {
    "essai": (D("1234.5"), None, None, "A", "Compté à la main."),
    "part": (None, D(3), D(4), "C", ""),
}


@pytest.mark.parametrize(
    "content",
    [
        FULL.encode(),
        FULL.encode("utf-8-sig").replace(b"\n", b"\r\n"),
        FULL.encode("cp1252"),
        FULL.encode("utf-16"),
        FULL.replace(";", "\t").encode(),
        ("Laboratoire de Rouen\n\n" + FULL).encode(),
        HEAD.replace("Valeur", "VALUE").encode() + FULL.partition("\n")[2].encode(),
        xlsx(
            Lisez=[["Code de la fiche", "2026"]],
            Fiche=[
                [
                    "Code",
                    "Valeur",
                    "Numérateur",
                    "Dénominateur",
                    "Confiance",
                    "Méthode",
                ],
                ["essai", 1234.5, None, None, "A, avec preuve", "Compté à la main."],
                ["part", None, 3, 4.0, "c", None],
            ],
        ),
    ],
    ids=["utf8", "bom", "1252", "utf16", "tabs", "title", "english", "xlsx"],
)
def test_whatever_the_file_it_says_the_same(scene: Scene, content: bytes) -> None:
    preview = read(content)
    assert (said(preview), preview.refused) == (READ, [])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (";3;;;;", "manque"),
        ("autre;3;;;;", "autre"),
        ("somme;3;;;;", "somme de ses parties"),
        ("essai;beaucoup;;;;", "beaucoup"),
        ("essai;1,234.50;;;;", "1,234.50"),
        ("essai;7,3E+13;;;;", "7,3E+13"),
        ("essai;0,12345;;;;", "quatre décimales"),
        ("essai;;3;4;;", "une seule valeur"),
        ("essai;3;3;4;;", "une seule valeur"),
        ("part;3;;;;", "un numérateur et un dénominateur"),
        ("part;;3;;;", "un numérateur et un dénominateur"),
        ("part;;3;-4;;", "dessous de zéro"),
        ("essai;3;;;D;", "A, B ou C"),
        (f"essai;3;;;;{'x' * 301}", "300 caractères"),
        ("essai;3", "2 cellules"),
    ],
)
def test_a_refused_line_says_its_number_and_why(scene: Scene, line, why) -> None:
    preview = read(f"{HEAD}essai;;;;;\n{line}\n")
    [(number, reason)] = preview.refused
    assert number == 3
    assert why in reason
    assert not preview.entries


def test_the_second_line_of_an_indicator_is_refused(scene: Scene) -> None:
    preview = read(f"{HEAD}essai;3;;;;\nessai;4;;;;\n")
    assert said(preview)["essai"][0] == 3
    assert [line for line, _why in preview.refused] == [3]


def test_what_is_no_table_is_told(scene: Scene) -> None:
    for content in (b"", b"\x00\x01\x02", b"PK\x03\x04rien"):
        with pytest.raises(UnreadableFile):
            read(content)


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_goes_out_comes_in_and_changes_nothing(scene, form, language) -> None:
    part = Indicator.objects.get(code="part")
    me, sheet = scene.cast.second_moderator, scene.opened()
    given = [
        Entry(scene.indicator, D("1234.5"), None, None, "=compté", "A"),
        Entry(part, None, D(3), D(4), "Deux « sources »; une", "C"),
    ]
    sheet = actions.write_reading_sheet(sheet, by=me, entries=given)
    heads = {one.indicator_id: one for one in sheet.readings.heads()}
    rows = Indicator.objects.filter(code__in=["essai", "part", "somme"])
    with translation.override(language):
        content = sheet_file(form, "Rouen, août", rows, heads)
        preview = read(content, sheet)
    assert (preview.changes, preview.refused, preview.unchanged) == ([], [], 2)
    actions.write_reading_sheet(sheet, by=me, entries=list(preview.entries.values()))
    assert Reading.objects.count() == 2


def test_another_word_for_the_confidence_is_read_back(scene: Scene) -> None:
    """Our own column is called otherwise in French: a letter changed there counts."""
    sheet = scene.write(scene.opened(), 7, confidence="B")
    heads = {one.indicator_id: one for one in sheet.readings.heads()}
    with translation.override("fr"):
        content = sheet_file("csv", "Rouen", [scene.indicator], heads).decode(
            "utf-8-sig"
        )
    assert ";Fiabilité;" in content
    preview = read(content.replace(";B;", ";A;"), sheet)
    assert said(preview) == {"essai": (D(7), None, None, "A", "")}
    assert len(preview.changes) == 1


def test_a_wrong_file_is_not_told_line_by_line(client, scene: Scene) -> None:
    sheet = scene.opened()
    lines = "".join(f"code-{number};1;;;;\n" for number in range(60))
    preview = read(HEAD + lines, sheet)
    assert (len(preview.refused), preview.further) == (50, 10)
    client.force_login(scene.cast.moderator)
    page = client.post(
        f"{sheet.get_absolute_url()}importer/",
        {"file": SimpleUploadedFile("a.csv", (HEAD + lines).encode()), "fill": "1"},
    ).content.decode()
    assert "Et 10 autres lignes" in page


def test_an_empty_cell_takes_nothing_away(scene: Scene) -> None:
    sheet = scene.write(scene.opened(), 3, method="Compté.", confidence="A")
    preview = read(f"{HEAD}essai;4;;;;\n", sheet)
    assert said(preview)["essai"] == (D(4), None, None, "A", "Compté.")
    [change] = preview.changes
    assert (change.before, change.now) == ("3 · A · Compté.", "4 · A · Compté.")


def test_first_seen_then_written_and_once(client, scene: Scene) -> None:
    sheet = scene.opened()
    client.force_login(scene.cast.second_moderator)
    page = f"{sheet.get_absolute_url()}importer/"
    assert page in client.get(sheet.get_absolute_url()).text
    assert 'name="fill"' in client.get(page).text

    def seen(text: str):
        file = SimpleUploadedFile("releves.csv", text.encode())
        with nothing_written():
            return client.post(page, {"fill": "1", "file": file})

    text = f"{HEAD}essai;1234,5;;;A;Compté.\nautre;1;;;;\n"
    shown = seen(text)
    assert "1234,5 · A · Compté." in shown.text
    assert "n’est pas un indicateur" in shown.text
    form = shown.context["form"]
    typed = {name: form[name].value() for name in form.fields}
    sent = {
        name: str(value).replace(".", ",") if isinstance(value, D) else value or ""
        for name, value in typed.items()
    }
    assert client.post(page, sent).url == sheet.get_absolute_url()
    [reading] = Reading.objects.all()
    assert (reading.value, reading.method) == (D("1234.5"), "Compté.")
    # The page that follows says that it is saved, and forgets the message.
    client.get(sheet.get_absolute_url())
    assert "ne change rien" in seen(text).text
    client.post(page, sent)
    assert Reading.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "vide"), (b"x" * 2_000_001, "dépasse 2"), (b"PK\x03\x04rien", "abîmé")],
)
def test_a_bad_file_is_told_at_its_field(client, scene: Scene, content, why) -> None:
    page = f"{scene.opened().get_absolute_url()}importer/"
    client.force_login(scene.cast.second_moderator)
    with nothing_written():
        shown = client.post(
            page, {"fill": "1", "file": SimpleUploadedFile("a.csv", content)}
        )
    assert why in str(shown.context["files"].errors)
    assert client.post(page, {"fill": "1"}).context["files"].errors


def test_nothing_is_read_into_a_sheet_that_is_sent(client, scene: Scene) -> None:
    sheet = scene.submitted()
    client.force_login(scene.cast.second_moderator)
    page = f"{sheet.get_absolute_url()}importer/"
    assert page not in client.get(sheet.get_absolute_url()).text
    assert 'name="fill"' not in client.get(page).text
    assert client.post(page, {"essai-value": "4"}).status_code == 409
    assert Reading.objects.count() == 1


def test_who_has_the_file(client, scene: Scene, django_assert_max_num_queries) -> None:
    cast, sheet = scene.cast, scene.write(scene.opened())
    page = sheet.get_absolute_url()
    for who, status in (("second_moderator", 200), ("admin", 200), ("colleague", 404)):
        client.force_login(getattr(cast, who))
        # The first page of a session notes when it was opened.
        client.get(page)
        for form in FILES:
            with nothing_written(), django_assert_max_num_queries(12):
                found = client.get(f"{page}releves.{form}")
            assert found.status_code == status
    client.force_login(cast.admin)
    assert client.get(f"{page}releves.pdf").status_code == 404
    assert client.get(f"{page}importer/").status_code == 403
