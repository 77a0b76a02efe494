"""Measures of few cases, pure: how sure a rate is, and how long something takes.

Both have a closed form, and pages ask them for each reader: they cost microseconds and
import nothing. The tests hold them to the same answers as scipy's.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from math import sqrt

# 97.5 % of a normal distribution lie below so many deviations: two sides make 95 %.
Z = 1.959963984540054
# Days, one for each case; or how many cases there are for each number of days.
Days = Iterable[int] | Mapping[int, int]


def wilson(k: int, n: int) -> tuple[float, float] | None:
    """Give Wilson's 95 % interval of `k` out of `n`, from 0 to 1; None without a case.

    Raises ValueError unless 0 <= k <= n.
    """
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n}")
    if n == 0:
        return None
    share = k / n
    middle = share + Z * Z / (2 * n)
    half = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    whole = 1 + Z * Z / n
    low = 0.0 if k == 0 else (middle - half) / whole
    high = 1.0 if k == n else (middle + half) / whole
    return low, high


def kaplan_meier(ended: Days, still_open: Days) -> list[tuple[int, float]]:
    """Give (days, share that still waits then) at each number of days that ended one.

    `still_open` are the days that the others have waited so far: leaving them out
    would make waiting look shorter than it is. One that waits exactly so many days is
    at risk on that day.
    """
    ends, waits = Counter(ended), Counter(still_open)
    at_risk = ends.total() + waits.total()
    share, curve = 1.0, []
    for day in sorted(ends.keys() | waits.keys()):
        if ends[day]:
            share *= 1 - ends[day] / at_risk
            curve.append((day, share))
        at_risk -= ends[day] + waits[day]
    return curve


def median_wait(ended: Days, still_open: Days) -> int | None:
    """Give the days after which half has ended; None while fewer than half have."""
    return median_of(kaplan_meier(ended, still_open))


def median_of(curve: Iterable[tuple[int, float]]) -> int | None:
    """Give where a curve of Kaplan-Meier crosses one half; None where it does not."""
    # Products of fractions come out a hair beside one half.
    return next((day for day, share in curve if share <= 0.5 + 1e-9), None)
