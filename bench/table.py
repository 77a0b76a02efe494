"""Prints the bench: a table that `docs/performance.md` can take as it is."""

import os
from typing import TYPE_CHECKING

from bench.pages import LIMITS, MOST_DATABASE_MS

if TYPE_CHECKING:
    from bench.measuring import Result
    from bench.searching import Search

HEAD = (
    "| page | SQL | database ms | floors (processor) | p50 ms | p95 ms"
    " | p95 in floors | HTML kB | |"
)


def show(
    scale: int, rounds: int, results: "list[Result]", searches: "list[Search]"
) -> None:
    """Print the pages, the searches and what missed its target."""
    floors = [result.floor for result in results]
    busy = os.getloadavg()[0] / (os.cpu_count() or 1)
    print(f"\nSCALE={scale:,}, {rounds} rounds, load {busy:.1f} a core.")
    print(
        f"The floor: {_mean([x.cost for x in floors]):.2f} ms of processor,"
        f" p50 {_mean([x.p50 for x in floors]):.1f} ms,"
        f" p95 {_mean([x.p95 for x in floors]):.1f} ms.\n"
    )
    print(HEAD)
    print("|---|--:|--:|--:|--:|--:|--:|--:|---|")
    for result in results:
        print(_line(result))
    print("\n| search, database ms of the whole page | p50 | p95 | target |")
    print("|---|--:|--:|--:|")
    for search in searches:
        print(
            f"| {search.name} | {search.p50:.1f} | {search.p95:.1f} | {search.target} |"
        )
    print("\nLimits:", "; ".join(
        f"{kind} {limit.floors} floors, {limit.statements} SQL"
        for kind, limit in LIMITS.items()
    ))  # fmt: skip


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _line(result: "Result") -> str:
    page, asked, own = result.page, result.asked, result.own
    marks = []
    if result.too_many:
        marks.append(f"**{asked.statements} SQL, repeated {asked.repeated}**")
    if asked.milliseconds > MOST_DATABASE_MS:
        marks.append("database")
    if result.floors > page.limit.floors:
        marks.append(f"> {page.limit.floors} floors")
    return (
        f"| {page.name} | {asked.statements} | {asked.milliseconds:.1f}"
        f" | {result.floors:.2f} | {own.p50:.1f} | {own.p95:.1f}"
        f" | {own.p95 / result.floor.p95:.2f} | {own.size / 1000:.0f}"
        f" | {', '.join(marks)} |"
    )
