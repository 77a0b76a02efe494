"""Backup and restore: a drill on a real server, and everything that may go wrong."""

import io
import json
import os
import re
import signal
import stat
import subprocess
import tarfile
import tracemalloc
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection

from matchmaking.models import Introduction
from servindus import clock, invariants, outbox
from servindus.actions import release_outbox_email
from servindus.backups import archive, programs, restoring, saving, told_to_end
from servindus.models import JournalEntry, OutboxEmail, User
from tests.cast import MONDAY
from tests.matchmaking import stories

LATER = MONDAY + timedelta(days=3)
# What a restore writes or a backup leaves out.
CHANGED = {
    "django_session",
    "servindus_cache",
    "servindus_journalentry",
    "servindus_outboxemail",
}


@contextmanager
def pointed_at(name):
    """Let this process work on another database of the same server."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def on_server(*statements):
    with pointed_at("postgres"), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def empty(transactional_db):
    """Give the name of an empty database."""
    name = f"{connection.settings_dict['NAME']}_restored"
    on_server(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    yield name
    on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "pieces").mkdir(parents=True)
    (tmp_path / "media" / "pieces" / "a.pdf").write_bytes(b"%PDF-1.7 un")
    (tmp_path / "media" / "été.png").write_bytes(bytes(range(256)) * 9)
    return settings.MEDIA_ROOT


@pytest.fixture
def story(transactional_db, cast, client, monday):
    """Live a little: mails owed and sent, statuses moved, somebody signed in."""
    asked = stories.sent(cast)
    client.force_login(cast.moderator)
    first = OutboxEmail.objects.order_by("pk").first()
    OutboxEmail.objects.filter(pk=first.pk).update(state="sent", sent_at=MONDAY)
    return asked


@pytest.fixture
def saved(story, tmp_path):
    path = tmp_path / "lab.tar"
    said = StringIO()
    call_command("backup", str(path), stdout=said)
    assert said.getvalue().startswith(f"saved {path}: the database and 2 file(s), ")
    return path


_whole = {}


@pytest.fixture
def whole(db, tmp_path):
    """Give a backup that many tests may spoil; it is made once."""
    path = tmp_path / "lab.tar"
    if not _whole:
        saving.save(path)
        _whole["content"] = path.read_bytes()
    path.write_bytes(_whole["content"])
    return path


def restore(path, **options):
    said = StringIO()
    call_command("restore", str(path), stdout=said, **options)
    return said.getvalue()


def refused(words):
    return pytest.raises(CommandError, match=words)


def tables():
    """Give a digest of every row of every table."""
    with connection.cursor() as cursor:
        names = sorted(connection.introspection.table_names(cursor))
        found = {}
        for name in names:
            cursor.execute(
                "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text))"
                f' FROM "{name}" t'
            )
            found[name] = cursor.fetchone()
    return found


def files(folder):
    return {name: path.read_bytes() for name, path in archive.files_under(folder)}


def relations():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        return cursor.fetchone()[0]


# --- The drill --------------------------------------------------------------------


def test_the_drill(saved, empty, media, settings, tmp_path, sink):
    """Saved, restored elsewhere, whole, unbroken, and no mail leaves."""
    before, pieces = tables(), files(media)
    owed = OutboxEmail.objects.filter(state="owed").count()
    lines = JournalEntry.objects.count()
    assert owed >= 2
    assert before["django_session"][0] == 1
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    with pointed_at(empty), clock.at(LATER):
        said = restore(saved)
        after = tables()
        assert {k: v for k, v in after.items() if k not in CHANGED} == {
            k: v for k, v in before.items() if k not in CHANGED
        }
        assert set(after) == set(before)
        assert files(settings.MEDIA_ROOT) == pieces
        assert list(Path(settings.MEDIA_ROOT).glob(".restoring*")) == []
        assert invariants.broken() == {}
        assert after["django_session"][0] == after["servindus_cache"][0] == 0
        assert after["servindus_outboxemail"][0] == before["servindus_outboxemail"][0]
        states = set(OutboxEmail.objects.values_list("state", flat=True))
        assert states == {"held", "sent"}
        assert outbox.send_due() == {
            "sent": 0,
            "retry": 0,
            "failed": 0,
            "dropped": 0,
            "digest": 0,
        }
        assert sink.addresses == []
        held = JournalEntry.objects.filter(verb="hold_outbox_email")
        assert held.count() == owed == JournalEntry.objects.count() - lines
        assert set(held.values_list("at", "actor_kind", "channel")) == {
            (LATER, "system", "system")
        }
    assert f"held back: {owed} mail(s)" in said
    assert "repeat the erasures done since 2026-09-07T10:00:00+02:00" in said


def test_the_restored_database_still_guards_and_goes_on(saved, empty, story, cast):
    moderator = cast.moderator.pk
    with pointed_at(empty), clock.at(LATER):
        restore_beside(saved)
        last = JournalEntry.objects.order_by("pk").last().pk
        with pytest.raises(IntegrityError, match="append-only"):
            JournalEntry.objects.filter(pk=last).update(verb="forged")
        with pytest.raises(IntegrityError, match="undeclared step"):
            Introduction.objects.filter(pk=story.pk).update(status="closed")
        mail = OutboxEmail.objects.filter(state="held", desk="rouen").first()
        release_outbox_email(mail, by=User.objects.get(pk=moderator))
        mail.refresh_from_db()
        assert mail.state == "owed"
        assert JournalEntry.objects.order_by("pk").last().pk == last + 1


def restore_beside(path):
    from django.conf import settings

    before = settings.MEDIA_ROOT
    settings.MEDIA_ROOT = Path(before).parent / "beside"
    try:
        return restore(path)
    finally:
        settings.MEDIA_ROOT = before


# --- What is there is not lost ----------------------------------------------------


def test_a_database_that_holds_something_is_refused(whole, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    before = tables()
    with refused("the database is not empty: .* add --replace"):
        restore(whole)
    assert tables() == before


def test_a_folder_that_holds_something_is_refused(whole, empty, media):
    with pointed_at(empty):
        with refused("media is not empty: .* add --replace"):
            restore(whole)
        assert relations() == 0


def test_replace_puts_back_what_was(saved, media, cast):
    before, pieces = tables(), files(media)
    User.objects.create_user("later@example.org")
    (media / "later.pdf").write_bytes(b"later")
    (media / "pieces" / "a.pdf").write_bytes(b"changed")
    restore(saved, replace=True)
    after = tables()
    assert {k: v for k, v in after.items() if k not in CHANGED} == {
        k: v for k, v in before.items() if k not in CHANGED
    }
    assert files(media) == pieces
    assert invariants.broken() == {}


# --- A file that is not whole -----------------------------------------------------


def rewritten(path, change):
    """Write the backup anew with other members; give the new file."""
    with tarfile.open(path) as tar:
        members = {m.name: tar.extractfile(m).read() for m in tar}
    change(members)
    target = path.with_name("changed.tar")
    with tarfile.open(target, "w") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return target


def truthful(members):
    """Make the manifest fit the members again."""
    import hashlib

    manifest = json.loads(members["manifest.json"])
    manifest["members"] = {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in members.items()
        if name != "manifest.json"
    }
    members["manifest.json"] = json.dumps(manifest).encode()


def nothing_restored(path, empty, settings, words):
    settings.MEDIA_ROOT = path.parent / "untouched"
    with pointed_at(empty):
        with refused(words):
            restore(path)
        assert relations() == 0
    assert files(settings.MEDIA_ROOT) == {}


def cut(members):
    members["database.dump"] = members["database.dump"][:-100]


def flipped(members):
    content = bytearray(members["media/pieces/a.pdf"])
    content[3] ^= 1
    members["media/pieces/a.pdf"] = bytes(content)


def without_a_file(members):
    del members["media/pieces/a.pdf"]


def without_the_dump(members):
    del members["database.dump"]
    truthful(members)


def without_manifest(members):
    del members["manifest.json"]


def with_a_stranger(members):
    members["media/../../etc/cron.d/evil"] = b"* * * * * root evil"
    truthful(members)


def of_another_format(members):
    members["manifest.json"] = members["manifest.json"].replace(
        b'"format": 1', b'"format": 2'
    )


def of_a_newer_version(members):
    manifest = json.loads(members["manifest.json"])
    manifest["migrations"].append(["programmes", "0999_of_tomorrow"])
    manifest["version"] = "9.0.0"
    members["manifest.json"] = json.dumps(manifest).encode()


def with_a_dump_that_is_none(members):
    members["database.dump"] = b"no dump at all"
    truthful(members)


def with_half_a_dump(members):
    cut(members)
    truthful(members)


WRONG = [
    (cut, "is damaged: database.dump is not what was saved"),
    (flipped, "is damaged: media/pieces/a.pdf is not what was saved"),
    (without_a_file, "is damaged: media/pieces/a.pdf is not what was saved"),
    (without_the_dump, "is damaged: database.dump is not what was saved"),
    (without_manifest, "is not a whole backup"),
    (with_a_stranger, "'media/../../etc/cron.d/evil' does not belong there"),
    (of_another_format, "its format 2 is not known here"),
    (
        of_a_newer_version,
        "made by a newer version \\(9.0.0\\), which has programmes.0999_of_tomorrow",
    ),
    (with_a_dump_that_is_none, "pg_restore failed: .*valid archive"),
    (with_half_a_dump, "pg_restore failed: .*"),
]
WHOLE = "is not a whole backup"
CUT = [0, 100, 5000, -1500]


def test_a_wrong_file_restores_nothing(whole, empty, settings):
    """Each of many in turn, on one empty database that stays so."""
    for change, words in WRONG:
        nothing_restored(rewritten(whole, change), empty, settings, words)
    content = whole.read_bytes()
    for length in CUT:
        whole.write_bytes(content[:length])
        nothing_restored(whole, empty, settings, WHOLE)


def test_a_file_that_is_not_there(empty, settings, tmp_path):
    nothing_restored(tmp_path / "absent.tar", empty, settings, "No such file")


def test_an_object_that_stands_in_the_way_stops_it(whole, empty, settings):
    with pointed_at(empty), connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION servindus_guard_journal() RETURNS int"
            " LANGUAGE sql AS 'SELECT 1'"
        )
    words = "nothing was restored: .*servindus_guard_journal"
    nothing_restored(whole, empty, settings, words)


def test_a_restore_that_breaks_at_its_end_leaves_nothing(
    whole, empty, settings, monkeypatch
):
    """All is in, then mails cannot be held back: the whole of it is undone."""
    monkeypatch.setattr(restoring, "HOLD_MAILS", "SELECT 1/0;")
    nothing_restored(whole, empty, settings, "nothing was restored: .*division by zero")


# --- The file that is made --------------------------------------------------------


def test_only_its_owner_reads_it_and_it_is_a_plain_tar(db, tmp_path):
    whole = tmp_path / "own.tar"
    saving.save(whole)
    assert stat.S_IMODE(whole.stat().st_mode) == 0o600
    with tarfile.open(whole) as tar:
        assert tar.getnames() == [
            "database.dump",
            "media/pieces/a.pdf",
            "media/été.png",
            "manifest.json",
        ]
        manifest = json.load(tar.extractfile("manifest.json"))
        dump = tar.extractfile("database.dump").read()
    reader = programs.find("pg_restore", at_least=programs.dumper_version())
    listed = subprocess.run([reader, "--list"], input=dump, capture_output=True)
    rows = set(re.findall(r"TABLE DATA public (\w+)", listed.stdout.decode()))
    assert "servindus_user" in rows
    assert rows & {"django_session", "servindus_cache"} == set()
    assert manifest["version"] == "0.1.0"
    assert ["servindus", "0001_initial"] in manifest["migrations"]
    assert manifest["members"]["media/pieces/a.pdf"]["size"] == 11


def test_an_older_file_is_kept_unless_forced(whole):
    before = whole.read_bytes()
    with refused("exists: name another file, or add --force"):
        call_command("backup", str(whole))
    assert whole.read_bytes() == before
    with clock.at(LATER):
        call_command("backup", str(whole), force=True, stdout=StringIO())
    assert whole.read_bytes() != before
    assert stat.S_IMODE(whole.stat().st_mode) == 0o600


@pytest.mark.django_db
def test_a_target_must_be_a_file_somewhere(tmp_path, media):
    with refused("is a folder: name a file"):
        call_command("backup", str(tmp_path))
    with refused("absent is not a folder"):
        call_command("backup", str(tmp_path / "absent" / "lab.tar"))
    with refused("would be saved within itself"):
        call_command("backup", str(media / "lab.tar"))


def test_a_dump_that_fails_leaves_the_older_file(whole, tmp_path, monkeypatch):
    before = whole.read_bytes()
    monkeypatch.setattr(programs, "address", lambda: "dbname=absent_database")
    with refused("pg_dump failed: "):
        call_command("backup", str(whole), force=True)
    assert whole.read_bytes() == before
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.django_db
def test_told_to_end_it_leaves_no_draft(tmp_path, monkeypatch):
    """SIGTERM in the middle: the draft goes, the signal's own status stays."""

    def interrupted(writer):
        assert [path.suffix for path in tmp_path.glob(".*")] == [".part"]
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(saving, "_add_media", interrupted)
    with pytest.raises(SystemExit) as ended, told_to_end():
        saving.save(tmp_path / "lab.tar")
    assert ended.value.code == 128 + signal.SIGTERM
    assert list(tmp_path.glob("*.tar")) == list(tmp_path.glob(".*")) == []


