"""Databases of the bench: one for each scale, kept for the next run while it fits."""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg2

from servindus.local import configuration, database, server
from servindus.local.configuration import BASE_DIR
from servindus.local.database import Cluster

PREFIX = "servindus_bench"
# The readers' own files and their startups need some room; a tenth of the programme's
# data is told without them.
SMALLEST, SMALLEST_TENTH = 1000, 200
# What decides how a seeded database looks.
SOURCES = ("*/migrations/*.py", "bench/seed.py", "bench/bulk.py", "bench/words.py",
           "bench/people.py", "bench/floor.py", "bench/register.py",
           "bench/clocks.py", "bench/meetings.py", "bench/shares.py",
           "bench/facilities.py", "bench/pilots.py",
           "bench/jobs.py", "bench/witnesses.py", "bench/plan.py",
           "bench/indicators.py", "bench/labs.py",
           "bench/practices.py", "bench/transfers.py")  # fmt: skip


@contextmanager
def opened(scale: int) -> Iterator[str]:
    """Give the address of this scale's database; it may be empty.

    Without DATABASE_URL it lives in an embedded server of the bench's own, under
    `var/postgres-bench`: remove that folder to have the room back.
    """
    if configuration.uses_embedded_database(BASE_DIR):
        cluster = Cluster(BASE_DIR / "var" / "postgres-bench", durable=True)
        with server.available(cluster, "make bench"):
            host = quote(str(cluster.socket), safe="")
            yield _database(f"postgres://{database.OWNER}@/postgres?host={host}", scale)
    else:
        yield _database(os.environ["DATABASE_URL"], scale)


def _database(url: str, scale: int) -> str:
    """Make the database of this scale unless a whole one is there; give its address."""
    name = f"{PREFIX}_{scale}_{fingerprint()}"
    with _connected(url) as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s",
            [f"{PREFIX}\\_{scale}\\_%"],
        )
        found = {row[0] for row in cursor.fetchall()}
        for old in sorted(found - {name}):
            cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
        if name not in found:
            cursor.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def _connected(url: str) -> Iterator[psycopg2.extensions.cursor]:
    # libpq knows the scheme under its own name only.
    connection = psycopg2.connect(url.replace("postgres://", "postgresql://", 1))
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()


def is_filled(url: str) -> bool:
    """Whether an earlier run seeded this database to the end."""
    with _connected(url) as cursor:
        cursor.execute("SELECT to_regclass('bench_filled') IS NOT NULL")
        [[found]] = cursor.fetchall()
        return bool(found)


def mark_filled(url: str) -> None:
    """Note that the database is whole."""
    with _connected(url) as cursor:
        cursor.execute("CREATE TABLE bench_filled AS SELECT now() AS at")


def empty(url: str) -> None:
    """Take away what an interrupted filling left."""
    with _connected(url) as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("DROP SCHEMA IF EXISTS floor CASCADE")
        cursor.execute("CREATE SCHEMA public")


def fingerprint() -> str:
    """Give what migrations and seeding code say, in ten letters."""
    paths: list[Path] = sorted(p for glob in SOURCES for p in BASE_DIR.glob(glob))
    mark = hashlib.sha256()
    for path in paths:
        mark.update(path.read_bytes())
    return mark.hexdigest()[:10]


class Watch:
    """Says how long each part took."""

    def __init__(self) -> None:
        self.at = time.monotonic()

    def say(self, what: str) -> None:
        """Print the part and its seconds."""
        now = time.monotonic()
        print(f"  {what}: {now - self.at:.0f} s", flush=True)
        self.at = now
