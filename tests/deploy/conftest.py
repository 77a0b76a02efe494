"""A copy of what the image holds, built as the Dockerfile says, and its servers."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis

from servindus import celery
from tests.deploy.files import build_steps, copy_image

BIN = Path(sys.executable).parent
KEPT = ("HOME", "LANG", "TMPDIR")


def clean_environment():
    """Give what a container starts with: nothing of this checkout."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "PATH": f"{BIN}:/usr/local/bin:/usr/bin:/bin"}


@pytest.fixture(scope="session")
def image(tmp_path_factory):
    """Build the image's folder without an engine; give the folder."""
    folder = copy_image(tmp_path_factory.mktemp("image"))
    for env, words in build_steps():
        done = subprocess.run(
            words,
            cwd=folder,
            env={**clean_environment(), **env},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{words}: {done.stderr}"
    return folder


class Servers:
    """An own role and database of a PostgreSQL, and own keys of a Redis."""

    def __init__(self, database_url, redis_url):
        self.parts, self.redis_url = urlsplit(database_url), redis_url
        self.name = f"servindus_deploy_{os.getpid()}"
        self.host = self.parts.hostname or "127.0.0.1"
        self.port = self.parts.port or 5432
        self.password = "a-$pecial/p@ss:word"

    def url(self, database=""):
        return f"postgres://{self.name}@{self.host}:{self.port}/{database or self.name}"

    def sql(self, *statements):
        connection = psycopg2.connect(
            host=self.host,
            port=self.port,
            user=self.parts.username,
            password=self.parts.password,
            dbname="postgres",
        )
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        connection.close()

    def make(self):
        self.sql(
            f"CREATE ROLE {self.name} LOGIN PASSWORD '{self.password}'"
            " NOSUPERUSER NOCREATEDB NOCREATEROLE",
            f"CREATE DATABASE {self.name} OWNER {self.name} TEMPLATE template0",
        )

    def clear(self):
        self.sql(
            f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)",
            f"DROP ROLE IF EXISTS {self.name}",
        )
        client = redis.Redis.from_url(self.redis_url)
        place = {"HOST": self.host, "PORT": self.port, "NAME": self.name}
        for key in client.scan_iter(f"{celery.key_prefix(place)}*"):
            client.delete(key)
        client.close()


@pytest.fixture
def servers():
    """Give an empty database and a broker, or skip loudly."""
    urls = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    if not all(urls):
        pytest.skip("DATABASE_URL and REDIS_URL are missing: no server to start on")
    found = Servers(*urls)
    found.clear()
    found.make()
    try:
        yield found
    finally:
        found.clear()
