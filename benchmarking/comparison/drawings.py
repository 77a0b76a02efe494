"""Charts as lengths in hundredths of their width and height: no drawing is shrunk.

An SVG without a view box takes such lengths as they are, so that one drawing fits a
phone and a wide screen, with its words at their size.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format

from benchmarking.comparison.figures import (
    FEWEST_CASES,
    Comparison,
    Curve,
    Rates,
    Volume,
)
from benchmarking.comparison.others import COLUMNS, ROWS, Bullet, Matrix
from programmes.witnesses.matrix import TONES
from servindus.ui import Text

# The legal delay for an answer, in days; a curve reaches twice as far at least.
TWO_MONTHS = 61
FULL = 100.0
TONE_OF = {
    "reports": "data3", "blockers": "data3", "sent": "data2", "answered": "data2",
    "in_force": "data1", "verified": "data1",
}  # fmt: skip


def percent(part: float, whole: float = FULL) -> str:
    """Give a length, written with a point everywhere."""
    return f"{FULL * part / whole if whole else 0:.2f}%"


@dataclass(frozen=True)
class Dot:
    """A rate with its interval on a line of its own; lengths are None without one."""

    name: str
    words: str
    at: str | None = None
    low: str | None = None
    wide: str | None = None
    is_few: bool = False


# Places along a chart with their words.
Axis = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Shares:
    """A dot for each lab from 0 to 100 %, and an aim as a dashed line."""

    dots: Sequence[Dot]
    axis: Axis
    aim: str = ""

    @property
    def ticks(self) -> list[str]:
        """Where the quiet lines stand."""
        return [place for place, _word in self.axis]


def shares(rates: Rates, name: Any, words: Any, aim: str = "") -> Shares:
    """Give the dots of a rate."""
    dots = [_dot(name(lab), words(rate), rate) for lab, rate in rates.of.items()]
    axis = [
        (percent(quarter, 4), f"{quarter * 25}\N{NO-BREAK SPACE}%")
        for quarter in range(5)
    ]
    return Shares(dots, axis, aim)


def _dot(name: str, words: str, rate: Any) -> Dot:
    if rate is None or rate.interval is None:
        return Dot(name, words)
    low, high = rate.interval
    return Dot(
        name,
        words,
        at=percent(rate.k, rate.n),
        low=percent(low),
        wide=percent(high - low),
        is_few=rate.n < FEWEST_CASES,
    )


@dataclass(frozen=True)
class Scale:
    """One kind of volume: a dot for each lab, on one scale from zero."""

    title: Text
    most: str
    dots: Sequence[Dot]

    @property
    def axis(self) -> Axis:
        """Its two ends."""
        return [(percent(0), "0"), (percent(1, 1), self.most)]

    @property
    def ticks(self) -> list[str]:
        """Where the quiet lines stand."""
        return [place for place, _word in self.axis]


def scale(
    title: Text, volumes: Mapping[int, Volume], kind: str, name: Any, words: Any
) -> Scale:
    """Give the dots of one denominator; the scale ends with the highest interval."""
    rates = {lab: volume.per(kind) for lab, volume in volumes.items()}
    most = _round_up(max((rate[2] for rate in rates.values() if rate), default=1.0))
    found = []
    for lab, rate in rates.items():
        if rate is None:
            found.append(Dot(name(lab), words(volumes[lab], kind)))
            continue
        at, low, high = rate
        found.append(
            Dot(
                name(lab),
                words(volumes[lab], kind),
                at=percent(at, most),
                low=percent(low, most),
                wide=percent(high - low, most),
                is_few=volumes[lab].k < FEWEST_CASES,
            )
        )
    end = f"{most:g}"
    return Scale(title, number_format(end, use_l10n=True), found)


def _round_up(value: float) -> float:
    """Give the next of 1, 2, 5, 10, 20, 50 and so on, as scales end."""
    for power in range(-2, 9):
        for first in (1, 2, 5):
            if first * 10.0**power >= value:
                return first * 10.0**power
    return value


@dataclass(frozen=True)
class Steps:
    """A curve in steps, and the end where one still waits.

    The curve has a box of a hundred by a hundred of its own, stretched without its
    stroke: a line of many points weighs little.
    """

    name: str
    n: int | None
    words: str
    is_few: bool
    points: str
    open_end: tuple[str, str] | None


def reach(curves: Iterable[Curve | None]) -> int:
    """Give how many days the scale of all curves has: whole months, four at least."""
    last = max(
        (day for one in curves if one for day in _days(one)), default=2 * TWO_MONTHS
    )
    return max(2 * TWO_MONTHS, -(-last // TWO_MONTHS) * TWO_MONTHS)


def _days(curve: Curve) -> list[int]:
    return [day for day, _share in curve.steps] + [curve.longest or 0]


def steps(name: str, curve: Curve | None, words: str, days: int) -> Steps:
    """Give a lab's curve on the common scale; an empty one where it is not told."""
    if curve is None:
        return Steps(name, None, words, True, "", None)
    corners = [(0, 1.0)] if curve.n else []
    day, share = 0, 1.0
    for at, left in curve.steps:
        corners += [(at, share), (at, left)]
        day, share = at, left
    end = None
    if curve.longest is not None and curve.longest >= day:
        corners.append((curve.longest, share))
        end = (percent(curve.longest, days), percent(1 - share, 1))
    points = (f"{FULL * x / days:.4g},{FULL * (1 - y):.4g}" for x, y in corners)
    few = curve.n < FEWEST_CASES
    return Steps(name, curve.n, words, few, " ".join(points), end)


