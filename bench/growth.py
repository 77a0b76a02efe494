"""How a page of the register grows: two sites at once, a small one and a large one.

Single runs swing by a fifth with what else the machine does, which is as much as is
asked about. So each page is asked of both sites in turns, and what is printed is the
ratio of the medians of their processor time, the database's included.
"""

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from statistics import median

from bench import counting, pages
from bench.measuring import Sample, ask
from bench.serving import Site, project

# Requests of each site in one turn, after some that warm both workers.
TURN, WARMING = 4, 6
Request = tuple[str, str]
Listed = dict[str, Request]


def measure(url: str, secret: str, scale: int, rounds: int) -> int:
    """Print each page's growth from AGAINST rows to `scale`; give 0."""
    against = int(os.environ.get("AGAINST", "1000"))
    small_url, small = _prepared(against, secret)
    large = _pages()
    print(f"\nPages of the register at {scale:,} cases against {against:,}.\n")
    print("| page | ms of processor | growth | HTML kB | full |")
    print("|---|--:|--:|--:|---|")
    with ExitStack() as stack:
        sites = [
            stack.enter_context(project(f"bench {name}", url, secret))
            for name, url in (("small", small_url), ("large", url))
        ]
        for name, request in large.items():
            _line(name, _in_turns(sites, (small[name], request), rounds))
    return 0


def _prepared(scale: int, secret: str) -> tuple[str, Listed]:
    """Fill a database in a process of its own; give its address and its pages."""
    done = subprocess.run(
        [sys.executable, "-m", "bench"],
        env={**os.environ, "SCALE": str(scale), "BENCH": "list", "BENCH_KEY": secret},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout.splitlines()[-1])
    return said["url"], {name: (href, key) for name, (href, key) in said["pages"]}


def list_pages(url: str) -> int:
    """Say where this database is, and each page: name, address, cookie; give 0."""
    print(json.dumps({"url": url, "pages": list(_pages().items())}))
    return 0


def _pages() -> Listed:
    readers = counting.Readers()
    return {
        page.name: (page.href, readers.cookie(page.reader))
        for page in pages.of_register()
    }


def _in_turns(
    sites: list[Site], requests: tuple[Request, Request], rounds: int
) -> tuple[list[float], list[Sample]]:
    """Ask A B A B; give each site's median cost, and all that was measured."""
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
    return [median(found) for found in costs], samples


def _line(name: str, measured: tuple[list[float], list[Sample]]) -> None:
    (small, large), (first, second) = measured
    kilobytes = [sample.size / 1024 for sample in (first, second)]
    # A page that the small register does not fill shows fewer rows.
    is_full = abs(kilobytes[1] - kilobytes[0]) < kilobytes[1] / 20
    print(
        f"| {name} | {small:.1f} / {large:.1f} | {large / small:.2f}"
        f" | {kilobytes[0]:.0f} / {kilobytes[1]:.0f} | {'yes' if is_full else 'no'} |",
        flush=True,
    )
