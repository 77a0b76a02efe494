"""A split by what blocks names no company of few, nor lets it be reckoned (F7, F10)."""

from typing import Any

import pytest

from benchmarking.comparison import tables, wording
from benchmarking.comparison.choices import Choice
from tests.benchmarking.cubes import (
    at,
    behind,
    compared,
    due,
    kept,
    labs,
    make_cube,
    waiting,
)
from tests.benchmarking.test_comparison_figures import VOID, lines, name, plain

pytestmark = pytest.mark.django_db


def split(nancy: tuple[int, ...]) -> Any:
    """Give the split by one nature: many files of Rouen, some of Nancy."""
    files = {at("rouen", nature=VOID): due(5, 12), at("nancy", nature=VOID): due(1, 3)}
    companies = {
        **behind("rouen", 4, 4, 4, nature=VOID),
        **behind("nancy", *nancy, nature=VOID),
    }
    waits = {at("nancy", nature=VOID): waiting([3], [4])}
    cube = make_cube(files=files, companies=companies, waits=waits)
    assert cube.offer().natures == (VOID,)
    return compared(cube, Choice(nature=VOID))


@pytest.mark.parametrize(
    ("nancy", "withheld"),
    [((1, 1, 1), []), ((2, 1), ["Nancy"]), ((9, 1, 0), ["Nancy"]), ((), ["Nancy"])],
)
def test_a_split_tells_no_company_of_few(nancy: Any, withheld: list[str]) -> None:
    """Three companies at least, none with nearly all; unknown is not told (F10)."""
    found = split(nancy)
    assert [name(lab) for lab in found.withheld] == withheld
    tables_ = [
        tables.of_rates(found.verified, name, "k", "n"),
        tables.of_rates(found.by_state, name, "k", "n"),
        tables.of_curves(found, name),
        tables.of_funnel(found, name),
    ]
    few = "trop peu d’entreprises pour un chiffre"
    for table in tables_:
        cells = lines(table)["Nancy"]
        assert (set(cells) == {"–", few}) is bool(withheld)
    assert (few in wording.median(found, labs()["nancy"])) is bool(withheld)
    for said in (wording.rates(found.verified, name), wording.curves(found, name)):
        assert ("entreprises pour un chiffre : Nancy." in plain(said)) is bool(withheld)


def test_nor_what_is_left_of_all_natures_together() -> None:
    """One file of another nature could be had by subtraction: both go."""
    found = make_cube(
        files={at("rouen", nature=VOID): due(5, 12), at("rouen"): due(0, 1),
               at("nancy", nature=VOID): due(1, 3)},
        companies={**behind("rouen", 4, 4, 4, nature=VOID), **behind("rouen", 1),
                   **behind("nancy", 1, 1, 1, nature=VOID)},
    )  # fmt: skip
    assert [name(lab) for lab in found.withheld(VOID)] == ["Rouen"]
    assert found.offer().natures == (VOID,)


def test_nor_a_dossier_that_was_recalled() -> None:
    """Its wait, or its delay, is one company’s all the same."""

    group = at("nancy", nature=VOID)
    for more in ({"waits": {group: waiting([], [], (9,))}},
                 {"kept": {(group, "answer"): kept(0, 1)}}):  # fmt: skip
        found = make_cube(
            files={at("rouen", nature=VOID): due(5, 12)},
            companies=behind("rouen", 4, 4, 4, nature=VOID),
            **more,
        )
        assert [name(lab) for lab in found.withheld(VOID)] == ["Nancy"]


def test_a_split_that_nobody_may_read_is_not_offered() -> None:
    cube = make_cube(
        files={at("rouen", nature=VOID): due(5, 12)},
        companies=behind("rouen", 12, nature=VOID),
    )
    assert cube.offer().natures == ()
