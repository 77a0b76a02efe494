"""Wilson's interval and Kaplan-Meier's curve, against known vectors and scipy."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from servindus.statistics import kaplan_meier, median_wait, wilson


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (0, 5, 0, 0.4345),
        (1, 3, 0.0615, 0.7923),
        (3, 5, 0.2307, 0.8824),
        (5, 5, 0.5655, 1),
        (8, 12, 0.3906, 0.8619),
        (46, 85, 0.4358, 0.6430),
    ],
)
def test_wilson(k: int, n: int, low: float, high: float) -> None:
    """To four digits; the ends are exact."""
    found = wilson(k, n)
    assert found is not None
    assert [round(end, 4) for end in found] == [low, high]


def test_wilson_without_a_case() -> None:
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3), (1, 0)])
def test_wilson_of_nonsense(k: int, n: int) -> None:
    with pytest.raises(ValueError, match=f"{k} of {n}"):
        wilson(k, n)


def test_kaplan_meier() -> None:
    """Answered at 10, 20, 30 days, open at 15 and 40."""
    curve = kaplan_meier([10, 20, 30], [15, 40])
    assert [(day, round(share, 4)) for day, share in curve] == [
        (10, 0.8),
        (20, 0.5333),
        (30, 0.2667),
    ]
    assert median_wait([10, 20, 30], [15, 40]) == 30


def test_the_median_is_not_known_while_most_wait() -> None:
    assert median_wait([5], [30, 40]) is None
    assert median_wait([], [30]) is None
    assert median_wait([], []) is None


def test_a_half_is_a_half() -> None:
    """Fractions that come out a hair beside one half, and one that waits as long."""
    assert median_wait([1, 2, 3], [4, 5, 6]) == 3
    assert median_wait([7], [7]) == 7


def test_cases_may_come_counted() -> None:
    """Grouped by day they give the same curve."""
    counted = kaplan_meier({10: 2, 20: 1}, {15: 3})
    assert counted == kaplan_meier([10, 10, 20], [15, 15, 15])
    assert [(day, round(share, 4)) for day, share in counted] == [(10, 0.6667), (20, 0)]


@pytest.mark.parametrize("n", [1, 2, 3, 9, 10, 19, 85, 1000])
def test_scipy_gives_the_same_intervals(n: int) -> None:
    """The closed form is no second truth: another hand's arithmetic agrees."""
    from scipy.stats import binomtest

    for k in {0, 1, n // 3, n // 2, n - 1, n}:
        theirs = binomtest(k, n).proportion_ci(method="wilson")
        assert wilson(k, n) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@given(
    some.lists(some.integers(0, 40), min_size=1, max_size=30),
    some.lists(some.integers(0, 40), max_size=30),
)
def test_scipy_gives_the_same_curve(ended: list[int], still_open: list[int]) -> None:
    from scipy.stats import CensoredData, ecdf

    theirs = ecdf(CensoredData(uncensored=ended, right=still_open)).sf
    known = dict(zip(theirs.quantiles, theirs.probabilities, strict=True))
    for day, share in kaplan_meier(ended, still_open):
        assert share == pytest.approx(known[day], abs=1e-12)
