"""PostgreSQL's programs: the nearest version, and never a password in an argument."""

import pytest
from django.db import connection

from servindus.backups import BackupError, programs


def program(folder, version):
    folder.mkdir(parents=True)
    path = folder / "pg_dump"
    path.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}.2 (Any)'\n")
    path.chmod(0o755)
    return path


def test_the_nearest_version_is_taken(tmp_path, monkeypatch):
    made = [program(tmp_path / str(n), n) for n in (14, 18, 16)]
    monkeypatch.setattr(programs, "_candidates", lambda name: iter(made))
    assert programs.find("pg_dump", at_least=15) == made[2]
    assert programs.find("pg_dump", at_least=14) == made[0]
    assert programs.find("pg_dump", at_least=17) == made[1]
    with pytest.raises(BackupError, match="pg_dump 18 is too old for PostgreSQL 19: i"):
        programs.find("pg_dump", at_least=19)


def test_a_missing_program_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(programs, "_candidates", lambda name: iter(()))
    with pytest.raises(BackupError, match="missing: install postgresql-client-17"):
        programs.find("pg_dump", at_least=17)


@pytest.mark.django_db
def test_a_password_is_never_an_argument(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "a-secret-word")
    assert "a-secret-word" not in programs.address()
    assert programs.environment()["PGPASSWORD"] == "a-secret-word"
