"""Backup and restore: a drill on a real server, and everything that may go wrong."""

import io
import json
import tarfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from matchmaking.models import Introduction
from servindus import clock, invariants, outbox
from servindus.actions import release_outbox_email
from servindus.backups import archive, restoring
from servindus.models import JournalEntry, OutboxEmail, User
from tests.cast import MONDAY
from tests.matchmaking import stories
from tests.servindus.backups import LATER, pointed_at, refused, restore

pytestmark = pytest.mark.usefixtures("media")
# What a restore writes or a backup leaves out.
CHANGED = {
    "django_session",
    "servindus_cache",
    "servindus_journalentry",
    "servindus_outboxemail",
}


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
