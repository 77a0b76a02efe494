"""Cases by file: the public layouts, lists of a lab's own, twice, refused rows."""

import json
from io import StringIO
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from blockers.imports.run import import_cases
from blockers.models import Report
from programmes.imports.file_form import Order
from servindus.models import JournalEntry, OutboxEmail
from tests.cast import Cast

LIST = (
    "N° dossier;Entreprise;SIREN;Titre;Situation;Frein;Nature;Commune;Coût;Emplois\n"
    "A1;Forge du Robec;;Recycler nos copeaux;Les copeaux sont un déchet.;"
    "Aucun acheteur;un décret ou un arrêté;Rouen;1 500,50;2,5\n"
    "A2;;;Sans entreprise;Texte.;;;;;\n"
    "A3;Atelier Cauchois;;Une ligne;Texte.;;un mystère;;;\n"
    "A4;Atelier Cauchois;;Une ligne;Texte.;;;Lyon;;\n"
    "A1;Forge du Robec;;Recycler;Encore.;;;;;\n"
)
BRING = "/admin/blockers/report/importer/"


def written(
    folder: Path, text: str, name: str = "cas.csv", code: str = "cp1252"
) -> Path:
    path = folder / name
    path.write_bytes(text.encode(code))
    return path


def order(cast: Cast, **fields: Any) -> Order:
    return Order(cast.rouen, cast.moderator, **fields)


def test_a_lab_brings_its_list(cast: Cast, tmp_path: Path) -> None:
    """Each row is a case with the lab, or has its reason; nobody is written to."""
    report = import_cases(written(tmp_path, LIST), order(cast))
    assert (report.layout, report.created, report.refused) == ("liste", 1, 4)
    assert report.refused_rows == [
        {"line": 3, "reason": "aucune entreprise n’est nommée"},
        {"line": 4, "reason": "« un mystère » n’est pas une sorte de blocage"},
        {
            "line": 5,
            "reason": "Aucune commune des quatre territoires n’a ce nom ou ce code"
            " postal (Dans quelle commune ?)",
        },
        {"line": 6, "reason": "cette ligne est deux fois dans le fichier"},
    ]
    case = Report.objects.get()
    assert (case.status, case.channel, case.source_key) == (
        "submitted", "import", "liste:A1",
    )  # fmt: skip
    assert (case.company_name, case.title) == ("Forge du Robec", "Recycler nos copeaux")
    assert (case.prevented, case.nature) == ("Aucun acheteur", "text_regulatory")
    assert (str(case.cost_per_month), str(case.jobs_at_stake)) == ("1500.50", "2.5")
    assert case.commune is not None
    assert case.commune.name == "Rouen"
    assert (case.confidentiality, case.name_shared_at) == ("labs", None)
    assert case.on_behalf_of_by == cast.moderator
    # Somebody of the lab gathered it: the first contact is not owed any more.
    assert list(case.clocks.running().values_list("code", flat=True)) == ["C2"]
    assert not OutboxEmail.objects.exists()
    verbs = JournalEntry.objects.about(case).order_by("pk")
    assert list(verbs.values_list("verb", "user")) == [
        ("draft_report", cast.moderator.pk),
        ("submit_report", cast.moderator.pk),
    ]


def test_a_second_time_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    """Rows are known by their identifier, and without one by their words."""
    path = written(tmp_path, LIST)
    import_cases(path, order(cast))
    again = import_cases(path, order(cast))
    assert (again.created, again.unchanged, again.refused) == (0, 1, 4)
    plain = written(tmp_path, "entreprise\ttitre\nForge\tUn cas\n", "b.csv", "utf-8")
    assert import_cases(plain, order(cast)).created == 1
    assert import_cases(plain, order(cast)).unchanged == 1
    # Another lab's file is another case.
    nancy = Order(cast.nancy, cast.colleague)
    assert import_cases(path, nancy).created == 1
    assert Report.objects.count() == 3


