"""Months, quarters and years: their days, their names in addresses, their order."""

import re
from datetime import date, timedelta

from programmes.indicators.enums import MONTHS, PeriodKind

SLUG = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|T([1-4])))?")


def start_of(kind: str, day: date) -> date:
    """Give the first day of the period that a day is in."""
    months = MONTHS[PeriodKind(kind)]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def next_start(kind: str, start: date) -> date:
    """Give the first day of the period after this one."""
    month = start.month - 1 + MONTHS[PeriodKind(kind)]
    return date(start.year + month // 12, month % 12 + 1, 1)


def earlier_start(kind: str, start: date) -> date:
    """Give the first day of the period before this one."""
    return start_of(kind, start - timedelta(days=1))


def slug_of(kind: str, start: date) -> str:
    """Give `2026-03`, `2026-T1` or `2026`."""
    if kind == PeriodKind.YEAR:
        return f"{start.year:04d}"
    if kind == PeriodKind.QUARTER:
        return f"{start.year:04d}-T{(start.month + 2) // 3}"
    return f"{start:%Y-%m}"


def read_slug(slug: str) -> tuple[PeriodKind, date]:
    """Give the kind and the first day that an address names; ValueError otherwise."""
    found = SLUG.fullmatch(slug)
    if found is None:
        raise ValueError("no period")
    year = int(found[1])
    if found[2]:
        return PeriodKind.MONTH, date(year, int(found[2]), 1)
    if found[3]:
        return PeriodKind.QUARTER, date(year, int(found[3]) * 3 - 2, 1)
    return PeriodKind.YEAR, date(year, 1, 1)
