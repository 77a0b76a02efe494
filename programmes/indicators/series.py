"""An indicator over time, lab by lab on one scale: its drawing and its table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import floor

from programmes import known
from programmes.indicators.aggregate import (
    Amount,
    Total,
    cumulated,
    over_labs,
    progress,
)
from programmes.indicators.amounts import before, since, sources, span, window
from programmes.indicators.periods import next_start
from programmes.indicators.wording import completeness, period_name, said, with_unit
from programmes.models import Indicator, Target

# Of the drawing, in its own units.
WIDTH, HEIGHT, EDGE = 240, 96, 8
# How many periods a page shows; a file has them all.
SHOWN = 12


@dataclass(frozen=True)
class Aim:
    """A target, and how much of the way is done."""

    target: Target
    actual: Fraction | None
    indicator: Indicator
    # Some labs have read; of them alone nothing can be said of the whole.
    is_partial: bool = False

    @property
    def text(self) -> str:
        """The target as people write it, with its unit."""
        number, one = Fraction(self.target.value), self.indicator
        return with_unit(number, one.measure, one.unit)

    @property
    def period(self) -> str:
        """For which period it is."""
        period = self.target.period
        return period_name(period.kind, period.starts_on)

    @property
    def has_way(self) -> bool:
        """Whether there is a way to go at all."""
        return self.target.value != self.target.baseline

    @property
    def done(self) -> Fraction | None:
        """The part of the way that is done; exact."""
        if self.actual is None:
            return None
        return progress(self.actual, self.target.value, self.target.baseline)

    @property
    def percent(self) -> int | None:
        """The same in whole hundredths, never rounded up to a target."""
        return None if self.done is None else floor(self.done * 100)

    @property
    def is_reached(self) -> bool:
        """Whether it is done."""
        return self.done is not None and self.done >= 1


@dataclass(frozen=True)
class Line:
    """One lab: its numbers over the periods, None where it has not read."""

    name: str
    values: Sequence[Fraction | None]
    points: Sequence[tuple[int, int]]
    paths: Sequence[str]
    aim: Aim | None
    aim_at: int | None
    last: str


@dataclass(frozen=True)
class Row:
    """One period of the table: each lab's number, and the programme's."""

    period: str
    values: Sequence[Fraction | None]
    total: Total
    measure: str

    @property
    def cells(self) -> list[tuple[str, str]]:
        """Each lab's name, and its number as people write it."""
        return [
            (lab.name, said(value, self.measure))
            for lab, value in zip(known.labs(), self.values, strict=True)
        ]

    @property
    def text(self) -> str:
        """The programme's number as people write it."""
        return said(self.total.value, self.measure)

    @property
    def completeness(self) -> str:
        """How many labs have read it."""
        return completeness(self.total)


@dataclass(frozen=True)
class Series:
    """What the page of an indicator shows."""

    periods: Sequence[str]
    lines: Sequence[Line]
    totals: Sequence[Total]
    rows: Sequence[Row]
    most: str
    programme: Aim | None


def series(indicator: Indicator, shown: int | None = SHOWN) -> Series:
    """Read the approved numbers of the latest periods, or of all, in three statements.

    Two more where it piles up or is made of its parts, whatever its past is.
    """
    measure = indicator.measure
    starts, parts, read = _parts(indicator, shown)
    sums = [over_labs(measure, month) for month in zip(*parts.values(), strict=True)]
    totals = [
        replace(total, known=sum(known_ones))
        for total, known_ones in zip(
            sums, zip(*read.values(), strict=True), strict=True
        )
    ]
    targets = _targets(indicator)
    values = {
        lab: [
            one.value if one and is_read else None
            for one, is_read in zip(mine, read[lab], strict=True)
        ]
        for lab, mine in parts.items()
    }
    lasts = {lab: _last(mine) for lab, mine in parts.items()}
    lines = _lines(indicator, values, lasts, targets)
    names = [period_name(indicator.rhythm, start) for start in starts]
    table = [
        Row(names[n], [line.values[n] for line in lines], totals[n], measure)
        for n in reversed(range(len(starts)))
    ]
    whole = _whole(indicator, sums, targets.get(None))
    most = with_unit(_most(values, targets), measure, indicator.unit)
    return Series(names, lines, totals, table, most, whole)


