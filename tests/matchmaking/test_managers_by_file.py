"""Staff bring decision makers by file: preview, yes, cards, each with its line."""

import os
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from matchmaking import card_files
from matchmaking.actions import add_decision_maker
from matchmaking.card_files import read_cards
from matchmaking.models import DecisionMaker
from programmes.imports.reader import UnreadableFile
from servindus.models import JournalEntry
from tests.cast import MONDAY, make_decision_maker, make_organisation, make_site
from tests.evidence import journal, nothing_written, owed
from tests.threads import together

LIST = "/admin/matchmaking/decisionmaker/"
FILE = f"{LIST}fichier/"
HEAD = (
    "SIREN;Entreprise;Site;Prénom;Nom;Fonction;E-mail;Téléphone;Source;Note;"
    "A dit oui le"
)
SIREN = "732829320"
GOOD = f"{SIREN};;;Ada;Martin;Responsable maintenance;Ada@Usine.example;0235;visit;Vu;"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def plant(cast):
    plant = cast.plant
    plant.siren = SIREN
    plant.save()
    return plant


@pytest.fixture
def desk(client, cast, plant):
    client.force_login(cast.moderator)
    return client


def table(*rows, head=HEAD):
    return "\n".join([head, *rows]).encode()


def bring(client, content, name="liste.csv"):
    return client.post(FILE, {"file": SimpleUploadedFile(name, content)})


def preview_of(client, *rows, **options):
    response = bring(client, table(*rows, **options))
    assert response.status_code == 302, response.text
    return response.headers["Location"]


def kept(settings):
    folder = settings.MEDIA_ROOT / "card_files"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def read(tmp_path, staff, *rows, head=HEAD):
    path = tmp_path / "table"
    path.write_bytes(table(*rows, head=head))
    return read_cards(path, staff)


# --- The whole way --------------------------------------------------------------------


def test_from_the_list_to_the_cards(desk, cast, plant, settings):
    site = make_site(organisation=plant, commune="Oissel")
    assert f'href="{FILE}"' in desk.get(LIST).text
    assert desk.get(FILE).status_code == 200
    spoken = f"{SIREN};;Oissel;Zoé;Petit;production;z@usine.example;;call;;04/09/2026"
    wrong = "999999999;;;X;Y;production;x@usine.example;;visit;;"
    page = preview_of(desk, GOOD, spoken, wrong)
    assert not DecisionMaker.objects.exists()
    with nothing_written():
        shown = desk.get(page).text
    assert "2 décideurs à ajouter" in shown
    assert "1 ligne refusée" in shown
    assert "<td>4</td><td>Nous ne connaissons pas cette entreprise.</td>" in shown
    assert "a dit oui le 4" in shown
    assert len(kept(settings)) == 1

    response = desk.post(page)
    assert response.headers["Location"] == LIST
    assert "2 décideurs ont été ajoutés." in desk.get(LIST).text
    ada, zoe = DecisionMaker.objects.order_by("pk")
    assert (
        ada.organisation, ada.site, ada.lab, ada.given_name, ada.family_name,
        ada.function, ada.email, ada.phone, ada.source_of_contact, ada.source_note,
        ada.status, ada.spoken_yes_on, ada.informed_at,
    ) == (
        plant, None, cast.rouen, "Ada", "Martin", "maintenance", "ada@usine.example",
        "0235", "visit", "Vu", "invited", None, None,
    )  # fmt: skip
    assert (zoe.status, zoe.spoken_yes_on, zoe.informed_at, zoe.site) == (
        "active", date(2026, 9, 4), MONDAY, site,
    )  # fmt: skip
    who = "moderatrice@rouen.example"
    assert journal(ada) == [("add_decision_maker", "", "invited", who, "admin")]
    assert journal(zoe) == [
        ("add_decision_maker", "", "invited", who, "admin"),
        ("activate_decision_maker", "invited", "active", who, "admin"),
    ]
    assert owed() == set()
    assert kept(settings) == []


def test_a_second_yes_adds_nothing(desk):
    page = preview_of(desk, GOOD)
    desk.post(page)
    lines = JournalEntry.objects.count()
    response = desk.post(page)
    assert response.headers["Location"] == LIST
    assert "Ce fichier a déjà été traité." in desk.get(LIST).text
    assert DecisionMaker.objects.count() == 1
    assert JournalEntry.objects.count() == lines


