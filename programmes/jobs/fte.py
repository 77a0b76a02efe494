"""Full-time equivalents and months: the arithmetic of the register, without effect."""

from calendar import monthrange
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
YEAR = 12


def fte_of(months: Decimal | int, share: Decimal | int, contracts: int = 1) -> Decimal:
    """Give the full-time equivalents of contracts, over a year.

    `months` of each contract within the year, of which no more than twelve count;
    `share` of full time, from 0 to 1. It is INSEE's "équivalent temps plein
    annualisé" in its own words: each job counts by its length over the year and its
    share of full time. ValueError for what is negative or more than full time.

    >>> fte_of(6, 1), fte_of(12, Decimal("0.8")), fte_of(24, 1, contracts=2)
    (Decimal('0.50'), Decimal('0.80'), Decimal('2.00'))
    """
    length, part = Decimal(months), Decimal(share)
    if length < 0 or not 0 <= part <= 1 or contracts < 0:
        raise ValueError("months, share and contracts are outside what can be")
    found = contracts * min(length, Decimal(YEAR)) / YEAR * part
    return found.quantize(CENT, rounding=ROUND_HALF_UP)


def months_after(day: date, months: int) -> date:
    """Give the same day so many months later, or the last day of that month.

    >>> months_after(date(2026, 3, 31), 11), months_after(date(2028, 2, 29), 12)
    (datetime.date(2027, 2, 28), datetime.date(2029, 2, 28))
    """
    year, month = divmod(day.year * YEAR + day.month - 1 + months, YEAR)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
