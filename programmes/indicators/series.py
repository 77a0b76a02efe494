"""An indicator over time, lab by lab on one scale: its drawing and its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Max, Min

from programmes import known
from programmes.indicators.aggregate import (
    Amount,
    Total,
    cumulated,
    over_labs,
    progress,
)
from programmes.indicators.enums import PUBLIC
from programmes.indicators.latest import COLUMNS, amount_of, sums
from programmes.indicators.periods import next_start
from programmes.indicators.wording import period_name, said
from programmes.models import Indicator, Reading, Target
from programmes.models.readings import ReadingQuerySet

# Of the drawing, in its own units.
WIDTH, HEIGHT, EDGE = 240, 96, 8
SHOWN = 24
Parts = list[Amount | None]


@dataclass(frozen=True)
class Aim:
    """A target, and how much of the way is done."""

    target: Target
    actual: Fraction | None

    @property
    def text(self) -> str:
        """The target as people write it."""
        return said(Fraction(self.target.value))

    @property
    def has_way(self) -> bool:
        """Whether there is a way to go at all."""
        return self.target.value != self.target.baseline

    @property
    def percent(self) -> int | None:
        """The part of the way that is done."""
        if self.actual is None:
            return None
        done = progress(self.actual, self.target.value, self.target.baseline)
        return None if done is None else round(done * 100)

    @property
    def is_reached(self) -> bool:
        """Whether it is done."""
        return self.percent is not None and self.percent >= 100


@dataclass(frozen=True)
class Line:
    """One lab: its numbers over the periods, None where it has not read."""

    name: str
    values: Sequence[Fraction | None]
    points: Sequence[tuple[int, int]]
    paths: Sequence[str]
    aim: Aim | None
    aim_at: int | None

    @property
    def last(self) -> str:
        """The latest number that there is."""
        return said(next((v for v in reversed(self.values) if v is not None), None))


@dataclass(frozen=True)
class Series:
    """What the page of an indicator shows."""

    periods: Sequence[str]
    lines: Sequence[Line]
    totals: Sequence[Total]
    rows: Sequence[tuple[str, Sequence[str], str, Total]]
    most: str
    programme: Aim | None


def series(indicator: Indicator) -> Series:
    """Read the approved numbers of the latest periods, in three statements or four.

    However long it has been read, so many periods are asked for; what piled up before
    them comes as one number for each lab.
    """
    rows = Reading.objects.public().filter(indicator=indicator)
    starts = _starts(indicator)
    parts = _parts(rows, starts)
    if indicator.is_cumulative and starts:
        before = _before(rows, starts[0])
        parts = {
            pk: [one.amount for one in cumulated(indicator.measure, mine)][1:]
            for pk, mine in ((pk, [before.get(pk), *parts[pk]]) for pk in parts)
        }
    totals = [
        over_labs(indicator.measure, month)
        for month in zip(*parts.values(), strict=True)
    ]
    targets = _targets(indicator)
    values = {
        pk: [one.value if one else None for one in mine] for pk, mine in parts.items()
    }
    lines = _lines(values, targets)
    names = [period_name(indicator.rhythm, start) for start in starts]
    table = [
        (names[n], [said(line.values[n]) for line in lines], said(totals[n].value),
         totals[n])
        for n in reversed(range(len(starts)))
    ]  # fmt: skip
    last = next((t.value for t in reversed(totals) if t.value is not None), None)
    whole = Aim(targets[None], last) if None in targets else None
    most = said(_most(values, targets))
    return Series(names, lines, totals, table, most, whole)


def _starts(indicator: Indicator) -> list[date]:
    """Give the latest periods, from the first to the last read, gaps included."""
    rows = indicator.readings.filter(sheet__status__in=PUBLIC)
    start = "sheet__period__starts_on"
    span = rows.aggregate(first=Min(start), last=Max(start))
    starts = [span["first"]] if span["first"] else []
    while starts and starts[-1] < span["last"]:
        starts.append(next_start(indicator.rhythm, starts[-1]))
    return starts[-SHOWN:]


def _parts(rows: ReadingQuerySet, starts: list[date]) -> dict[int, Parts]:
    """Give what each lab has read for these periods."""
    found: dict[tuple[int, date], Amount] = {}
    if starts:
        rows = rows.filter(sheet__period__starts_on__gte=starts[0])
        for lab, start, *numbers in rows.values_list(
            "sheet__lab_id", "sheet__period__starts_on", *COLUMNS
        ):
            found[lab, start] = amount_of(*numbers)
    return {
        lab.pk: [found.get((lab.pk, start)) for start in starts] for lab in known.labs()
    }


def _before(rows: ReadingQuerySet, start: date) -> dict[int, Amount]:
    """Give what each lab had added up before a period."""
    older = rows.filter(sheet__period__starts_on__lt=start)
    return {lab: amount for (_one, lab), amount in sums(older).items()}


def _targets(indicator: Indicator) -> dict[int | None, Target]:
    """Give the latest target of each lab and of the programme."""
    rows = indicator.targets.order_by("lab_id", "-period__starts_on", "-pk")
    return {row.lab_id: row for row in rows.distinct("lab_id")}


def _most(
    values: dict[int, list[Fraction | None]], targets: dict[int | None, Target]
) -> Fraction:
    known_values = [v for mine in values.values() for v in mine if v is not None]
    aims = [Fraction(t.value) for lab, t in targets.items() if lab is not None]
    return max([*known_values, *aims, Fraction(1)])


def _lines(
    values: dict[int, list[Fraction | None]], targets: dict[int | None, Target]
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
        last = next((v for v in reversed(mine) if v is not None), None)
        lines.append(
            Line(
                name=lab.name,
                values=mine,
                points=[spot for spot in spots if spot],
                paths=_paths(spots),
                aim=Aim(target, last) if target else None,
                aim_at=_y(Fraction(target.value), least, most) if target else None,
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
