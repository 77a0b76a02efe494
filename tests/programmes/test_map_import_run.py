"""map_import_run: a person says what unknown columns hold, and it is remembered."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from programmes.actions import (
    ask_mapping_import_run,
    cancel_import_run,
    confirm_import_run,
    map_import_run,
    receive_import,
)
from programmes.enums import OrganisationKind
from programmes.models import ColumnMapping, ImportRun, Organisation, Site
from programmes.tasks import process_imports
from servindus.actors import SYSTEM
from servindus.models import JournalEntry
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.programmes import factories as make
from tests.programmes.acts import lines

pytestmark = pytest.mark.django_db

HEAD = "Libelle court;Repere;Immat;Secteur;Lieu dit\n"
CSV = (
    HEAD + "Forge du Robec;R1;732829320;76000;Rouen\n"
    "=Formule;R2;123456789;76000;Rouen\n"
)
SAID = {"name": "Libelle court", "siren": "Immat", "source_id": "Repere",
        "postcode": "Secteur", "commune_name": "Lieu dit"}  # fmt: skip
POST = {"register": "CCI de Rouen", "rows_are": "companies", **SAID}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def bring(person, text=CSV, lab="auto"):
    return receive_import(
        person,
        SimpleUploadedFile("liste.csv", text.encode()),
        kind=OrganisationKind.INDUSTRIAL,
        lab_choice=lab,
    )


@pytest.fixture
def run(moderator):
    run = bring(moderator)
    process_imports()
    run.refresh_from_db()
    return run


def say(run, person, **changes):
    return map_import_run(
        run, by=person, register="CCI de Rouen", is_site=False,
        meanings={**SAID, **changes},
    )  # fmt: skip


def page(run, act="map_import_run"):
    return reverse("admin:programmes_importrun_act", args=[run.pk, act])


def shown(run):
    return reverse("admin:programmes_importrun_change", args=[run.pk])


def test_unknown_columns_wait_for_a_person_with_their_values(run):
    assert run.status == "mapping"
    assert [column["name"] for column in run.columns] == HEAD.strip().split(";")
    assert run.columns[0]["samples"] == ["Forge du Robec", "=Formule"]
    assert not Organisation.objects.filter(name="Forge du Robec").exists()


def test_the_whole_way_through_the_desk(client, run, moderator):
    client.force_login(moderator)
    assert b"Forge du Robec" in client.get(page(run)).content
    assert client.get(page(run)).status_code == 200
    assert run.mapping is None
    response = client.post(page(run), POST)
    assert (response.status_code, response.headers["Location"]) == (302, shown(run))
    assert process_imports() == 1
    run.refresh_from_db()
    assert (run.status, run.count("created"), run.count("refused")) == (
        "previewed", 1, 1,
    )  # fmt: skip
    assert "CCI de Rouen" in client.get(shown(run)).content.decode()
    confirm_import_run(run, by=moderator)
    process_imports()
    made = Organisation.objects.get(siren="732829320")
    assert (made.name, made.lab.slug, made.source, made.source_id) == (
        "Forge du Robec", "rouen", "liste-rouen-cci-de-rouen", "R1",
    )  # fmt: skip
    mapping = ColumnMapping.objects.get()
    assert (mapping.lab.slug, mapping.meanings, mapping.made_by) == (
        "rouen", SAID, moderator,
    )  # fmt: skip
    assert [verb for verb, *_ in lines(run)] == [
        "receive_import", "ask_mapping_import_run", "map_import_run",
        "preview_import_run", "confirm_import_run", "finish_import_run",
    ]  # fmt: skip
    [line] = JournalEntry.objects.about(mapping)
    assert (line.verb, line.user, line.channel, line.details) == (
        "add_column_mapping", moderator, "admin",
        {"run": run.pk, "meanings": sorted(SAID)},
    )  # fmt: skip


def test_the_next_file_is_read_the_same_and_changes_nothing(run, moderator):
    say(run, moderator)
    process_imports()
    confirm_import_run(run, by=moderator)
    process_imports()
    swapped = "Repere;Libelle court;Immat;Secteur;Lieu dit\n"
    again = bring(moderator, swapped + "R1;Forge du Robec;732829320;76000;Rouen\n")
    process_imports()
    again.refresh_from_db()
    assert (again.status, again.count("unchanged")) == ("previewed", 1)
    assert again.mapping == ColumnMapping.objects.get()


def test_it_can_be_said_otherwise_before_the_yes(run, moderator):
    say(run, moderator)
    process_imports()
    say(run, moderator, name="Repere")
    process_imports()
    run.refresh_from_db()
    assert (run.status, run.sample[0]["name"]) == ("previewed", "R1")
    mapping = ColumnMapping.objects.get()
    assert mapping.meanings["name"] == "Repere"
    assert [line.verb for line in JournalEntry.objects.about(mapping)] == [
        "add_column_mapping", "change_column_mapping",
    ]  # fmt: skip


def test_what_was_agreed_to_is_imported_whatever_is_said_later(run, moderator):
    say(run, moderator)
    process_imports()
    other = bring(moderator)
    process_imports()
    confirm_import_run(run, by=moderator)
    say(ImportRun.objects.get(pk=other.pk), moderator, name="Repere")
    process_imports()
    assert Organisation.objects.get(siren="732829320").name == "Forge du Robec"


def test_sites_and_their_company(run, moderator):
    map_import_run(
        run, by=moderator, register="Sites", is_site=True,
        meanings={"name": "Repere", "company": "Libelle court", "source_id": "Repere"},
    )  # fmt: skip
    process_imports()
    confirm_import_run(run, by=moderator)
    process_imports()
    site = Site.objects.get(source="liste-rouen-sites", source_id="R1")
    assert (site.name, site.organisation.name) == ("R1", "Forge du Robec")


def test_a_list_whose_words_we_know_may_be_said_otherwise_too(moderator):
    run = bring(moderator, "nom;exploitant;ville\nSite A;Forge;Rouen\n")
    process_imports()
    run.refresh_from_db()
    assert (run.status, len(run.columns)) == ("previewed", 3)
    map_import_run(
        run, by=moderator, register="L", is_site=False, meanings={"name": "exploitant"}
    )
    process_imports()
    run.refresh_from_db()
    assert run.sample[0]["name"] == "Forge"


def test_a_register_that_we_know_is_not_said_otherwise(moderator):
    run = bring(moderator, "siren,denominationUniteLegale\n732829320,A\n")
    process_imports()
    run.refresh_from_db()
    with pytest.raises(ActRefused):
        say(run, moderator)


def test_another_lab_has_its_own_mapping(run, moderator, colleague):
    say(run, moderator)
    theirs = bring(colleague)
    process_imports()
    theirs.refresh_from_db()
    assert theirs.status == "mapping"
    say(theirs, colleague)
    assert set(ColumnMapping.objects.values_list("lab__slug", flat=True)) == {
        "rouen", "nancy",
    }  # fmt: skip
    seen = ColumnMapping.objects.visible_to(make.fresh(colleague))
    assert [row.lab.slug for row in seen] == ["nancy"]


def test_two_labs_with_one_name_for_their_lists_have_two_registers(
    run, moderator, colleague
):
    say(run, moderator)
    theirs = bring(colleague, HEAD + "Mine de fer;R1;;54000;Nancy\n")
    process_imports()
    theirs.refresh_from_db()
    say(theirs, colleague)
    process_imports()
    for one, person in ((run, moderator), (theirs, colleague)):
        confirm_import_run(one, by=person)
    process_imports()
    names = Organisation.objects.filter(source_id="R1").order_by("name")
    assert [(row.name, row.source) for row in names] == [
        ("Forge du Robec", "liste-rouen-cci-de-rouen"),
        ("Mine de fer", "liste-nancy-cci-de-rouen"),
    ]


def test_a_file_that_breaks_off_still_shows_its_columns(moderator):
    run = bring(moderator, HEAD + 'Forge;R1;;;\n"Mine;' + "x" * 60_000)
    process_imports()
    run.refresh_from_db()
    assert (run.status, run.columns[0]["samples"]) == ("mapping", ["Forge"])
    say(run, moderator)
    process_imports()
    run.refresh_from_db()
    assert (run.status, "3" in run.failure) == ("failed", True)


def test_what_the_programme_says_counts_for_every_lab(run, colleague):
    admin = make.programme_admin()
    own = bring(admin)
    process_imports()
    own.refresh_from_db()
    say(own, admin)
    assert ColumnMapping.objects.get().lab is None
    theirs = bring(colleague)
    process_imports()
    theirs.refresh_from_db()
    assert theirs.status == "previewed"


def test_who_may_and_when(client, run, moderator, colleague, founder):
    perm = "programmes.map_import_run"
    assert moderator.has_perm(perm, run)
    for person in (colleague, founder, make.staff("rouen"), SYSTEM):
        assert not person.has_perm(perm, run)
    assert not moderator.has_perm("programmes.ask_mapping_import_run", run)
    client.force_login(colleague)
    assert client.post(page(run), POST).status_code == 404
    client.force_login(moderator)
    assert client.get(page(run, "ask_mapping_import_run")).status_code == 404
    cancel_import_run(run, by=moderator)
    for wrong in (
        lambda: say(run, moderator),
        lambda: ask_mapping_import_run(run, by=SYSTEM, columns=[]),
    ):
        with pytest.raises(TransitionNotAllowed):
            wrong()
    stale = client.post(page(run), POST)
    assert stale.status_code == 409
    assert b"CCI de Rouen" in stale.content
    assert not ColumnMapping.objects.exists()


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"register": ""}, "register"),
        ({"name": "no such column"}, "name"),
        ({"commune_name": "Libelle court"}, "commune_name"),
        ({"siren": "Libelle court", "name": "Repere"}, "siren"),
        ({"siren": "", "siret": "Secteur", "postcode": ""}, "siret"),
        ({"postcode": "Lieu dit", "commune_name": ""}, "postcode"),
        ({"created_on": "Repere", "source_id": ""}, "created_on"),
        ({"rows_are": "planets"}, "rows_are"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    client, run, moderator, changes, wrong
):
    client.force_login(moderator)
    response = client.post(page(run), {**POST, **changes})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {wrong}
    assert not ColumnMapping.objects.exists()


def test_the_refused_rows_as_a_file(client, run, moderator, colleague):
    say(run, moderator)
    process_imports()
    address = reverse("admin:programmes_importrun_refused", args=[run.pk])
    client.force_login(moderator)
    response = client.get(address)
    assert "liste-" in response.headers["Content-Disposition"]
    assert response.headers["Content-Disposition"].startswith("attachment")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    [head, row] = csv.reader(io.StringIO(text), delimiter=";")
    assert head[:5] == HEAD.strip().split(";")
    # A spreadsheet must not run it.
    assert row[:3] == ["'=Formule", "R2", "123456789"]
    assert row[5] == "3"
    assert "123456789" in row[6]
    client.force_login(colleague)
    assert client.get(address).status_code == 404


def test_of_a_natural_person_the_file_keeps_nothing(client, moderator):
    run = bring(moderator, "siren,denominationUniteLegale,nomUniteLegale\n,,DURAND\n")
    process_imports()
    run.refresh_from_db()
    with run.refused_file.open("rb") as file:
        text = file.read().decode("utf-8-sig")
    assert "DURAND" not in text
    assert "2" in text.splitlines()[1]


def test_no_refused_row_no_file(client, moderator):
    run = bring(moderator, "nom;ville\nA;Rouen\n")
    process_imports()
    run.refresh_from_db()
    client.force_login(moderator)
    address = reverse("admin:programmes_importrun_refused", args=[run.pk])
    assert not run.refused_file
    assert client.get(address).status_code == 404


def test_the_desk_of_mappings(client, run, moderator, colleague):
    say(run, moderator)
    mapping = ColumnMapping.objects.get()
    address = reverse("admin:programmes_columnmapping_change", args=[mapping.pk])
    listing = reverse("admin:programmes_columnmapping_changelist")
    delete = reverse("admin:programmes_columnmapping_delete", args=[mapping.pk])
    client.force_login(colleague)
    assert client.get(address).status_code == 404
    assert client.get(delete).status_code == 404
    client.force_login(moderator)
    assert client.get(listing).status_code == 200
    assert b"Libelle court" in client.get(address).content
    assert client.post(delete, {"post": "yes"}).status_code == 302
    assert not ColumnMapping.objects.exists()
    # The run keeps what was said.
    run.refresh_from_db()
    assert (run.mapping, run.said["meanings"]) == (None, SAID)


def test_the_command_reads_what_was_said_and_else_says_which_columns(
    run, moderator, tmp_path
):
    path = tmp_path / "list.csv"
    path.write_text(CSV)
    with pytest.raises(CommandError, match="Libelle court"):
        call_command("import_organisations", str(path), kind="industrial")
    say(run, moderator)
    said = io.StringIO()
    refused = tmp_path / "refused.csv"
    call_command(
        "import_organisations", str(path), kind="industrial", stdout=said,
        refused=refused,
    )  # fmt: skip
    assert "1 created" in said.getvalue()
    assert "R2" in refused.read_text()


def test_the_database_keeps_mappings_whole(moderator):
    def add(**fields):
        fields = {
            "name": "L", "source": "liste-l", "fingerprint": "f", "made_by": moderator,
            "meanings": {"name": "a"}, **fields,
        }  # fmt: skip
        return ColumnMapping.objects.create(**fields)

    add()
    for wrong in (
        {},  # twice for the whole programme
        {"fingerprint": "g", "meanings": {"siren": "a"}},
        {"fingerprint": "g", "source": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            add(**wrong)
    add(lab=make.lab())
    organisation = make.organisation(source="")
    for model in (Organisation, Site):
        with pytest.raises(IntegrityError), transaction.atomic():
            fields = {"name": "A", "left_source_on": "2022-01-01"}
            model.objects.create(
                **fields,
                **({"kind": "startup"} if model is Organisation else
                   {"organisation": organisation}),
            )  # fmt: skip