def test_a_dry_run_writes_nothing(cast: Cast, tmp_path: Path) -> None:
    """It counts as the real one would."""
    report = import_cases(written(tmp_path, LIST), order(cast, dry_run=True))
    assert (report.created, report.refused) == (1, 4)
    assert report.sample == [
        {"line": 2, "name": "Recycler nos copeaux", "company": "Forge du Robec"}
    ]
    assert not Report.objects.exists()


def test_a_known_company_is_found_by_its_number(cast: Cast, tmp_path: Path) -> None:
    """SIREN or SIRET, blanks allowed; its members then see the case."""
    cast.plant.siren = "732829320"
    cast.plant.save()
    rows = "A;Un cas;732 829 320\nB;Deux;73282932000074\n"
    path = written(tmp_path, f"entreprise;titre;siren\n{rows}")
    import_cases(path, order(cast))
    cases = Report.objects.order_by("pk")
    assert {(case.organisation, case.company_name) for case in cases} == {
        (cast.plant, "")
    }
    assert list(Report.objects.visible_to(cast.director).order_by("pk")) == list(cases)


AMENDMENT = {
    "uid": "AMANR5L17", "article": "APRÈS L’ARTICLE 19",
    "article_court": "APRÈS ART. 19",
    "dispositif_html": "<p>Au premier alin&#x00E9;a, supprimer&nbsp;« vingt ».</p>",
    "expose_html": "<p>Les usines attendent&nbsp;: &amp;#x2019;</p><p>"
    + "mot " * 600,
}  # fmt: skip


def test_amendments_and_questions_are_known(cast: Cast, tmp_path: Path) -> None:
    """Parliament's files: HTML twice encoded, texts cut with a word, empty refused."""
    empty = {**AMENDMENT, "uid": "B", "expose_html": None}
    lines = "\n".join(json.dumps(one) for one in (AMENDMENT, empty))
    path = written(tmp_path, lines, "a.jsonl", "utf-8")
    report = import_cases(path, order(cast))
    assert (report.layout, report.created, report.refused) == ("amendements", 1, 1)
    assert report.refused_rows == [{"line": 2, "reason": "la ligne ne dit rien"}]
    assert report.warnings_count == 1
    case = Report.objects.get()
    assert case.title == "Les usines attendent : ’"
    assert case.situation.startswith("Les usines attendent : ’\nmot mot")
    assert case.situation.endswith(" mot…")
    assert len(case.situation) <= 2000
    assert case.prevented == "Au premier alinéa, supprimer « vingt »."
    assert case.company_name == "Assemblée nationale"

    question = {"ref": "QE1", "chambre": "Sénat", "texte": "M. X attire l’attention."}
    path = written(tmp_path, json.dumps([question]), "q.json", "utf-8")
    report = import_cases(path, order(cast))
    assert (report.layout, report.created) == ("questions", 1)
    asked = Report.objects.get(source_key="questions:QE1")
    assert (asked.company, asked.prevented) == ("Sénat", "M. X attire l’attention.")


def test_the_database_knows_a_row_once(cast: Cast, tmp_path: Path) -> None:
    """The constraint itself; and the same key in another lab is another case."""
    import_cases(written(tmp_path, LIST), order(cast))
    case = Report.objects.get()
    with (
        pytest.raises(IntegrityError, match="report_source_once"),
        transaction.atomic(),
    ):
        Report.objects.create(lab=case.lab, source_key=case.source_key)
    Report.objects.create(lab=cast.nancy, source_key=case.source_key)
    Report.objects.create(lab=case.lab)
    Report.objects.create(lab=case.lab)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_bring_each_row_once(cast: Cast, tmp_path: Path) -> None:
    """Two threads read one file: together they make each case once."""
    rows = "".join(f"R{n};Forge;Cas {n}\n" for n in range(20))
    path = written(tmp_path, f"id;entreprise;titre\n{rows}")
    begin, counts = Barrier(2), []

    def bring() -> None:
        begin.wait()
        report = import_cases(path, order(cast))
        counts.append((report.created, report.unchanged))
        connection.close()

    threads = [Thread(target=bring) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(created for created, _same in counts) == 20
    assert sum(same for _created, same in counts) == 20
    numbers = Report.objects.values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, 21))