def test_the_same_file_again_adds_nothing(desk):
    desk.post(preview_of(desk, GOOD))
    page = preview_of(desk, GOOD)
    shown = desk.get(page).text
    assert "Cette adresse e-mail est déjà connue." in shown
    assert "Aucune ligne de ce fichier ne peut être ajoutée." in shown
    desk.post(page)
    assert DecisionMaker.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_write_one_card(cast, plant, tmp_path):
    staff = cast.moderator
    cards = [read(tmp_path, staff, GOOD).candidates[0].card for _n in range(4)]
    done = together(
        *[lambda card=card: add_decision_maker(card, by=staff) for card in cards]
    )
    assert sorted(type(result).__name__ for result in done) == [
        "DecisionMaker", "NoneType", "NoneType", "NoneType",
    ]  # fmt: skip
    card = DecisionMaker.objects.get()
    assert len(journal(card)) == 1


def test_what_has_changed_since_the_preview_counts(desk, plant):
    page = preview_of(desk, GOOD)
    make_decision_maker(organisation=plant, email="ada@usine.example")
    desk.post(page)
    assert DecisionMaker.objects.count() == 1


def test_adding_nothing_forgets_the_file(desk, settings):
    page = preview_of(desk, GOOD)
    response = desk.post(page, {"cancel": "1"})
    assert response.headers["Location"] == LIST
    assert not DecisionMaker.objects.exists()
    assert kept(settings) == []


def test_a_file_without_a_yes_is_forgotten_when_the_next_one_comes(desk, settings):
    preview_of(desk, GOOD)
    old = kept(settings)[0]
    before = (MONDAY - timedelta(days=2)).timestamp()
    os.utime(old, (before, before))
    preview_of(desk, GOOD)
    assert len(kept(settings)) == 1
    assert old not in kept(settings)


# --- Who ------------------------------------------------------------------------------


def test_only_lab_staff_bring_files(client, cast, plant):
    client.force_login(cast.moderator)
    page = preview_of(client, GOOD)
    people = "founder director stranger liaison admin"
    for who in people.split():
        client.force_login(getattr(cast, who))
        for address in (FILE, page):
            with nothing_written():
                assert client.get(address, follow=True).status_code == 403, who
                assert client.post(address, follow=True).status_code == 403, who
    client.logout()
    assert client.get(FILE).status_code == 302
    assert not DecisionMaker.objects.exists()


def test_a_preview_is_the_persons_own(client, cast, plant):
    client.force_login(cast.moderator)
    page = preview_of(client, GOOD)
    for who in ("second_moderator", "colleague"):
        client.force_login(getattr(cast, who))
        assert client.get(page).status_code == 404
        assert client.post(page).status_code == 404
    assert client.get(f"{FILE}forged:token/").status_code == 404
    assert not DecisionMaker.objects.exists()


def test_another_labs_company_is_refused(client, cast, plant):
    client.force_login(cast.colleague)
    shown = client.get(preview_of(client, GOOD)).text
    assert "Cette entreprise relève d’un autre laboratoire\u00a0: Rouen." in shown


# --- Rows -----------------------------------------------------------------------------

ROW = {
    "siren": SIREN, "company": "", "site": "", "given": "Ada", "family": "Martin",
    "function": "maintenance", "email": "ada@usine.example", "phone": "",
    "source": "visit", "note": "", "spoken": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"siren": "999999999"}, "Nous ne connaissons pas cette entreprise."),
        ({"siren": ""}, "Nous ne connaissons pas cette entreprise."),
        (
            {"siren": "", "company": "Vibralis"},
            "Cette entreprise n’est pas industrielle.",
        ),
        ({"siren": "", "company": "Deux"}, "Plusieurs entreprises portent ce nom"),
        ({"siren": "", "company": "Loin"}, "n’est rattachée à aucun laboratoire"),
        ({"site": "Nulle part"}, "Cette entreprise n’a pas ce site."),
        ({"email": "pas une adresse"}, "Ce n’est pas une adresse e-mail."),
        ({"email": ""}, "Ce n’est pas une adresse e-mail."),
        ({"email": "CONNU@usine.example"}, "Cette adresse e-mail est déjà connue."),
        ({"function": "chef de gare"}, "«\u00a0chef de gare\u00a0» est inconnu."),
        ({"function": ""}, "Fonction\u00a0: manque."),
        ({"source": ""}, "Provenance de l’adresse\u00a0: manque."),
        ({"source": "rumeur"}, "«\u00a0rumeur\u00a0» est inconnu."),
        ({"family": ""}, "Le nom manque."),
        ({"given": "x" * 81}, "Un texte dépasse 80 caractères"),
        ({"phone": "0" * 33}, "Un texte dépasse 32 caractères"),
        ({"note": "x" * 201}, "Un texte dépasse 200 caractères"),
        ({"spoken": "hier"}, "Ce n’est pas une date\u00a0: hier."),
        ({"spoken": "31/02/2026"}, "Ce n’est pas une date\u00a0: 31/02/2026."),
        ({"spoken": "08/09/2026"}, "La date du oui ne peut pas être juste"),
        ({"spoken": "01/01/1999"}, "La date du oui ne peut pas être juste"),
    ],
)
def test_a_row_is_refused_with_its_reason(cast, plant, tmp_path, change, reason):
    assert cast.startup
    for _number in range(2):
        make_organisation(kind="industrial", lab=cast.rouen, name="Deux")
    make_organisation(kind="industrial", name="Loin")
    make_decision_maker(organisation=plant, email="connu@usine.example")
    found = read(tmp_path, cast.moderator, ";".join({**ROW, **change}.values()))
    assert found.candidates == []
    [(line, said)] = found.refused
    assert line == 2
    assert reason in said


