"""What has no closed form: exact intervals of counts, exact tests, and their sum.

scipy does the arithmetic. It takes two seconds and 90 MiB to load, more than a web
process may weigh (docs/comparison.md): it is imported where it is used, and only the
worker uses it. Rates and durations have a closed form (`servindus.statistics`).
"""

from collections.abc import Hashable, Mapping
from itertools import combinations
from typing import TypeVar

# Two sides of 95 %.
LOW, HIGH = 0.025, 0.975
# What is told to differ is told wrongly in one comparison of twenty at most.
RISK = 0.05

Key = TypeVar("Key", bound=Hashable)


def poisson(k: int) -> tuple[float, float]:
    """Give the exact 95 % interval of what a count of `k` is one draw of.

    By the quantiles of chi-square (Garwood 1936). Raises ValueError below zero.
    """
    from scipy.stats import chi2

    if k < 0:
        raise ValueError(f"a count of {k}")
    low = float(chi2.ppf(LOW, 2 * k)) / 2 if k else 0.0
    return low, float(chi2.ppf(HIGH, 2 * k + 2)) / 2


def fisher(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Give Fisher's exact probability, two sides, of two rates (k of n) this far apart.

    It is how often chance alone would part them as much, were both the same.
    """
    from scipy.stats import fisher_exact

    rows = [[k, n - k] for k, n in (one, other)]
    return float(fisher_exact(rows).pvalue)


def holm(
    found: Mapping[Key, float], *, comparisons: int | None = None
) -> dict[Key, float]:
    """Give each probability corrected for how many comparisons were made (Holm 1979).

    The smallest is multiplied by the number of comparisons, the next by one less, and
    so on; none comes out smaller than one before it, nor above 1. `comparisons` counts
    those too that could not be made, which only makes it stricter.
    """
    left = max(comparisons or 0, len(found))
    corrected: dict[Key, float] = {}
    least = 0.0
    for key in sorted(found, key=found.__getitem__):
        least = max(least, min(1.0, found[key] * left))
        corrected[key] = least
        left -= 1
    return corrected


def differing(
    rates: Mapping[Key, tuple[int, int]], *, fewest: int = 1
) -> list[tuple[Key, Key]]:
    """Give the pairs of rates (k of n) that differ beyond what chance explains.

    All pairs count as comparisons; one with fewer than `fewest` cases never differs.
    """
    pairs = list(combinations(rates, 2))
    tried = {
        (a, b): fisher(rates[a], rates[b])
        for a, b in pairs
        if min(rates[a][1], rates[b][1]) >= fewest
    }
    corrected = holm(tried, comparisons=len(pairs))
    return [pair for pair in pairs if corrected.get(pair, 1.0) < RISK]