@dataclass(frozen=True)
class Bar:
    """One stage of a lab's files."""

    label: Text
    number: int
    wide: str
    tone: str


def funnel(
    found: Comparison, name: Any, labels: Mapping[str, Text], stages: Sequence[str]
) -> list[tuple[str, list[Bar]]]:
    """Give the bars of each lab on one scale."""
    told = {lab: one for lab, one in found.funnel.items() if one is not None}
    most = max((n for one in told.values() for n in one.values()), default=0)
    return [
        (
            name(lab),
            [
                Bar(labels[one], n, percent(n, most), TONE_OF[one])
                for one, n in ((one, told[lab][one]) for one in stages)
            ]
            if lab in told
            else [],
        )
        for lab in found.labs
    ]


def grid(matrix: Matrix) -> list[dict[str, Any]]:
    """Give the twelve cells of a matrix with their places; costs fall downwards."""
    found = []
    for line, band in enumerate(ROWS):
        for place, grade in enumerate(COLUMNS):
            number = matrix.of(band, grade)
            found.append(
                {
                    "x": percent(place, len(COLUMNS)),
                    "y": percent(line, len(ROWS)),
                    "cx": percent(place + 0.5, len(COLUMNS)),
                    "cy": percent(line + 0.5, len(ROWS)),
                    "tone": TONES[band + place],
                    "number": number,
                }
            )
    return found


@dataclass(frozen=True)
class Goal:
    """A bar with its goal and where it began."""

    name: str
    value: str
    words: str
    wide: str | None
    target: str | None
    baseline: str | None


def goals(bullet: Bullet, name: Any, said: Any, words: Any) -> list[Goal]:
    """Give the bars of one indicator, the labs' and the programme's, on one scale."""
    rows = [
        (name(lab), read.amount.value if (read := bullet.figure.labs[lab]) else None,
         aim)
        for lab, aim in bullet.labs.items()
    ]  # fmt: skip
    if bullet.programme is not None:
        rows.append((name(None), bullet.programme.actual, bullet.programme))
    ends = [value for _name, value, _aim in rows if value is not None]
    ends += [aim.target.value for _name, _value, aim in rows if aim]
    ends += [aim.target.baseline for _name, _value, aim in rows if aim]
    most = max((float(one) for one in ends), default=1.0) or 1.0

    def place(value: Any) -> str | None:
        return None if value is None else percent(max(float(value), 0.0), most)

    return [
        Goal(
            who,
            said(value),
            words(aim),
            place(value),
            place(aim.target.value if aim else None),
            place(aim.target.baseline if aim else None),
        )
        for who, value, aim in rows
    ]
