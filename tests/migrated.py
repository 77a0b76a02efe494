"""A migrated database, made once for the same code: each worker's own is a copy.

Some seventy migrations take fifteen seconds of a core. The copy is of a database that
a worker has just migrated from nothing; the apps' files and the locked packages have
their part in the name.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from django.db import connection

from servindus.local import configuration
from servindus.local.configuration import BASE_DIR
from servindus.local.database import cluster

APPS = ("servindus", "programmes", "matchmaking", "blockers", "benchmarking")
PREFIX = "migrated_"


def name() -> str:
    """Give the name of what this code, with these packages, makes of nothing."""
    files = [BASE_DIR / "requirements-dev.txt"]
    for app in APPS:
        files += [path for path in (BASE_DIR / app).rglob("*") if path.is_file()]
    seen = sha256()
    for path in sorted(files):
        if "__pycache__" not in path.parts:
            content = path.read_bytes()
            seen.update(f"{path.relative_to(BASE_DIR)} {len(content)}\n".encode())
            seen.update(content)
    return PREFIX + seen.hexdigest()[:16]


@contextmanager
def alone() -> Iterator[bool]:
    """Wait until no other worker makes or copies one; tell whether to keep any.

    Nothing is left behind on a server that is not this checkout's own.
    """
    if not configuration.uses_embedded_database(BASE_DIR):
        yield False
        return
    home = cluster(BASE_DIR).home
    with (home / "migrated.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield True


def copy_of(known: str, database: dict[str, Any]) -> None:
    """Let the test database be a copy of the known one, if it is there."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [known])
        if cursor.fetchone():
            database["TEST"]["TEMPLATE"] = known


def keep(known: str, database: dict[str, Any]) -> None:
    """Copy the test database that was just migrated; the ones of older code go."""
    made = database["NAME"]
    if database["TEST"].get("TEMPLATE") == known or not made.startswith("test_"):
        return
    connection.close()  # what somebody is connected to cannot be copied
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]
        )
        for (older,) in cursor.fetchall():
            cursor.execute(f'DROP DATABASE "{older}"')
        cursor.execute(f'CREATE DATABASE "{known}" TEMPLATE "{made}"')
