"""Taking a list out: at once or in the background, by whom, for how long."""

import tempfile
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.urls import reverse

from servindus import clock
from servindus.actions import fail_export, finish_export, forget_export
from servindus.actors import SYSTEM
from servindus.exports import formats, pages, queue, run
from servindus.models import Export, JournalEntry
from servindus.workflow import ActRefused
from tests.cast import make_introduction, make_organisation
from tests.evidence import journal, nothing_written
from tests.matchmaking.checks import in_status
from tests.sheets import FORMATS, body, read

OUT = "/exports/demandes/?vue=toutes"
DESK = "/admin/programmes/organisation/exporter/"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def founder(client, cast):
    in_status(cast, "sent")
    client.force_login(cast.founder)
    return cast.founder


@pytest.fixture
def long_list(monkeypatch):
    """Let one row be too many for a file that leaves at once."""
    monkeypatch.setattr(pages, "AT_ONCE", 0)


def asked(client, format="csv", address=OUT):
    """Ask for a file in the background and give its row."""
    response = client.post(address, {"format": format})
    assert response.status_code == 302
    export = Export.objects.latest("pk")
    assert response.url == export.get_absolute_url()
    return export


# --- At once ----------------------------------------------------------------------


def test_a_get_writes_nothing_and_goes_to_the_list(client, founder):
    with nothing_written():
        for method in (client.get, client.head):
            response = method(f"{OUT}&apres=x")
            assert response.status_code == 302
            assert response.url == "/mises-en-relation/?vue=toutes"
    assert client.put(OUT).status_code == 405
    assert client.get("/exports/nothing/").status_code == 404


def test_nobody_without_an_account_takes_anything(client, db):
    for address in (OUT, DESK, "/exports/"):
        assert client.post(address, {"format": "csv"}).status_code == 302
    assert not Export.objects.exists()


@pytest.mark.parametrize("word", ["", "exe", "jsonl", "../csv"])
def test_an_unknown_format_is_told_on_the_list(client, founder, word):
    response = client.post(OUT, {"format": word}, follow=True)
    assert response.redirect_chain == [("/mises-en-relation/?vue=toutes", 302)]
    assert "Choisissez CSV, XLSX, ODS ou JSON." in response.content.decode()
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    "query", ["vue=%00", "vue=" + "a" * 5000, "vue=%FF%FE", "vue[]=1&vue=2"]
)
def test_odd_addresses_are_no_failure(client, founder, query):
    response = client.post(f"/exports/demandes/?{query}", {"format": "csv"})
    assert response.status_code in (200, 400)
    assert response.status_code == 400 or body(response)


def test_a_file_that_leaves_at_once_is_kept_nowhere(client, founder, tmp_path):
    response = client.post(OUT, {"format": "csv"})
    content = body(response)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    export = Export.objects.get()
    assert (export.status, export.rows, export.file) == ("done", 1, "")
    assert export.digest == sha256(content).hexdigest()
    assert journal(export) == [
        ("request_export", "", "waiting", founder.email, "portal"),
        ("finish_export", "waiting", "done", founder.email, "portal"),
    ]
    assert list(tmp_path.iterdir()) == []
    assert client.get("/exports/").context["exports"] == []


def test_without_the_csrf_token_nothing_leaves(founder, cast):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(founder)
    assert strict.post(OUT, {"format": "csv"}).status_code == 403
    assert not Export.objects.exists()


# --- In the background ------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
def test_a_long_list_is_made_by_the_worker_for_its_author(
    client, founder, cast, long_list, format
):
    export = asked(client, format)
    page = client.get(export.get_absolute_url())
    assert "Votre fichier est en préparation" in page.content.decode()
    assert (
        client.get(reverse("export_file", args=[export.public_id])).status_code == 302
    )
    assert queue.process_waiting() == 1
    assert queue.process_waiting() == 0
    export.refresh_from_db()
    assert (export.status, export.rows) == ("done", 1)
    assert journal(export) == [
        ("request_export", "", "waiting", founder.email, "portal"),
        ("finish_export", "waiting", "done", "system", "system"),
    ]
    page = client.get(export.get_absolute_url())
    assert "Votre fichier est prêt" in page.content.decode()
    response = client.get(page.context["seen"]["file_href"])
    content = body(response)
    assert sha256(content).hexdigest() == export.digest
    assert len(read(format, content)) == 2
    assert "attachment" in response.headers["Content-Disposition"]
    # Nobody else's, whatever they may: like one that does not exist.
    for other in (cast.other_founder, cast.moderator, cast.admin):
        client.force_login(other)
        for name in ("export_detail", "export_file", "forget_export"):
            address = reverse(name, args=[export.public_id])
            assert client.get(address).status_code == 404
            assert client.post(address).status_code in (404, 405)