@pytest.fixture
def desk(cast: Cast, client: Client) -> Client:
    """The moderator at the desk."""
    client.force_login(cast.moderator)
    return client


def upload(text: str, name: str = "cas.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_the_desk_shows_first_and_then_brings_in(cast: Cast, desk: Client) -> None:
    """Preview, refused rows as a file, import, and the same file again."""
    page = desk.post(BRING, {"file": upload(LIST), "lab": cast.rouen.pk})
    assert page.status_code == 302
    preview = desk.get(page["Location"])
    text = preview.content.decode()
    assert "Recycler nos copeaux" in text
    assert "aucune entreprise n’est nommée" in text
    assert not Report.objects.exists()
    refused = desk.get(page["Location"], {"refusees": "1"})
    lines = refused.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 5
    assert lines[1].startswith("A2;")
    done = desk.post(page["Location"], follow=True)
    assert "1 cas a été ajouté" in done.content.decode()
    assert Report.objects.count() == 1
    # The button pressed twice: the second one finds all rows known.
    desk.post(page["Location"])
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Le fichier soumis est vide"),
        ("\0\1\2\3", "le fichier n’est ni un texte ni un classeur"),
        ("a;b\n1;2\n", "nommez les colonnes"),
        ("entreprise;titre\n" + "F;x\n" * 501, "plus de 500 cas à la fois"),
    ],
)
def test_what_is_no_file_of_cases_is_said(
    cast: Cast, desk: Client, text: str, told: str
) -> None:
    """One clear line; nothing is written."""
    page = desk.post(BRING, {"file": upload(text), "lab": cast.rouen.pk})
    assert page.status_code == 200
    assert told in str(page.context["form"].errors["file"])
    assert not Report.objects.exists()


def test_a_kept_file_is_ones_own(cast: Cast, desk: Client, client: Client) -> None:
    """A colleague with the address, a forgotten file, a lab that is not one's own."""
    page = desk.post(BRING, {"file": upload(LIST), "lab": cast.rouen.pk})
    other = Client()
    other.force_login(cast.second_moderator)
    assert other.get(page["Location"])["Location"] == BRING
    assert other.post(page["Location"])["Location"] == BRING
    assert desk.get(f"{BRING}{'x' * 4000}/")["Location"] == BRING
    cache.clear()
    assert desk.post(page["Location"])["Location"] == BRING
    wrong = desk.post(BRING, {"file": upload(LIST), "lab": cast.nancy.pk})
    assert wrong.status_code == 200
    assert "lab" in wrong.context["form"].errors
    assert not Report.objects.exists()


def test_the_programme_has_no_lab_to_bring_cases_to(cast: Cast) -> None:
    """Whoever works for no lab is told that the page is not theirs."""
    client = Client()
    client.force_login(cast.admin)
    assert client.get(BRING).status_code == 403
    text = client.get(reverse("admin:blockers_report_changelist")).content.decode()
    assert BRING not in text


def test_the_command(cast: Cast, tmp_path: Path) -> None:
    """Counts in JSON, refused rows in a file, clear refusals."""
    path, out = written(tmp_path, LIST), StringIO()
    refused = tmp_path / "refused.csv"
    by = cast.moderator.email
    call_command(
        "import_reports",
        path,
        lab="rouen",
        by=by,
        json=True,
        refused=refused,
        stdout=out,
    )
    said = json.loads(out.getvalue())
    assert (said["rows"], said["created"], said["refused"]) == (5, 1, 4)
    assert len(refused.read_text("utf-8-sig").splitlines()) == 5
    for fields, told in (
        ({"lab": "paris", "by": by}, "no lab is called 'paris'"),
        ({"lab": "nancy", "by": by}, "is nobody of this lab"),
    ):
        with pytest.raises(CommandError, match=told):
            call_command("import_reports", path, **fields)
    with pytest.raises(CommandError, match=r"absent\.csv"):
        call_command("import_reports", tmp_path / "absent.csv", lab="rouen", by=by)
