"""When one looks at a witness company: the plan of its waves, without effect."""

from collections.abc import Iterator
from datetime import date, timedelta

from programmes.jobs.fte import months_after
from programmes.witnesses.enums import (
    QUARTERS,
    T0_DAYS,
    TWO_YEARS,
    YEAR,
    WaveKind,
)


def planned(start: date, end: date) -> Iterator[tuple[WaveKind, date]]:
    """Give the waves of an engagement with their days, the baseline first.

    T0 within thirty days of the start, then every three months; after a year and
    after two the wave has a name of its own. None after the planned end.

    >>> [kind.value for kind, _day in planned(date(2026, 1, 1), date(2026, 7, 1))]
    ['t0', 'quarterly', 'quarterly']
    """
    yield WaveKind.T0, min(start + timedelta(days=T0_DAYS), end)
    named = {YEAR: WaveKind.T12, TWO_YEARS: WaveKind.T24}
    for months in sorted((*QUARTERS, YEAR, TWO_YEARS)):
        day = months_after(start, months)
        if day <= end:
            yield named.get(months, WaveKind.QUARTERLY), day