def test_the_same_wish_twice_is_one_file_and_three_are_enough(
    client, founder, long_list
):
    first = asked(client)
    assert asked(client) == first
    for format in ("xlsx", "ods"):
        asked(client, format)
    response = client.post("/exports/demandes/?vue=en-cours", {"format": "csv"})
    assert response.url == "/exports/"
    assert Export.objects.count() == 3


def test_rights_are_asked_again_when_it_is_made_and_fetched(client, cast, long_list):
    make_organisation(lab=cast.rouen)
    client.force_login(cast.moderator)
    made, late = asked(client, "csv", DESK), asked(client, "ods", DESK)
    Export.objects.filter(pk=late.pk).update(created_at=clock.now())
    [_one] = Export.objects.filter(pk=made.pk)
    queue._work_on(_one)
    cast.moderator.memberships.update(role="member")
    assert queue.process_waiting() == 1
    late.refresh_from_db()
    assert late.status == "failed"
    assert not default_storage.exists(late.stored_name)
    assert "ne pouvez plus" in client.get(late.get_absolute_url()).content.decode()
    address = reverse("export_file", args=[made.public_id])
    assert client.get(address).status_code == 403
    cast.moderator.memberships.update(may_export=True)
    response = client.get(address)
    assert response.status_code == 200
    assert body(response)


def test_the_worker_sees_what_its_author_sees(client, founder, cast, long_list):
    make_introduction(
        startup=cast.other_startup,
        decision_maker=cast.manager,
        requested_by=cast.other_founder,
    )
    export = asked(client)
    queue.process_waiting()
    export.refresh_from_db()
    assert export.rows == 1


def test_too_many_rows_are_told_with_a_way_on(client, founder, long_list, monkeypatch):
    small = formats.FileFormat("xlsx", "XLSX", "x/y", 0)
    monkeypatch.setitem(formats.FORMATS, "xlsx", small)
    export = asked(client, "xlsx")
    queue.process_waiting()
    text = client.get(export.get_absolute_url()).content.decode()
    assert "Cette liste a plus de 0 lignes, trop pour le format XLSX." in text
    assert "Choisissez le CSV" in text


def test_a_failure_is_told_and_leaves_no_file(client, founder, long_list, monkeypatch):
    export = asked(client)

    def explode(*_args, **_options):
        raise RuntimeError

    monkeypatch.setattr(queue, "write", explode)
    queue.process_waiting()
    export.refresh_from_db()
    assert export.status == "failed"
    assert export.failure.startswith("Erreur inattendue")
    assert not default_storage.exists(export.stored_name)


def test_progress_is_told_while_it_is_made(
    founder, cast, long_list, monkeypatch, client
):
    monkeypatch.setattr(run, "TOLD_EACH", 1)
    told = []
    dataset = queue.datasets()["introductions"]
    selection = dataset.select(founder, run.read_query("vue=toutes"))
    with tempfile.TemporaryFile() as file:
        made = run.write(dataset, selection, "csv", file, told.append)
    assert told == [1]
    assert made.rows == 1


# --- Its days ---------------------------------------------------------------------


def done(client):
    export = asked(client)
    queue.process_waiting()
    export.refresh_from_db()
    return export


