"""Counts and comparisons: known vectors, an example by hand, and who loads scipy."""

import subprocess
import sys

import pytest

from benchmarking.statistics import differing, fisher, holm, poisson


@pytest.mark.parametrize(
    ("k", "low", "high"),
    [(0, 0, 3.689), (1, 0.025, 5.572), (10, 4.795, 18.390)],
)
def test_poisson(k: int, low: float, high: float) -> None:
    assert [round(end, 3) for end in poisson(k)] == [low, high]


def test_a_count_is_never_below_zero() -> None:
    with pytest.raises(ValueError, match="a count of -1"):
        poisson(-1)


def test_fisher() -> None:
    """The lady who tasted tea: 3 of 4 against 1 of 4 happens 34 times of 70."""
    assert round(fisher((3, 4), (1, 4)), 4) == 0.4857
    assert round(fisher((10, 10), (0, 10)), 8) == 0.00001083
    assert fisher((5, 10), (5, 10)) == 1


def test_holm_by_hand() -> None:
    """0.01 x 4; 0.02 x 3; 0.03 x 2 is no more than before; 0.5 x 1."""
    found = holm({"c": 0.03, "a": 0.01, "d": 0.5, "b": 0.02})
    assert {key: round(value, 10) for key, value in found.items()} == {
        "a": 0.04,
        "b": 0.06,
        "c": 0.06,
        "d": 0.5,
    }
    assert holm({"a": 0.4, "b": 0.7}) == {"a": 0.8, "b": 0.8}
    assert holm({}) == {}


def test_comparisons_that_could_not_be_made_count() -> None:
    """One of six: multiplied by six, and never above one."""
    assert {k: round(v, 10) for k, v in holm({"a": 0.01}, comparisons=6).items()} == {
        "a": 0.06
    }
    assert holm({"a": 0.5}, comparisons=6) == {"a": 1.0}


def test_only_what_chance_does_not_explain_differs() -> None:
    """8 of 12 and 11 of 19 do not; 18 of 20 and 3 of 20 do, among six pairs."""
    rates = {"amiens": (3, 5), "marseille": (8, 12), "nancy": (0, 0), "rouen": (11, 19)}
    assert differing(rates) == []
    rates |= {"marseille": (18, 20), "rouen": (3, 20)}
    assert differing(rates) == [("marseille", "rouen")]


def test_chance_alone_without_the_correction() -> None:
    """13 of 20 against 5 of 20 is rarer than one in twenty, not among six pairs."""
    rates = {"a": (13, 20), "b": (5, 20), "c": (9, 20), "d": (9, 20)}
    assert round(fisher(rates["a"], rates["b"]), 4) == 0.0248
    assert differing(rates) == []
    assert differing({"a": (13, 20), "b": (5, 20)}) == [("a", "b")]


def test_too_few_cases_never_differ() -> None:
    rates = {"a": (9, 9), "b": (0, 30)}
    assert differing(rates) == [("a", "b")]
    assert differing(rates, fewest=10) == []


def test_django_starts_without_scipy() -> None:
    """It would cost each process two seconds and 90 MiB."""
    ask = (
        "import django, sys; django.setup();"
        "import django.urls; django.urls.get_resolver().url_patterns;"
        "import benchmarking.statistics;"
        "print('scipy' in sys.modules, 'numpy' in sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == ["False", "False"]
