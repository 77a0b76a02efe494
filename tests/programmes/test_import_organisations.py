"""import_organisations: counts that add up, and a second run that changes nothing."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from programmes.models import ImportRun, Organisation, Site
from servindus.models import JournalEntry
from tests.programmes import factories as make

pytestmark = pytest.mark.django_db

SIREN = "732829320"
OTHER = "552032534"
IREP = (
    "Identifiant,Nom_Etablissement,Numero_SIRET,Adresse,Code_Postal,Commune,"
    "Departement,Region,Coordonnees_X,Coordonnees_Y,Code_APE,Libelle_APE,"
    "code_eprtr,libelle_eprtr\n"
)
PLANTS = IREP + (
    '058.1,Usine A,73282932000074,"1 quai\nde Seine",76800,ST ETIENNE DU ROUVRAY,'
    "SEINE-MARITIME,HAUTE-NORMANDIE,1,2,2562B,Mécanique,,\n"
    "58000002,Usine B,73282932000074,,13016,MARSEILLE,"
    "BOUCHES-DU-RHONE,PACA,1,2,2562B,Mécanique,,\n"
    "058.3,Usine C,55203253400646,,59810,LESQUIN,NORD,NORD,1,2,2562B,Mécanique,,\n"
    "058.4,Usine D,12345678901234,,76000,ROUEN,SEINE-MARITIME,X,1,2,2562B,M,,\n"
)


@pytest.fixture
def run(tmp_path):
    def run(content, *, kind="startup", lab="auto", **options):
        path = tmp_path / "file.csv"
        path.write_text(content, "utf-8")
        said = io.StringIO()
        call_command(
            "import_organisations",
            str(path),
            kind=kind,
            lab=lab,
            json=True,
            stdout=said,
            **options,
        )
        report = json.loads(said.getvalue())
        counts = [
            report[name] for name in ("created", "updated", "unchanged", "refused")
        ]
        assert sum(counts) == report["rows"]
        return report, counts

    return run


def imported():
    return JournalEntry.objects.filter(verb="import_organisation")


def test_plants_of_the_register(run):
    report, counts = run(PLANTS, kind="industrial")

    assert counts == [3, 0, 0, 1]
    assert report["sites_created"] == 3
    assert report["organisations_created"] == 2
    assert report["without_lab"] == 1
    [refused] = report["refused_rows"]
    assert refused["line"] == 6
    assert "12345678901234" in refused["reason"]
    one = Site.objects.get(source="irep", source_id="058.1")
    assert (one.lab.slug, one.commune.code, one.address) == (
        "rouen", "76575", "1 quai, de Seine",
    )  # fmt: skip
    assert (one.naf_version, one.naf_code) == ("nafrev2", "25.62B")
    two = Site.objects.get(source_id="58000002")
    assert (two.commune.code, two.lab.slug) == ("13216", "marseille")
    assert one.organisation == two.organisation
    assert one.organisation.kind == "industrial"
    assert one.organisation.siren == SIREN
    assert Organisation.objects.get(siren=OTHER).lab is None


def test_a_second_run_changes_nothing(run, django_assert_max_num_queries):
    run(PLANTS, kind="industrial")
    before = list(Organisation.objects.values()) + list(Site.objects.values())
    _report, counts = run(PLANTS, kind="industrial")
    assert counts == [0, 0, 3, 1]
    assert list(Organisation.objects.values()) + list(Site.objects.values()) == before
    assert not imported().exists()


def test_a_newer_file_updates_and_says_what(run):
    run(PLANTS, kind="industrial")
    newer = PLANTS.replace("Usine A", "Usine A bis").replace(
        "59810,LESQUIN", "76000,ROUEN"
    )
    _report, counts = run(newer, kind="industrial")

    assert counts == [0, 2, 1, 1]
    site = Site.objects.get(source_id="058.1")
    assert site.name == "Usine A bis"
    said = {
        (line.object_id, line.details.get("site"), tuple(line.details["fields"]))
        for line in imported()
    }
    other = Organisation.objects.get(siren=OTHER)
    moved = Site.objects.get(source_id="058.3")
    assert said == {
        (site.organisation_id, site.pk, ("name",)),
        (other.pk, None, ("lab",)),
        (other.pk, moved.pk, ("commune", "commune_name", "lab", "postcode")),
    }
    assert run(newer, kind="industrial")[1] == [0, 0, 3, 1]


def test_legal_units_update_their_own_rows_only(run):
    head = "siren,denominationUniteLegale,trancheEffectifsUniteLegale\n"
    mine = make.organisation(siren=OTHER, name="Vibralis", source="")
    assert run(f"{head}{SIREN},ANCIENNE,02\n{OTHER},VIBRALIS SAS,03\n")[1] == [
        1,
        1,
        0,
        0,
    ]
    mine.refresh_from_db()
    # What staff or founders wrote stays; what was empty is filled.
    assert (mine.name, mine.headcount_band) == ("Vibralis", "03")
    assert run(f"{head}{SIREN},NOUVELLE,\n")[1] == [0, 1, 0, 0]
    row = Organisation.objects.get(siren=SIREN)
    assert (row.name, row.headcount_band) == ("NOUVELLE", "02")


def test_the_kind_never_changes(run):
    known = make.organisation(siren=SIREN, kind="industrial", source="sirene")
    report, counts = run(f"siren,denominationUniteLegale\n{SIREN},{known.name}\n")
    known.refresh_from_db()
    assert known.kind == "industrial"
    assert counts == [0, 0, 1, 0]
    assert report["warnings_count"] == 1


def test_duplicates_in_one_file(run):
    head = "nom;siren\n"
    same, other = f"A;{SIREN}\n", f"B;{SIREN}\n"
    report, counts = run(head + same + same + other)
    assert counts == [1, 0, 1, 1]
    assert report["refused_rows"] == [
        {"line": 4, "reason": report["refused_rows"][0]["reason"]}
    ]
    assert "2" in report["refused_rows"][0]["reason"]
    assert run(head + same + same + other)[1] == [0, 0, 2, 1]


def test_rows_without_any_number_are_known_by_name_and_place(run):
    text = "nom;ville\nAtelier du Robec;Rouen\n"
    assert run(text)[1] == [1, 0, 0, 0]
    assert run(text)[1] == [0, 0, 1, 0]
    row = Organisation.objects.get(name="Atelier du Robec")
    assert (row.siren, row.lab.slug) == (None, "rouen")


def test_a_lab_that_is_named_is_taken_and_doubts_are_told(run):
    text = "nom;code postal;ville\nA;54000;Nancy\nB;;\n"
    report, _counts = run(text, lab="rouen")
    labs = Organisation.objects.filter(name__in="AB").values_list(
        "lab__slug", flat=True
    )
    assert set(labs) == {"rouen"}
    assert report["without_lab"] == 0
    assert [warning["line"] for warning in report["warnings"]] == [2]


def test_a_dry_run_counts_and_writes_nothing(run):
    before = Organisation.objects.count()
    dry, counts = run(PLANTS, kind="industrial", dry_run=True)
    assert counts == [3, 0, 0, 1]
    assert Organisation.objects.count() == before
    assert not Site.objects.exists()
    assert not ImportRun.objects.exists()
    wet, _counts = run(PLANTS, kind="industrial")
    assert {**dry, "dry_run": False} == wet


def test_batches_agree_with_one_run(run, monkeypatch):
    monkeypatch.setattr("programmes.imports.run.BATCH", 1)
    report, counts = run(PLANTS, kind="industrial")
    assert counts == [3, 0, 0, 1]
    assert report["organisations_created"] == 2
    dry, _counts = run(PLANTS, kind="industrial", dry_run=True)
    assert dry["unchanged"] == 3


def test_the_run_is_kept(run):
    run(PLANTS, kind="industrial")
    kept = ImportRun.objects.get()
    assert (kept.status, kept.rows_read, kept.count("created")) == ("done", 4, 3)
    assert kept.started_by is None
    assert kept.refused_rows[0]["line"] == 6


def test_formulas_and_hostile_names_stay_text(run):
    run("nom;ville\n=1+1;Rouen\n\u202eevil\u200b corp;Rouen\n")
    names = set(
        Organisation.objects.exclude(source="reference").values_list("name", flat=True)
    )
    assert names == {"=1+1", "evil corp"}


@pytest.mark.parametrize(
    "content", [b"", b"\0\0", b"PK\x03\x04\0", b"only;words\n1;2\n"]
)
def test_no_table_is_one_clear_line(tmp_path, content):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError) as error:
        call_command("import_organisations", str(path), kind="startup")
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_an_absent_file(tmp_path):
    with pytest.raises(CommandError):
        call_command("import_organisations", str(tmp_path / "no"), kind="startup")


def test_words_for_people(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("nom;siren\nA;123456789\n")
    said = io.StringIO()
    call_command("import_organisations", str(path), kind="startup", stdout=said)
    assert "1 refused" in said.getvalue()
    assert "line 2 refused" in said.getvalue()


def test_the_moment_of_the_run(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("nom;ville\nA;Rouen\n")
    call_command(
        "import_organisations", str(path), kind="startup", as_of="2026-01-05",
        stdout=io.StringIO(),
    )  # fmt: skip
    assert (
        Organisation.objects.get(name="A")
        .created_at.isoformat()
        .startswith("2026-01-04T23")
    )
    with pytest.raises(CommandError):
        call_command("import_organisations", str(path), kind="startup", as_of="soon")