@pytest.mark.django_db
def test_a_file_taken_away_meanwhile_is_left_out(tmp_path, media, monkeypatch):
    real = archive.files_under

    def listed(folder):
        yield "gone.pdf", media / "gone.pdf"
        yield from real(folder)

    monkeypatch.setattr(archive, "files_under", listed)
    found = saving.save(tmp_path / "lab.tar")
    assert "media/gone.pdf" not in found["members"]
    assert "media/été.png" in found["members"]


@pytest.mark.django_db
def test_hidden_files_and_links_are_not_followed(tmp_path, media):
    (media / ".restoring-x").mkdir()
    (media / ".restoring-x" / "half.pdf").write_bytes(b"half")
    (media / "link").symlink_to("/etc/passwd")
    found = saving.save(tmp_path / "lab.tar")
    assert [n for n in found["members"] if "half" in n or "link" in n] == []


def test_a_long_name_and_a_big_file_need_no_memory(tmp_path, media, settings, empty):
    name = "n" * 180 + ".pdf"
    with (media / name).open("wb") as file:
        file.truncate(48 * 1024 * 1024)
    tracemalloc.start()
    try:
        saving.save(tmp_path / "lab.tar")
        settings.MEDIA_ROOT = tmp_path / "elsewhere"
        with pointed_at(empty):
            restore(tmp_path / "lab.tar")
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 16 * 1024 * 1024
    assert (settings.MEDIA_ROOT / name).stat().st_size == 48 * 1024 * 1024
