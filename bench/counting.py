"""What a page asks of the database, watched inside this process."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection
from django.test import Client

from servindus.models import User


@dataclass(frozen=True)
class Asked:
    """The statements of one page: how many, the most repeated, their milliseconds."""

    statements: int
    repeated: int
    milliseconds: float
    slowest: tuple[float, str]


class Watch:
    """Notes each statement and what its answer took.

    With the database on this machine that is the processor of its side, which other
    programs disturb less than a clock; else it is the time until the answer.
    """

    def __init__(self) -> None:
        self.seen: list[tuple[str, float]] = []
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pid = cursor.fetchone()[0]
        self.clock = Path(f"/proc/{pid}/schedstat") if is_postgres(pid) else None

    def now(self) -> float:
        """Give milliseconds since some moment."""
        if self.clock is None:
            return time.perf_counter() * 1000
        return int(self.clock.read_text().split()[0]) / 1e6

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,
        context: Any,
    ) -> Any:
        began = self.now()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seen.append((sql, self.now() - began))


def is_postgres(pid: int) -> bool:
    """Whether this process of our machine is PostgreSQL's: a far one has its number."""
    try:
        return "postgres" in Path(f"/proc/{pid}/comm").read_text()
    except OSError:
        return False


@contextmanager
def watched() -> Iterator[Watch]:
    """Watch this process's statements for the block."""
    watch = Watch()
    with connection.execute_wrapper(watch):
        yield watch


class Readers:
    """A signed-in browser for each reader."""

    def __init__(self) -> None:
        self.clients: dict[str, Client] = {}

    def client(self, email: str) -> Client:
        """Give the reader's browser."""
        if email not in self.clients:
            client = Client(headers={"host": "127.0.0.1"})
            client.force_login(User.objects.get(email=email))
            self.clients[email] = client
        return self.clients[email]

    def cookie(self, email: str) -> str:
        """Give the header that signs the reader in on another server."""
        jar = self.client(email).cookies
        return "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())


def ask(client: Client, href: str, times: int) -> Asked:
    """Open the page some times; the first one only warms it."""
    rounds: list[list[tuple[str, float]]] = []
    for turn in range(times + 1):
        with watched() as watch:
            answer = client.get(href)
        if answer.status_code != 200:
            raise SystemExit(f"{href} answered {answer.status_code}")
        if turn:
            rounds.append(watch.seen)
    last = rounds[-1]
    sql, slowest = max(last, key=lambda pair: pair[1])
    return Asked(
        statements=len(last),
        repeated=max(Counter(sql for sql, _ms in last).values()),
        milliseconds=median(sum(ms for _sql, ms in seen) for seen in rounds),
        slowest=(slowest, sql),
    )
