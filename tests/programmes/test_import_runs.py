"""A file brought by the admin: preview, yes, import in the background, result."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse

from programmes.actions import (
    cancel_import_run,
    confirm_import_run,
    fail_import_run,
    finish_import_run,
    preview_import_run,
    receive_import,
)
from programmes.enums import OrganisationKind
from programmes.imports import queue
from programmes.imports.report import Report
from programmes.models import ImportRun, Organisation
from programmes.tasks import process_imports
from servindus.actors import SYSTEM
from servindus.models import JournalEntry
from servindus.workflow import TransitionNotAllowed
from tests.programmes import factories as make
from tests.programmes.acts import lines

pytestmark = pytest.mark.django_db

CSV = "nom;siren;ville\nÉlan & Fils;732829320;Rouen\nFaux;123456789;Rouen\n".encode()
ADD = "/admin/programmes/importrun/add/"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def run(moderator):
    return receive_import(
        moderator,
        SimpleUploadedFile("../liste é.csv", CSV),
        kind=OrganisationKind.STARTUP,
        lab_choice="auto",
    )


def test_the_whole_way_through_the_desk(client, moderator):
    client.force_login(moderator)
    assert client.get(ADD).status_code == 200
    data = {"kind": "startup", "lab_choice": "auto"}
    response = client.post(ADD, {**data, "file": SimpleUploadedFile("l.csv", CSV)})
    page = response.headers["Location"]
    assert b"hx-trigger" in client.get(page).content

    assert process_imports() == 1
    run = ImportRun.objects.get()
    assert run.status == "previewed"
    assert run.count("created") == 1
    assert not Organisation.objects.filter(siren="732829320").exists()
    shown = client.get(page).content.decode()
    assert "123456789" in shown
    assert "hx-trigger" not in shown

    act = reverse("admin:programmes_importrun_act", args=[run.pk, "confirm_import_run"])
    assert client.get(act).status_code == 200
    assert client.post(act).status_code == 302
    assert process_imports() == 1
    assert process_imports() == 0
    run.refresh_from_db()
    assert (run.status, run.percent) == ("done", 100)
    made = Organisation.objects.get(siren="732829320")
    assert (made.kind, made.status, made.lab.slug) == ("startup", "verified", "rouen")
    assert [verb for verb, *_ in lines(run)] == [
        "receive_import", "preview_import_run", "confirm_import_run",
        "finish_import_run",
    ]  # fmt: skip


def test_changes_are_journalled_with_whoever_brought_the_file(run, moderator):
    make.organisation(siren="732829320", lab=make.lab())
    Organisation.objects.filter(siren="732829320").update(lab=None)
    queue.process_waiting()
    confirm_import_run(run, by=moderator)
    queue.process_waiting()
    line = JournalEntry.objects.get(verb="import_organisation")
    assert (line.user, line.channel, line.details) == (
        moderator, "admin", {"fields": ["lab"]},
    )  # fmt: skip


def test_the_file_has_a_random_name(run):
    assert run.file_name == "liste é.csv"
    assert "liste" not in run.file.name
    assert run.file.name.startswith("imports/")


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", ""), (b"\0", "texte|text"), (b"PK\x03\x04", "")],
)
def test_the_form_refuses_what_is_no_table(client, moderator, content, why):
    client.force_login(moderator)
    file = SimpleUploadedFile("l.csv", content)
    data = {"kind": "startup", "lab_choice": "auto", "file": file}
    response = client.post(ADD, data)
    assert response.status_code == 200
    assert "file" in response.context["form"].errors
    assert not ImportRun.objects.exists()


def test_the_form_offers_the_kinds_and_labs_that_one_may(client, moderator):
    client.force_login(moderator)
    form = client.get(ADD).context["form"]
    assert [value for value, _ in form.fields["lab_choice"].choices] == [
        "auto",
        "rouen",
    ]
    assert [value for value, _ in form.fields["kind"].choices] == [
        "startup", "industrial",
    ]  # fmt: skip


def test_who_may(client, run, moderator, colleague, founder):
    perm = "programmes.confirm_import_run"
    assert moderator.has_perm(perm, run)
    assert make.programme_admin().has_perm(perm, run)
    for person in (colleague, founder, make.staff("rouen"), SYSTEM):
        assert not person.has_perm(perm, run)
    for verb in ("preview", "finish", "fail"):
        assert SYSTEM.has_perm(f"programmes.{verb}_import_run", run)
        assert not moderator.has_perm(f"programmes.{verb}_import_run", run)
    client.force_login(colleague)
    page = reverse("admin:programmes_importrun_change", args=[run.pk])
    assert client.get(page).status_code == 404


def test_give_up(run, moderator):
    cancel_import_run(run, by=moderator)
    assert queue.process_waiting() == 0
    with pytest.raises(TransitionNotAllowed):
        confirm_import_run(run, by=moderator)


def test_wrong_statuses(run, moderator):
    report = Report()
    with pytest.raises(TransitionNotAllowed):
        confirm_import_run(run, by=moderator)
    with pytest.raises(TransitionNotAllowed):
        finish_import_run(run, by=SYSTEM, report=report)
    preview_import_run(run, by=SYSTEM, report=report)
    for act in (preview_import_run, finish_import_run):
        with pytest.raises(TransitionNotAllowed):
            act(run, by=SYSTEM, report=report)
    with pytest.raises(TransitionNotAllowed):
        fail_import_run(run, by=SYSTEM, reason="No")


def test_a_file_that_has_gone_fails_with_a_reason(run):
    run.file.storage.delete(run.file.name)
    queue.process_waiting()
    run.refresh_from_db()
    assert run.status == "failed"
    assert run.failure


def test_an_unexpected_error_fails_and_a_busy_database_waits(run, monkeypatch):
    def busy(*_args, **_kwargs):
        raise OperationalError("restarting")

    monkeypatch.setattr(queue, "import_file", busy)
    queue.process_waiting()
    run.refresh_from_db()
    assert run.status == "received"

    def broken(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(queue, "import_file", broken)
    queue.process_waiting()
    run.refresh_from_db()
    assert run.status == "failed"
    assert "ZeroDivision" not in run.failure


def test_a_run_that_another_worker_holds_is_left_alone(run):
    import psycopg2
    from django.db import connection

    other = psycopg2.connect(**connection.get_connection_params())
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [queue.LOCK, run.pk])
            assert queue.process_waiting() == 0
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [queue.LOCK, run.pk])
    finally:
        other.close()
    assert queue.process_waiting() == 1