def test_a_row_with_too_many_cells_and_an_address_twice(cast, plant, tmp_path):
    good = ";".join(ROW.values())
    other = ";".join({**ROW, "email": "autre@usine.example"}.values()) + ";trop"
    found = read(tmp_path, cast.moderator, good, other, "", good)
    assert [row.line for row in found.candidates] == [2]
    assert [line for line, _reason in found.refused] == [3, 5]
    assert found.refused[1][1] == "La ligne 2 a la même adresse e-mail."


def test_the_sites_lab_goes_before_the_companys(cast, plant, tmp_path):
    site = make_site(organisation=plant)
    site.lab = cast.nancy
    site.save()
    row = ";".join({**ROW, "site": "oissel"}.values())
    [candidate] = read(tmp_path, cast.colleague, row).candidates
    assert candidate.card.lab == cast.nancy
    assert read(tmp_path, cast.moderator, row).candidates == []


ENGLISH = (
    "company,site name,first name,last name,function,e-mail,source of the address",
    "cablerie du quai,,Ada,Martin,Maintenance manager,a@u.example,given by phone",
)
FRENCH = (
    "Raison sociale\tNom de famille\tPoste\tCourriel\tProvenance",
    "CÂBLERIE DU QUAI\tMartin\tresponsable Maintenance\ta@u.example\tregistre public",
)


@pytest.mark.parametrize(("head", "row"), [ENGLISH, FRENCH])
def test_columns_and_words_of_both_languages(cast, plant, tmp_path, head, row):
    [found] = read(tmp_path, cast.moderator, row, head=head).candidates
    assert (found.card.organisation, found.card.function, found.card.email) == (
        plant, "maintenance", "a@u.example",
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1"])
def test_encodings(cast, plant, tmp_path, encoding):
    path = tmp_path / "table"
    path.write_bytes(f"{HEAD}\n{GOOD.replace('Ada;', 'Zoé;')}".encode(encoding))
    [found] = read_cards(path, cast.moderator).candidates
    assert found.card.given_name == "Zoé"


# --- Wrong files ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "vide"),
        (b"\0\0\0\0", "texte"),
        (b"PK\x03\x04\0", "le classeur est abîmé"),
        (table(), "aucune ligne sous les noms de colonnes"),
        (b"a;b\n1;2\n", "il manque ces colonnes"),
        (b"SIREN;Nom\n1;2\n", "il manque ces colonnes\u00a0: fonction"),
        (table(GOOD, f'{SIREN};"' + "x" * 60_000), "guillemet"),
        (table(*[GOOD] * 501), "plus de 500 lignes"),
        (b"x" * 2_000_001, "dépasse 2\xa0Mo"),
    ],
)
def test_a_wrong_file_gives_one_clear_message(desk, settings, content, reason):
    with nothing_written():
        response = bring(desk, content)
    assert response.status_code == 200
    assert reason in response.text
    assert kept(settings) == []


def test_no_file_at_all(desk):
    assert desk.post(FILE).status_code == 200


def test_reading_the_page_writes_nothing(desk):
    with nothing_written():
        assert desk.get(FILE).status_code == 200


def test_a_name_is_text_on_the_page(desk):
    row = GOOD.replace("Martin", "<script>alert(1)</script>")
    shown = desk.get(preview_of(desk, row)).text
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_too_many_rows_are_told_before_anything_is_asked(cast, tmp_path, monkeypatch):
    monkeypatch.setattr(card_files, "MOST_ROWS", 1)
    with pytest.raises(UnreadableFile):
        read(tmp_path, cast.moderator, GOOD, GOOD)


def test_the_address_has_a_name():
    assert reverse("admin:matchmaking_decisionmaker_file") == FILE
