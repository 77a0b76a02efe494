"""Two servers side by side, and what a request to each of them costs."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from servindus.local.processes import kill_group, spawn

HOST = "127.0.0.1"
WORKERS = 2
FIRST_ANSWER_LIMIT = 30.0
STOP_LIMIT = 10.0


@dataclass
class Site:
    """A running gunicorn: its port, and the processes that work for it."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    local_database: bool
    pids: list[int] = field(default_factory=list)

    def get(self, href: str, cookie: str) -> tuple[float, int]:
        """Ask for a page on a connection of its own; give milliseconds and bytes."""
        began = time.perf_counter()
        client = http.client.HTTPConnection(HOST, self.port, timeout=60)
        try:
            client.request("GET", href, headers={"Cookie": cookie})
            answer = client.getresponse()
            size = len(answer.read())
        finally:
            client.close()
        if answer.status != http.client.OK:
            raise SystemExit(f"{self.name}: {href} answered {answer.status}")
        return (time.perf_counter() - began) * 1000, size

    def find_processes(self) -> None:
        """Name the workers and, on this machine, the database's side of them."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        self.pids = [int(pid) for pid in children.read_text().split()]
        if self.local_database:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pid FROM pg_stat_activity WHERE application_name = %s",
                    [self.name],
                )
                self.pids += [row[0] for row in cursor.fetchall()]

    def processor(self) -> dict[int, float]:
        """Give the milliseconds of processor that each process has had."""
        found = {}
        for pid in self.pids:
            # One that has ended since counts for nothing.
            with suppress(OSError):
                text = Path(f"/proc/{pid}/schedstat").read_text()
                found[pid] = int(text.split()[0]) / 1e6
        return found


@contextmanager
def serving(
    url: str, secret: str, *, local_database: bool
) -> Iterator[tuple[Site, Site]]:
    """Serve the floor and the project; end both, whatever happens."""
    floor = {"FLOOR_DATABASE_URL": url, **_common(secret)}
    with ExitStack() as stack:
        base = stack.enter_context(
            _site("bench floor", "bench.floor", floor, local_database)
        )
        ours = project("bench project", url, secret, local_database=local_database)
        yield base, stack.enter_context(ours)


def project(
    name: str, url: str, secret: str, *, local_database: bool = True
) -> AbstractContextManager[Site]:
    """Serve the project on this database, and end it, whatever happens."""
    own = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "servindus.settings"}
    own |= _common(secret)
    return _site(name, "servindus.wsgi", own, local_database)


def _common(secret: str) -> dict[str, str]:
    return {"SECRET_KEY": secret, "DEMO": "1"}


@contextmanager
def _site(
    name: str, program: str, env: dict[str, str], local_database: bool
) -> Iterator[Site]:
    port = free_port()
    process = spawn(
        [
            sys.executable,
            # By path of the script, whose name the settings read.
            str(Path(sys.executable).parent / "gunicorn"),
            program,
            f"--bind={HOST}:{port}",
            f"--workers={WORKERS}",
            "--no-control-socket",
            "--log-level=warning",
        ],
        env={**os.environ, **env, "PGAPPNAME": name},
    )
    site = Site(name, process, port, local_database)
    try:
        _wait_until_ready(site)
        yield site
    finally:
        process.terminate()
        try:
            process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            kill_group(process)


def free_port() -> int:
    """Give a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(site: Site) -> None:
    limit = time.monotonic() + FIRST_ANSWER_LIMIT
    while time.monotonic() < limit and site.process.poll() is None:
        try:
            socket.create_connection((HOST, site.port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{site.name} did not start")