def _whole(
    indicator: Indicator, sums: Sequence[Total], target: Target | None
) -> Aim | None:
    """Say how far the programme is: where each lab is known, be it from before.

    Of some labs alone a sum is below what is aimed at for all, or falsely reaches it.
    """
    if target is None:
        return None
    last = next((one.value for one in reversed(sums) if one.is_complete), None)
    some = any(one.value is not None for one in sums)
    return Aim(target, last, indicator, is_partial=last is None and some)


def _last(amounts: Sequence[Amount | None]) -> Fraction | None:
    """Give what is known last; what piles up stays where nothing more was read."""
    values = (one.value for one in reversed(amounts) if one)
    return next((value for value in values if value is not None), None)


Amounts = dict[int, Sequence[Amount | None]]


def _parts(
    indicator: Indicator, shown: int | None
) -> tuple[list[date], Amounts, dict[int, list[bool]]]:
    """Give the latest periods, each lab's amounts in them, and whether it has read.

    What piles up stays where a lab has not read: its sum is known, the month is not.
    """
    labs = [lab.pk for lab in known.labs()]
    ids = sources(indicator)
    if (read := span(ids)) is None:
        return [], {lab: [] for lab in labs}, {lab: [] for lab in labs}
    first = read[0]
    if shown is not None:
        first = max(first, window(indicator.rhythm, read[1], shown))
    found = since(indicator, ids, first)
    starts = _starts(indicator, first, read[1])
    parts: Amounts = {
        lab: [found.get((lab, start)) for start in starts] for lab in labs
    }
    own = {lab: [one is not None for one in mine] for lab, mine in parts.items()}
    if not indicator.is_cumulative:
        return starts, parts, own
    earlier = before(indicator, ids, first)
    piled = {
        lab: cumulated(indicator.measure, [earlier.get(lab), *mine])[1:]
        for lab, mine in parts.items()
    }
    sums: Amounts = {lab: [one.amount for one in mine] for lab, mine in piled.items()}
    return starts, sums, own


def _starts(indicator: Indicator, first: date, last: date) -> list[date]:
    """Give every period from the first to the last, gaps included."""
    starts = [first]
    while starts[-1] < last:
        starts.append(next_start(indicator.rhythm, starts[-1]))
    return starts


def _targets(indicator: Indicator) -> dict[int | None, Target]:
    """Give the latest target of each lab and of the programme."""
    rows = indicator.targets.select_related("period")
    rows = rows.order_by("lab_id", "-period__starts_on", "-pk").distinct("lab_id")
    return {row.lab_id: row for row in rows}


def _most(
    values: dict[int, list[Fraction | None]], targets: dict[int | None, Target]
) -> Fraction:
    known_values = [v for mine in values.values() for v in mine if v is not None]
    aims = [Fraction(t.value) for lab, t in targets.items() if lab is not None]
    return max([*known_values, *aims, Fraction(1)])


def _lines(
    indicator: Indicator,
    values: dict[int, list[Fraction | None]],
    lasts: dict[int, Fraction | None],
    targets: dict[int | None, Target],
) -> list[Line]:
    """Draw each lab on the same scale, from zero; a gap breaks the line."""
    most = _most(values, targets)
    read = [v for mine in values.values() for v in mine if v is not None]
    least = min([*read, Fraction(0)])
    lines = []
    for lab in known.labs():
        mine = values[lab.pk]
        spots = [
            None if v is None else (_x(n, len(mine)), _y(v, least, most))
            for n, v in enumerate(mine)
        ]
        target = targets.get(lab.pk)
        last = lasts[lab.pk]
        lines.append(
            Line(
                name=lab.name,
                values=mine,
                points=[spot for spot in spots if spot],
                paths=_paths(spots),
                aim=Aim(target, last, indicator) if target else None,
                aim_at=_y(Fraction(target.value), least, most) if target else None,
                last=with_unit(last, indicator.measure, indicator.unit),
            )
        )
    return lines


def _x(place: int, count: int) -> int:
    return EDGE + round((WIDTH - 2 * EDGE) * place / max(count - 1, 1))


def _y(value: Fraction, least: Fraction, most: Fraction) -> int:
    return HEIGHT - EDGE - round((HEIGHT - 2 * EDGE) * (value - least) / (most - least))


def _paths(spots: Sequence[tuple[int, int] | None]) -> list[str]:
    """Give the unbroken parts of a line, as an SVG polyline writes them."""
    parts: list[list[str]] = [[]]
    for spot in spots:
        if spot is None:
            parts.append([])
        else:
            parts[-1].append(f"{spot[0]},{spot[1]}")
    return [" ".join(part) for part in parts if len(part) > 1]