def test_a_file_has_its_days(client, founder, long_list, settings):
    export = done(client)
    assert export.expires_at - export.finished_at == timedelta(days=7)
    assert settings.EXPORT_DAYS == 7
    with clock.at(export.expires_at - timedelta(seconds=1)):
        assert queue.forget_old() == 0
    with clock.at(export.expires_at):
        # Also before the sweep has come.
        address = reverse("export_file", args=[export.public_id])
        assert client.get(address).status_code == 302
        assert queue.forget_old() == 1
        assert queue.forget_old() == 0
    with transaction.atomic():
        export.refresh_from_db()
    assert (export.status, export.query, export.file, export.file_name) == (
        "forgotten", "", "", "",
    )  # fmt: skip
    assert journal(export)[-1] == (
        "forget_export",
        "done",
        "forgotten",
        "system",
        "system",
    )


def test_the_file_itself_goes(
    client, founder, long_list, django_capture_on_commit_callbacks
):
    export = done(client)
    assert default_storage.exists(export.stored_name)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("forget_export", args=[export.public_id]))
    assert response.url == "/exports/"
    assert not default_storage.exists(export.stored_name)
    assert journal(export)[-1][3] == founder.email
    page = client.get(export.get_absolute_url())
    assert "plus disponible" in page.content.decode()


def test_asking_before_deleting_writes_nothing(client, founder, long_list):
    export = done(client)
    with nothing_written():
        address = reverse("forget_export", args=[export.public_id])
        assert client.get(address).status_code == 200


def test_what_is_given_up_while_it_waits_is_not_made(client, founder, long_list):
    export = asked(client)
    forget_export(export, by=founder)
    assert queue.process_waiting() == 0
    queue._work_on(export)  # a worker that had begun
    assert not default_storage.exists(export.stored_name)
    export.refresh_from_db()
    assert export.status == "forgotten"


def test_files_that_a_dead_process_left_are_removed(client, founder, long_list):
    from django.core.files.base import ContentFile

    waiting = asked(client)
    for name in ("0" * 32, waiting.public_id.hex, "note.txt"):
        default_storage.save(f"exports/{name}", ContentFile(b"x"))
    queue.forget_old()
    _folders, names = default_storage.listdir("exports")
    assert sorted(names) == sorted([waiting.public_id.hex, "note.txt"])


@pytest.mark.parametrize("act", [finish_export, fail_export])
def test_acts_refuse_the_wrong_status(client, founder, long_list, act):
    export = asked(client)
    forget_export(export, by=SYSTEM)
    inputs = {
        finish_export: {"dataset": "x", "format": "csv", "rows": 0, "digest": "d"},
        fail_export: {"reason": "r"},
    }
    with pytest.raises(ActRefused):
        act(export, by=SYSTEM, **inputs[act])
    with pytest.raises(ActRefused):
        forget_export(export, by=SYSTEM)


@pytest.mark.parametrize(
    "wrong",
    [
        {"finished_at": clock.now()},
        {"status": "done", "finished_at": clock.now(), "expires_at": clock.now()},
        {"status": "done", "digest": "d"},
        {"status": "failed", "finished_at": clock.now(), "expires_at": clock.now()},
        {"status": "forgotten", "query": "q=secret"},
    ],
)
def test_the_database_refuses_a_half_truth(db, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.create(dataset="x", format="csv", **wrong)


def test_the_database_refuses_a_step_without_its_line(db):
    export = Export.objects.create(dataset="x", format="csv")
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.filter(pk=export.pk).update(status="forgotten")


def test_the_page_of_exports_costs_the_same_for_one_and_thirty(
    client, founder, long_list, django_assert_num_queries
):
    done(client)
    client.get("/exports/")
    with django_assert_num_queries(5):
        client.get("/exports/")
    for number in range(29):
        Export.objects.create(
            dataset="x", format="csv", author=founder, query=str(number)
        )
    with django_assert_num_queries(5):
        assert len(client.get("/exports/").context["exports"]) == 30


def test_programme_admins_read_who_took_what(client, founder, cast):
    body(client.post(OUT, {"format": "csv"}))
    client.force_login(cast.admin)
    page = client.get("/admin/servindus/journalentry/").content.decode()
    assert "request_export" in page
    assert str(founder) in page
    assert JournalEntry.objects.filter(verb="request_export").count() == 1
