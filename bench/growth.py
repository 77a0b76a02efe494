"""How a page of one part grows: two sites at once, a small one and a large one.

Single runs swing by a fifth with what else the machine does, which is as much as is
asked about, and slow spells last for seconds. So each page is asked of both sites in
short turns, and what is printed is the median of the ratios of two turns that follow
one another: of their processor time, the database's included. Statements are counted on
both sides, and judged by the limits of `bench/pages.py`.
"""

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from statistics import median

from bench import counting, pages
from bench.measuring import Sample, ask
from bench.serving import Site, project

# Requests of each site in one turn, after some that warm both workers.
TURN, WARMING = 2, 6
# More is marked; times are never judged.
MOST_GROWTH = 1.2
Request = tuple[str, str]


@dataclass(frozen=True)
class Listed:
    """A page on one side: how it is asked for, what it asks, what it may ask."""

    href: str
    cookie: str
    statements: int
    repeated: int
    limit: int

    @property
    def too_many(self) -> bool:
        """Whether its statements exceed what its kind may have."""
        return self.statements > self.limit or self.repeated > pages.MOST_REPEATED


@dataclass(frozen=True)
class Scales:
    """The part whose pages are measured, and the two scales."""

    part: str
    large: int
    small: int


def measure(url: str, secret: str, scales: Scales, rounds: int) -> int:
    """Print the growth of each page of the part; give 1 where one asks too much."""
    small_url, small = _prepared(scales, secret)
    large = _pages(scales.part)
    print(f"\nPages of the {scales.part}: {scales.large:,} against {scales.small:,}.\n")
    print("| page | SQL | ms of processor | growth | HTML kB | full | |")
    print("|---|--:|--:|--:|--:|---|---|")
    with ExitStack() as stack:
        sites = [
            stack.enter_context(project(f"bench {name}", url, secret))
            for name, url in (("small", small_url), ("large", url))
        ]
        for name, page in large.items():
            both = (small[name], page)
            _line(name, both, _in_turns(sites, both, rounds))
    found = [*small.values(), *large.values()]
    return 1 if any(page.too_many for page in found) else 0


def _prepared(scales: Scales, secret: str) -> tuple[str, dict[str, Listed]]:
    """Fill a database in a process of its own; give its address and its pages."""
    done = subprocess.run(
        [sys.executable, "-m", "bench"],
        env={
            **os.environ,
            "SCALE": str(scales.small),
            "BENCH": "list",
            "BENCH_PART": scales.part,
            "BENCH_KEY": secret,
        },
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout.splitlines()[-1])
    return said["url"], {name: Listed(**page) for name, page in said["pages"].items()}


def list_pages(url: str, part: str) -> int:
    """Say where this database is, and all of each page by its name; give 0."""
    found = {name: asdict(page) for name, page in _pages(part).items()}
    print(json.dumps({"url": url, "pages": found}))
    return 0


def _pages(part: str) -> dict[str, Listed]:
    readers, found = counting.Readers(), {}
    for page in pages.PARTS[part]():
        asked = counting.ask(readers.client(page.reader), page.href, 1)
        found[page.name] = Listed(
            page.href,
            readers.cookie(page.reader),
            asked.statements,
            asked.repeated,
            page.limit.statements,
        )
    return found


def _in_turns(
    sites: list[Site], both: tuple[Listed, Listed], rounds: int
) -> tuple[list[list[float]], list[Sample]]:
    """Ask A B A B; give what each turn of each site cost, and all that was measured."""
    requests: list[Request] = [(page.href, page.cookie) for page in both]
    samples = [Sample(), Sample()]
    costs: list[list[float]] = [[], []]
    for site, (href, cookie) in zip(sites, requests, strict=True):
        for _warm in range(WARMING):
            site.get(href, cookie)
    for _round in range(rounds):
        for number, site in enumerate(sites):
            before = samples[number].processor
            ask(site, *requests[number], samples[number], TURN)
            costs[number].append((samples[number].processor - before) / TURN)
    return costs, samples


def _line(
    name: str,
    both: tuple[Listed, Listed],
    measured: tuple[list[list[float]], list[Sample]],
) -> None:
    costs, (first, second) = measured
    growth = median(large / small for small, large in zip(*costs, strict=True))
    small_cost, large_cost = (median(found) for found in costs)
    kilobytes = [sample.size / 1024 for sample in (first, second)]
    # A page that the small register does not fill shows fewer rows.
    is_full = abs(kilobytes[1] - kilobytes[0]) < kilobytes[1] / 20
    marks = [
        f"**{page.statements} SQL, repeated {page.repeated}**"
        for page in both
        if page.too_many
    ]
    if growth > MOST_GROWTH:
        marks.append(f"> {MOST_GROWTH}")
    print(
        f"| {name} | {both[0].statements} / {both[1].statements}"
        f" | {small_cost:.1f} / {large_cost:.1f} | {growth:.2f}"
        f" | {kilobytes[0]:.0f} / {kilobytes[1]:.0f} | {'yes' if is_full else 'no'}"
        f" | {', '.join(marks)} |",
        flush=True,
    )
