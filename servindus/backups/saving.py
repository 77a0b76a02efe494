"""Saves the site into one file that appears whole or not at all."""

import io
import json
import os
import subprocess
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from servindus import clock
from servindus.backups import BackupError, archive, programs

# Who is signed in and what was counted is nobody's to restore.
WITHOUT_ROWS = ("django_session", "servindus_cache")


def save(target: Path, *, force: bool = False) -> dict[str, Any]:
    """Save database and files to `target`; give the manifest that stands in it."""
    target = target.absolute()
    _refuse(target, force)
    now = clock.now()
    with _draft(target) as (file, draft):
        writer = archive.Writer(file)
        # The database first: a file uploaded meanwhile is one too many, never missing.
        _dump(writer, now)
        _add_media(writer)
        manifest = _manifest(writer, now)
        content = io.BytesIO(json.dumps(manifest, indent=1).encode())
        writer.add(archive.MANIFEST, content, at=int(now.timestamp()))
        writer.finish()
        file.flush()
        os.fsync(file.fileno())
        _refuse(target, force)
        draft.replace(target)
    return manifest


def _refuse(target: Path, force: bool) -> None:
    if target.is_dir():
        raise BackupError(f"{target} is a folder: name a file")
    if target.exists() and not force:
        raise BackupError(f"{target} exists: name another file, or add --force")
    if not target.parent.is_dir():
        raise BackupError(f"{target.parent} is not a folder")
    media = Path(settings.MEDIA_ROOT).absolute()
    if target.resolve().is_relative_to(media.resolve()):
        raise BackupError(f"{target} would be saved within itself: leave {media}")


@contextmanager
def _draft(target: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """Give a file beside the target that only its owner reads; it never stays."""
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    with suppress(FileNotFoundError):
        draft.unlink()
    try:
        handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode=0o600)
    except OSError as error:
        raise BackupError(f"{target}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file, draft
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)


def _dump(writer: archive.Writer, now: datetime) -> None:
    program = programs.find("pg_dump", at_least=programs.server_version())
    arguments = [
        str(program),
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        *[f"--exclude-table-data=public.{table}" for table in WITHOUT_ROWS],
        f"--dbname={programs.address()}",
    ]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            env=programs.environment(),
        ) as process:
            assert process.stdout is not None
            writer.add(archive.DUMP, process.stdout, at=int(now.timestamp()))
        if process.returncode:
            raise BackupError(f"pg_dump failed: {last_line(said)}")


def last_line(said: IO[bytes]) -> str:
    """Give the last line that a program wrote to its errors."""
    said.seek(0)
    lines = said.read(100_000).decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "without a word"


def _add_media(writer: archive.Writer) -> None:
    for name, path in archive.files_under(Path(settings.MEDIA_ROOT)):
        try:
            with path.open("rb") as file:
                at = int(os.fstat(file.fileno()).st_mtime)
                writer.add(f"{archive.MEDIA}{name}", file, at=at)
        except FileNotFoundError:  # taken away since the folder was read
            continue


def _manifest(writer: archive.Writer, now: datetime) -> dict[str, Any]:
    done = MigrationRecorder(connection).applied_migrations()
    pyproject = Path(settings.BASE_DIR) / "pyproject.toml"
    return {
        "format": archive.FORMAT,
        "made_at": now.isoformat(),
        "version": tomllib.loads(pyproject.read_text("utf-8"))["project"]["version"],
        "postgresql": programs.server_version(),
        "pg_dump": programs.dumper_version(),
        "migrations": sorted([app, name] for app, name in done),
        "members": writer.members,
    }
