"""Wilson's interval and Kaplan-Meier's curve, against vectors known from elsewhere."""

import pytest

from blockers.statistics import kaplan_meier, median_wait, wilson


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
