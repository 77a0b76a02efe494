"""Opens every page, here to count its statements and over HTTP beside the floor."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from statistics import median, quantiles

from django.db import connection

from bench import counting, searching, store, table
from bench.pages import MOST_REPEATED, Page
from bench.serving import Site, serving

# Requests of each site in one turn, after some that warm both workers. One round is
# the short form, which shows that all of it runs and measures little.
TURN, SHORT_TURN = 8, 2
WARMING = 6
# Questions of each kind for each round.
SEARCHES = 4


@dataclass
class Sample:
    """What requests of one site cost: milliseconds each, processor and bytes."""

    latencies: list[float] = field(default_factory=list)
    processor: float = 0.0
    size: int = 0

    @property
    def p50(self) -> float:
        """The middle one."""
        return median(self.latencies)

    @property
    def p95(self) -> float:
        """What one in twenty exceeds."""
        return quantiles(self.latencies, n=20)[-1]

    @property
    def cost(self) -> float:
        """Milliseconds of processor a request, the database's included."""
        return self.processor / len(self.latencies)


@dataclass(frozen=True)
class Result:
    """A page beside the floor."""

    page: Page
    asked: counting.Asked
    own: Sample
    floor: Sample

    @property
    def floors(self) -> float:
        """The processor's ratio: what the page costs, in floors."""
        return self.own.cost / self.floor.cost

    @property
    def too_many(self) -> bool:
        """Whether its statements exceed what its kind may have."""
        return (
            self.asked.statements > self.page.limit.statements
            or self.asked.repeated > MOST_REPEATED
        )


def measure(url: str, secret: str, scale: int, rounds: int, listed: list[Page]) -> int:
    """Measure these pages, print the table, and give the exit status."""
    watch = store.Watch()
    readers = counting.Readers()
    times = min(rounds, 3)
    counted = {
        page: counting.ask(readers.client(page.reader), page.href, times)
        for page in listed
    }
    watch.say(f"{len(listed)} pages counted")
    searches = searching.measure(readers, SEARCHES * rounds)
    watch.say("searches")
    floor_cookie = f"sessionid={_prepare_floor(url, scale)}"
    watch.say("the floor's rows")
    with serving(url, secret, local_database=_is_local()) as (floor, project):
        results = [
            Result(page, counted[page], *_take_turns(floor, project, request, rounds))
            for page in listed
            for request in [(page.href, readers.cookie(page.reader), floor_cookie)]
        ]
    watch.say("the two sites in turns")
    table.show(scale, rounds, results, searches)
    return 1 if any(result.too_many for result in results) else 0


def _take_turns(
    floor: Site, project: Site, request: tuple[str, str, str], rounds: int
) -> tuple[Sample, Sample]:
    """Ask A B A B: what else the machine does then falls on both."""
    href, cookie, floor_cookie = request
    own, base = Sample(), Sample()
    turn = TURN if rounds > 1 else SHORT_TURN
    for _warm in range(WARMING if rounds > 1 else SHORT_TURN):
        project.get(href, cookie)
        floor.get("/", floor_cookie)
    for _round in range(rounds):
        ask(project, href, cookie, own, turn)
        ask(floor, "/", floor_cookie, base, turn)
    return own, base


def ask(site: Site, href: str, cookie: str, sample: Sample, turn: int) -> None:
    """Ask for a page so many times, and add to the sample what it cost."""
    site.find_processes()
    before = site.processor()
    for _request in range(turn):
        milliseconds, sample.size = site.get(href, cookie)
        sample.latencies.append(milliseconds)
    after = site.processor()
    sample.processor += sum(after[pid] - before[pid] for pid in before.keys() & after)


def _prepare_floor(url: str, scale: int) -> str:
    """Fill the floor's tables in a process of its own; give its reader's session."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.floor", str(scale)],
        env={**os.environ, "FLOOR_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"the floor: {done.stderr.strip().splitlines()[-1]}")
    return done.stdout.strip()


def _is_local() -> bool:
    """Whether the database's processes are on this machine, to be read from here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    return counting.is_postgres(pid)
