"""Numbers and periods of indicators in words, the same on every page."""

from datetime import date
from fractions import Fraction

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from programmes.indicators.aggregate import Total
from programmes.indicators.enums import PeriodKind

NONE = "–"


def said(number: Fraction | None) -> str:
    """Give a number as people write it, with one decimal where it has parts."""
    if number is None:
        return NONE
    places = 0 if number.denominator == 1 else 1
    rounded = round(number, places)
    return number_format(
        f"{float(rounded):.{places}f}", places, use_l10n=True, force_grouping=True
    )


def period_name(kind: str, start: date) -> str:
    """Give `March 2026`, `quarter 1 of 2026` or `2026`."""
    if kind == PeriodKind.YEAR:
        return str(start.year)
    if kind == PeriodKind.QUARTER:
        quarter = (start.month + 2) // 3
        return _("quarter %(n)d of %(year)d") % {"n": quarter, "year": start.year}
    return date_format(start, "F Y")


def completeness(total: Total) -> str:
    """Give `3 of 4 labs`."""
    return _("%(known)d of %(all)d labs") % {
        "known": total.known,
        "all": total.expected,
    }
