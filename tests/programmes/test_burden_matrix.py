"""The matrix: cost, bands, sums, the sentence, the drawing."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.witnesses.matrix import (
    NARROW,
    WIDE,
    Layout,
    band_of,
    cost_of,
    drawing,
    finding,
    lines_of,
    sums_of,
)
from programmes.witnesses.wave_looks import matrix

D = Decimal


def line(number: int = 1, hours: Any = 10, euros: Any = 0, grade: int = 1) -> Any:
    return SimpleNamespace(
        number=number,
        obligation=f"Obligation {number}",
        hours_per_year=D(hours),
        euros_per_year=D(euros),
        workability=grade,
    )


def test_hours_cost_what_the_company_says_or_nothing() -> None:
    assert cost_of(D(10), D(500), None) == D(500)
    assert cost_of(D(10), D(500), D("41.5")) == D(915)


@pytest.mark.parametrize(
    ("cost", "band"),
    [("0", 0), ("9999.99", 0), ("10000", 1), ("29999.99", 1), ("30000", 2), ("1e8", 2)],
)
def test_bands(cost: str, band: int) -> None:
    assert band_of(D(cost)) == band


@given(
    st.lists(
        st.builds(
            line,
            number=st.integers(1, 40),
            hours=st.decimals(0, 100_000, places=1),
            euros=st.decimals(0, 100_000_000, places=2),
            grade=st.integers(1, 4),
        ),
        max_size=40,
    ),
    st.none() | st.decimals(1, 1000, places=2),
)
def test_nothing_is_lost_in_sums_and_drawings(rows: list[Any], hourly: Any) -> None:
    lines = lines_of(rows, hourly)
    sums = sums_of(lines)
    assert sums.lines == len(rows)
    assert sums.hours == sum((row.hours_per_year for row in rows), D(0))
    assert sums.cost == sums.euros + (sums.hours * hourly if hourly else 0)
    assert [one.cost for one in lines] == sorted(
        (one.cost for one in lines), reverse=True
    )
    for layout in (WIDE, NARROW):
        found = drawing(lines, layout)
        hidden = sum(int(one["text"][1:]) for one in found.more)
        assert len(found.marks) + hidden == len(rows)
        assert len(found.cells) == 12
        for mark in found.marks:
            assert 0 <= float(mark["x"]) <= layout.width - 26
            assert 0 <= float(mark["y"]) <= found.height - 26


def test_squares_of_one_cell_do_not_touch() -> None:
    lines = lines_of([line(n, euros=40000, grade=4) for n in range(1, 9)], None)
    for layout in (WIDE, NARROW, Layout("one", 200, 60, 40)):
        found = drawing(lines, layout)
        places = {(mark["x"], mark["y"]) for mark in found.marks}
        assert len(places) == len(found.marks)


def test_the_worst_corner_is_the_top_right() -> None:
    found = drawing(lines_of([line(euros=30000, grade=4)], None), WIDE)
    assert [cell["tone"] for cell in found.cells] == [
        "some", "much", "hard", "worst",
        "calm", "some", "much", "hard",
        "calm", "calm", "some", "much",
    ]  # fmt: skip
    worst = found.cells[3]
    [mark] = found.marks
    assert float(worst["x"]) < float(mark["x"]) < float(worst["x"]) + float(worst["w"])
    assert float(worst["y"]) < float(mark["y"]) < float(worst["y"]) + float(worst["h"])


def test_the_sentence_says_what_there_is() -> None:
    def said(*rows: Any) -> str:
        return " ".join(finding(lines_of(rows, None)).split())

    assert said() == "Aucune obligation n’a encore été notée."
    assert said(line()) == "Aucune obligation n’est jugée impraticable."
    bad = line(2, euros=100, grade=4)
    assert said(line(), bad) == "1 obligation sur 2 est jugée impraticable."
    worst = line(3, euros=30000, grade=4)
    assert said(line(), bad, worst) == (
        "2 obligations sur 3 sont jugées impraticables. L’une d’elles coûte aussi"
        " 30 000 € par an ou plus : Obligation 3."
    )
    both = said(worst, line(4, euros=50000, grade=4))
    assert both.endswith("2 d’entre elles coûtent aussi 30 000 € par an ou plus.")


def test_lengths_are_written_with_a_point_in_french() -> None:
    found = matrix(lines_of([line(), line(2)], None))["drawings"]
    text = repr(found)
    assert ",5'" not in text
