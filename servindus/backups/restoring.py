"""Restores a backup in one go or not at all, and lets no mail leave after it."""

import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from servindus import clock
from servindus.backups import BackupError, archive, programs
from servindus.backups.archive import Archive
from servindus.backups.saving import last_line

# The programs of PostgreSQL 17 set it first of all; older servers do not know it.
NEWER_THAN_SERVER = b"SET transaction_timeout = 0;\n"

# In the same transaction as the rows: a worker never sees a mail that it may send.
HOLD_MAILS = """
INSERT INTO public.servindus_journalentry
  (at, verb, object_type, object_id, source, target, actor_kind, on_behalf_of,
   typed_name, channel, details)
SELECT '{now}', 'hold_outbox_email', 'servindus.outboxemail', id, '', '', 'system', '',
  '', 'system', '{{"cause": "restore"}}'
FROM public.servindus_outboxemail WHERE state IN ('owed', 'digest') ORDER BY id;
UPDATE public.servindus_outboxemail
  SET state = 'held', leased_until = NULL, updated_at = '{now}'
  WHERE state IN ('owed', 'digest');
-- Digests of days past have left; a backup from before them has no such table.
DO $$ BEGIN
  IF to_regclass('public.servindus_subscriber') IS NOT NULL THEN
    UPDATE public.servindus_subscriber
    SET next_digest_at = next_digest_at + interval '7 days'
      * ceil(extract(epoch FROM timestamptz '{now}' - next_digest_at) / 604800)
    WHERE next_digest_at <= '{now}';
  END IF;
END $$;
"""
# Neither is in a backup of ours; a file that was edited brings none in either.
FORGET_SESSIONS = "DELETE FROM public.django_session;\n"
DROP_EVERYTHING = """
DO $$ DECLARE row record; name text; BEGIN
  FOR row IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP TABLE IF EXISTS public.%I CASCADE', row.name);
  END LOOP;
  -- Named before the first one goes: a function may take others with it.
  FOREACH name IN ARRAY (
    SELECT coalesce(array_agg(oid::regprocedure::text), '{}') FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (
      SELECT 1 FROM pg_depend d WHERE d.objid = pg_proc.oid AND d.deptype = 'e')) LOOP
    EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', name);
  END LOOP;
END $$;
"""
COUNT_RELATIONS = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
"""


def restore(source: Path, *, replace: bool = False) -> dict[str, Any]:
    """Restore `source` into an empty database; give what was restored.

    With `replace` what stands there goes first, in the same transaction.
    """
    try:
        file = source.open("rb")
    except OSError as error:
        raise BackupError(f"{source}: {error.strerror}") from error
    with file:
        saved = Archive(file, str(source))
        _refuse_newer(saved, source)
        if not replace:
            _refuse_what_is_there()
        media = Path(settings.MEDIA_ROOT)
        with _unpacked(saved, media) as waiting:
            _restore_database(saved, replace)
            _put_in_place(waiting, media, replace)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(
            "SELECT count(*) FROM servindus_outboxemail WHERE state = 'held'"
        )
        held = cursor.fetchone()[0]
    return {
        "made_at": saved.manifest["made_at"],
        "version": saved.manifest["version"],
        "files": len(saved.media),
        "held_mails": held,
    }


def _refuse_newer(saved: Archive, source: Path) -> None:
    known = MigrationLoader(None).disk_migrations
    unknown = [
        f"{app}.{name}"
        for app, name in saved.manifest["migrations"]
        if (app, name) not in known
    ]
    if unknown:
        raise BackupError(
            f"{source} was made by a newer version ({saved.manifest['version']}), which"
            f" has {unknown[0]}: install that version to restore it"
        )


def _refuse_what_is_there() -> None:
    with connection.cursor() as cursor:
        cursor.execute(COUNT_RELATIONS)
        found = cursor.fetchone()[0]
    if found:
        raise BackupError(
            "the database is not empty: create an empty one and name it in"
            " DATABASE_URL, or add --replace to lose what it holds"
        )
    if next(archive.files_under(Path(settings.MEDIA_ROOT)), None):
        raise BackupError(
            f"{settings.MEDIA_ROOT} is not empty: name an empty folder in MEDIA_ROOT,"
            " or add --replace to lose what it holds"
        )


@contextmanager
def _unpacked(saved: Archive, media: Path) -> Iterator[Path]:
    """Unpack the uploaded files on the same disk, out of sight; nothing stays."""
    try:
        media.mkdir(parents=True, exist_ok=True)
        waiting = Path(tempfile.mkdtemp(prefix=".restoring-", dir=media))
    except OSError as error:
        raise BackupError(f"{media}: {error.strerror}") from error
    try:
        _unpack(saved, waiting)
        yield waiting
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _unpack(saved: Archive, folder: Path) -> None:
    try:
        for name in saved.media:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as target:
                shutil.copyfileobj(
                    saved.open(archive.MEDIA + name), target, archive.CHUNK
                )
    except OSError as error:
        raise BackupError(f"{folder} cannot be written: {error.strerror}") from error


def _put_in_place(waiting: Path, media: Path, replace: bool) -> None:
    """Move the files to where the rows say they are; the rest goes if it must."""
    kept = set()
    for name, path in archive.files_under(waiting):
        kept.add(name)
        target = media / name
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
    for name, path in list(archive.files_under(media)) if replace else []:
        if name not in kept:
            path.unlink()


def _commands(dumped_by: int) -> tuple[list[str], list[str]]:
    """Give what turns the dump into SQL, and what runs the SQL on our database."""
    server = programs.server_version()
    # An older program may not read what a newer one wrote.
    pg_restore = programs.find("pg_restore", at_least=max(server, dumped_by))
    reader = [str(pg_restore), "--no-owner", "--no-privileges", "--file=-"]
    writer = [
        str(programs.find("psql", at_least=server)),
        "--no-psqlrc",
        "--quiet",
        "--set=ON_ERROR_STOP=1",
        f"--dbname={programs.address()}",
    ]
    return reader, writer


def _restore_database(saved: Archive, replace: bool) -> None:
    """Pour the dump into psql within one transaction that we alone may commit."""
    reader, writer = _commands(int(saved.manifest["pg_dump"]))
    connection.close()
    prologue = "BEGIN;\n" + (DROP_EVERYTHING if replace else "")
    with (
        tempfile.TemporaryFile() as reader_said,
        tempfile.TemporaryFile() as writer_said,
    ):
        with (
            subprocess.Popen(
                reader,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=reader_said,
            ) as pg_restore,
            subprocess.Popen(
                writer,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=writer_said,
                env=programs.environment(),
            ) as psql,
        ):
            complete = _pour(saved, pg_restore, psql, prologue)
        if psql.returncode:
            raise BackupError(f"nothing was restored: {last_line(writer_said)}")
        if not complete:
            raise BackupError(f"pg_restore failed: {last_line(reader_said)}")


def _pour(
    saved: Archive,
    pg_restore: subprocess.Popen[bytes],
    psql: subprocess.Popen[bytes],
    prologue: str,
) -> bool:
    """Copy line by line from one to the other; tell whether the commit was sent.

    Without the commit, the end of its input makes psql undo everything.
    """
    feeder = threading.Thread(target=_feed, args=(saved, pg_restore), daemon=True)
    feeder.start()
    assert pg_restore.stdout is not None and psql.stdin is not None
    with suppress(BrokenPipeError), psql.stdin as out:
        out.write(prologue.encode())
        _copy(pg_restore.stdout, out)
        if pg_restore.wait() != 0:
            return False
        now = clock.now().isoformat()
        out.write(HOLD_MAILS.format(now=now).encode())
        out.write(FORGET_SESSIONS.encode())
        out.write(b"COMMIT;\n")
        return True
    pg_restore.kill()
    return False


def _copy(script: IO[bytes], out: IO[bytes]) -> None:
    """Copy the script but for the one line that older servers refuse.

    It is no loss on newer ones: zero is the default.
    """
    in_preamble = True
    for line in script:
        if in_preamble and line == NEWER_THAN_SERVER:
            continue
        if line.startswith((b"CREATE ", b"COPY ")):
            in_preamble = False
        out.write(line)


def _feed(saved: Archive, pg_restore: subprocess.Popen[bytes]) -> None:
    assert pg_restore.stdin is not None
    with suppress(BrokenPipeError), pg_restore.stdin as target:
        shutil.copyfileobj(saved.open(archive.DUMP), target, archive.CHUNK)
