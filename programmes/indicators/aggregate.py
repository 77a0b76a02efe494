"""Adds readings up: over labs, over time, and towards a target. Exact, no database.

An `Amount` is what one lab has read for one period. Counts, sums and stocks have a
numerator alone, in the indicator's unit; ratios and averages have a denominator too
(for an average, the sum and how many it is over). None stands for "not read": it is
never a zero, and every `Total` says how many of how many parts it is made of.

The rules are those of section 5 of the programme's frame ("Indicators and jobs"): over
labs counts add, a ratio is the sum of numerators over the sum of denominators, a
missing lab is shown as missing, parts sum to the total.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from programmes.indicators.enums import PAIRED, Measure

Number = int | Decimal | Fraction


@dataclass(frozen=True)
class Amount:
    """One number, or a numerator over a denominator; exact."""

    numerator: Fraction
    denominator: Fraction | None = None

    @classmethod
    def of(cls, numerator: Number, denominator: Number | None = None) -> "Amount":
        """Make one of whole or decimal numbers; ValueError when below no parts."""
        if denominator is not None and denominator < 0:
            raise ValueError("a denominator below zero")
        below = None if denominator is None else Fraction(denominator)
        return cls(Fraction(numerator), below)

    @property
    def value(self) -> Fraction | None:
        """The number itself, or None for a ratio of nothing (0 over 0)."""
        if self.denominator is None:
            return self.numerator
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Total:
    """What parts make together, and how many of how many are known.

    `amount` is None when no part is known.
    """

    amount: Amount | None
    known: int
    expected: int

    @property
    def is_complete(self) -> bool:
        """Whether every part is known."""
        return self.known == self.expected

    @property
    def value(self) -> Fraction | None:
        """The number of the known parts, or None."""
        return self.amount.value if self.amount else None


def check_shape(measure: str, amount: Amount) -> None:
    """Refuse with ValueError a pair for a count, or one number for a ratio."""
    if (measure in PAIRED) != (amount.denominator is not None):
        raise ValueError(f"a {measure} is not read like this")


def _summed(measure: str, parts: Iterable[Amount]) -> Amount:
    """Add numerators and denominators apart: sum over sum, never mean of means."""
    numerator, denominator = Fraction(0), Fraction(0)
    for part in parts:
        check_shape(measure, part)
        numerator += part.numerator
        denominator += part.denominator or 0
    return Amount(numerator, denominator if measure in PAIRED else None)


def over_labs(measure: str, parts: Iterable[Amount | None]) -> Total:
    """Add the labs of one period up; a lab that has not read is left out and told.

    Counts, sums and stocks add; ratios and averages are sum over sum. ValueError for
    an amount of the wrong shape.
    """
    given = list(parts)
    known = [part for part in given if part is not None]
    amount = _summed(measure, known) if known else None
    return Total(amount, len(known), len(given))


def over_time(measure: str, parts: Sequence[Amount | None]) -> Total:
    """Make one longer period of shorter ones, given in the order of their days.

    A stock is that of the last period, and is missing when the last one is: the
    number of an earlier day is not the number of this one. Everything else adds as
    over labs. ValueError for an amount of the wrong shape.
    """
    if measure != Measure.STOCK:
        return over_labs(measure, parts)
    last = parts[-1] if parts else None
    if last is not None:
        check_shape(measure, last)
    known = sum(part is not None for part in parts)
    return Total(last, known, len(parts))


def cumulated(measure: str, parts: Sequence[Amount | None]) -> list[Total]:
    """Give for each period what it makes with all before it, gaps told.

    A stock is what it is: it does not pile up. Its own gaps stay gaps.
    """
    found: list[Total] = []
    amount, known = None, 0
    for place, part in enumerate(parts, 1):
        known += part is not None
        # What was before, and this one: never all of it anew.
        both = [part] if measure == Measure.STOCK else [amount, part]
        amount = over_labs(measure, both).amount
        found.append(Total(amount, known, place))
    return found


def progress(actual: Number, target: Number, baseline: Number) -> Fraction | None:
    """Give how much of the way from the baseline to the target is done.

    1 is the target, 0 the baseline; below 0 it has gone the wrong way. It works both
    ways up, which actual over target does not. None when there is no way to go: the
    target is the baseline.
    """
    way = Fraction(target) - Fraction(baseline)
    return (Fraction(actual) - Fraction(baseline)) / way if way else None


def total_of_parts(measure: str, parts: Mapping[str, Amount | None]) -> Total:
    """Compute a total from its parts, by code; parts of a ratio are pairs too."""
    return over_labs(measure, parts.values())


def parts_differ(
    measure: str, total: Amount | None, parts: Mapping[str, Amount | None]
) -> Fraction | None:
    """Give by how much parts miss a total that was read apart; None when they agree.

    Nothing is compared while the total or one of the parts is not known.
    """
    made = total_of_parts(measure, parts)
    if total is None or made.amount is None or not made.is_complete:
        return None
    check_shape(measure, total)
    gap = made.amount.numerator - total.numerator
    below = (made.amount.denominator or 0) - (total.denominator or 0)
    return (gap or Fraction(below)) or None
