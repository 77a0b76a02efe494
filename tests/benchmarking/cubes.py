"""Cubes by hand: what the register holds, without a register."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from benchmarking.comparison.choices import Choice
from benchmarking.comparison.cube import Cube
from benchmarking.comparison.figures import Comparison, compare
from blockers.cohorts import Files, Group, Kept, Waits
from programmes import known
from tests.cast import MONDAY

TODAY = date(2026, 9, 7)
JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)
PLAIN = "text_regulatory"


def labs() -> dict[str, int]:
    """Give the labs' keys by their word."""
    return {lab.slug: lab.pk for lab in known.labs()}


def make_cube(**fields: Any) -> Cube:
    """Give a cube of the four labs; without fields it is empty."""
    places = labs()
    given = {
        "today": TODAY,
        "labs": tuple(places.values()),
        "starts": dict.fromkeys(places.values()),
        **fields,
    }
    return Cube(**given)


def at(lab: str, month: date = AUGUST, nature: str = PLAIN) -> Group:
    return Group(labs()[lab], nature, month)


def due(k: int, n: int, *, sent: int | None = None) -> Files:
    """So many blockers that are due, of which some are verified."""
    return Files(
        blockers=n, sent=n if sent is None else sent, answered=k, in_force=k,
        verified=k, due=n, due_verified=k,
    )  # fmt: skip


def waiting(
    answered: list[int], still: list[int], recalled: tuple[int, ...] | list[int] = ()
) -> Waits:
    return Waits(Counter(answered), Counter(still), Counter(recalled))


def kept(k: int, n: int) -> Kept:
    return Kept(k, n)


def compared(cube: Cube, choice: Choice | None = None) -> Comparison:
    return compare(cube, choice or Choice(), MONDAY)


def behind(lab: str, *counts: int, nature: str = PLAIN) -> dict[Any, Any]:
    """So many blockers of each company: the first, the second and so on."""
    found = {f"{lab}-{n}": Decimal(count) for n, count in enumerate(counts)}
    return {(labs()[lab], nature): found}


# The figures of the identity's picture: Amiens has few cases, Nancy none.
def pictured(**fields: Any) -> Cube:
    places = labs()
    given: dict[str, Any] = {
        "files": {
            at("amiens"): due(3, 5),
            at("marseille"): due(8, 12),
            at("rouen"): due(11, 19),
        },
        "reports": {
            (places["amiens"], AUGUST): 14,
            (places["marseille"], AUGUST): 25,
            (places["rouen"], AUGUST): 38,
        },
        "waits": {
            at("amiens"): waiting([10, 20, 30], [15, 40]),
            at("marseille"): waiting(list(range(30, 42)), [20, 100]),
            at("rouen"): waiting([47] * 3, [60] * 20),
        },
        "kept": {
            (at("amiens"), "C1"): kept(4, 5),
            (at("marseille"), "C1"): kept(18, 20),
            (at("rouen"), "C1"): kept(2, 10),
            (at("rouen"), "C2"): kept(1, 10),
            (at("rouen"), "C4"): kept(0, 3),
        },
        "denominators": {
            (places["rouen"], "industrial_establishments", 2026): Decimal(2000),
            (places["amiens"], "population", 2026): Decimal(140_000),
        },
        "companies": {
            **behind("amiens", 2, 2, 1),
            **behind("marseille", 4, 4, 4),
            **behind("rouen", 7, 6, 6),
        },
        **fields,
    }
    return make_cube(**given)
