"""Numbers and periods of indicators in words, the same on every page."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.indicators.aggregate import Total
from programmes.indicators.enums import Measure, PeriodKind

NONE = "–"


def said(number: Fraction | None, measure: str = "") -> str:
    """Give a number as people write it, with one decimal where it has parts.

    A ratio is told in hundredths: `67 %`.
    """
    if number is None:
        return NONE
    if measure == Measure.RATIO:
        return f"{said(number * 100)}\N{NO-BREAK SPACE}%"
    places = 0 if number.denominator == 1 else 1
    rounded = round(number, places)
    return number_format(
        f"{float(rounded):.{places}f}", places, use_l10n=True, force_grouping=True
    )


def said_exactly(number: Fraction) -> str:
    """Give a number with the decimals that it has, four at most."""
    return number_format(
        f"{Decimal(round(number * 10_000)) / 10_000:f}",
        use_l10n=True,
        force_grouping=True,
    )


def with_unit(number: Fraction | None, measure: str, unit: str) -> str:
    """Give a number with its unit; a ratio has it already, and a dash needs none."""
    text = said(number, measure)
    if number is None or measure == Measure.RATIO:
        return text
    return f"{text}\N{NO-BREAK SPACE}{unit}"


def exact(number: Fraction | None) -> Decimal | None:
    """Give a number for a file's cell, to four decimals as readings are kept."""
    if number is None:
        return None
    return Decimal(round(number * 10_000)) / 10_000


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
    # In French one of four is one lab, and so is none.
    words = ngettext(
        "%(known)d of %(all)d labs", "%(known)d of %(all)d labs", total.known
    )
    return words % {"known": total.known, "all": total.expected}
