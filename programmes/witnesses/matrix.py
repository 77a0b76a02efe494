"""Cost x workability: the arithmetic of a wave's matrix and its drawing.

Cost is reckoned as the Standard Cost Model does, price by quantity: the euros that an
obligation costs a year, and its hours at what the company says an hour costs. Where it
says nothing hours are shown beside euros and never turned into any: nobody guesses what
an hour is worth. The bands (under 10 000 euros, to 30 000, from there on) are this
programme's own, written on the page with the drawing; they are not a norm.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from programmes.witnesses.enums import Workability
from servindus.templatetags.servindus import capital, grouped

ZERO = Decimal(0)
# Euros a year from which the second and the third band begin.
BANDS = (Decimal(10_000), Decimal(30_000))
GRADES = tuple(Workability)
TOP = len(BANDS)
# How far a cell is from easy, 0 to 5, as its ground shows it.
TONES = ("calm", "calm", "some", "much", "hard", "worst")


@dataclass(frozen=True)
class Line:
    """One obligation in its place."""

    row: Any
    cost: Decimal
    band: int

    @property
    def grade(self) -> int:
        """From 1, workable, to 4, not workable."""
        return int(self.row.workability)

    @property
    def is_not_workable(self) -> bool:
        """Whether one cannot live with it."""
        return self.grade == Workability.NOT

    @property
    def is_worst(self) -> bool:
        """Whether it stands in the corner that costs most and works least."""
        return self.is_not_workable and self.band == TOP


@dataclass(frozen=True)
class Sums:
    """What the lines of a wave come to."""

    lines: int = 0
    hours: Decimal = ZERO
    euros: Decimal = ZERO
    cost: Decimal = ZERO
    not_workable: int = 0


def cost_of(hours: Decimal, euros: Decimal, hourly: Decimal | None) -> Decimal:
    """Give euros a year; hours count only at what the company says one costs.

    >>> cost_of(Decimal(10), Decimal(500), Decimal(40))
    Decimal('900')
    >>> cost_of(Decimal(10), Decimal(500), None)
    Decimal('500')
    """
    return euros if hourly is None else euros + hours * hourly


def band_of(cost: Decimal) -> int:
    """Give the band of a cost, 0 to 2.

    >>> [band_of(Decimal(n)) for n in (0, 9_999, 10_000, 29_999, 30_000)]
    [0, 0, 1, 1, 2]
    """
    return sum(cost >= start for start in BANDS)


def lines_of(rows: Iterable[Any], hourly: Decimal | None) -> list[Line]:
    """Give the lines of a wave, the most costly first."""
    found = []
    for row in rows:
        cost = cost_of(row.hours_per_year, row.euros_per_year, hourly)
        found.append(Line(row, cost, band_of(cost)))
    return sorted(found, key=lambda line: (-line.cost, line.row.number))


def sums_of(lines: Sequence[Line]) -> Sums:
    """Add the lines of a wave up."""
    return Sums(
        len(lines),
        sum((line.row.hours_per_year for line in lines), ZERO),
        sum((line.row.euros_per_year for line in lines), ZERO),
        sum((line.cost for line in lines), ZERO),
        sum(line.is_not_workable for line in lines),
    )


def band_labels() -> list[str]:
    """Give the names of the bands, the most costly first."""
    low, high = (grouped(int(start)) for start in BANDS)
    return [
        _("%(euros)s € and more") % {"euros": high},
        _("%(low)s to %(high)s €") % {"low": low, "high": high},
        _("under %(euros)s €") % {"euros": low},
    ]


def finding(lines: Sequence[Line]) -> str:
    """Say in one or two sentences what the matrix shows."""
    if not lines:
        return _("No obligation has been written down yet.")
    total, bad = len(lines), [line for line in lines if line.is_not_workable]
    if not bad:
        return _("No obligation is judged not workable.")
    first = ngettext(
        "%(n)d obligation of %(total)d is judged not workable.",
        "%(n)d obligations of %(total)d are judged not workable.",
        len(bad),
    ) % {"n": len(bad), "total": total}
    worst = [line for line in bad if line.is_worst]
    if not worst:
        return first
    second = ngettext(
        "One of them costs %(euros)s € a year or more as well: %(name)s.",
        "%(n)d of them cost %(euros)s € a year or more as well.",
        len(worst),
    ) % {
        "n": len(worst),
        "euros": grouped(int(BANDS[-1])),
        "name": worst[0].row.obligation,
    }
    return f"{first} {second}"


# --- The drawing ----------------------------------------------------------------------


@dataclass(frozen=True)
class Layout:
    """How wide a drawing is; a phone has one of its own, never a shrunk one."""

    name: str
    width: int
    left: int
    cell_height: int
    # Whether column names take two lines.
    narrow: bool = False


WIDE = Layout("wide", 1040, 130, 68)
NARROW = Layout("narrow", 320, 68, 62, narrow=True)
GAP, SIDE, STEP, HEAD = 4, 26, 32, 22


@dataclass(frozen=True)
class Drawing:
    """A matrix as rectangles, numbered squares and words."""

    layout: Layout
    height: int
    cells: list[dict[str, Any]] = field(default_factory=list)
    marks: list[dict[str, Any]] = field(default_factory=list)
    more: list[dict[str, Any]] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)


def drawing(lines: Sequence[Line], layout: Layout) -> Drawing:
    """Give the drawing of a matrix: three bands, the highest on top, four grades."""
    wide = (layout.width - layout.left) / len(GRADES)
    bands = TOP + 1
    bottom = HEAD + bands * layout.cell_height
    found = Drawing(layout, bottom + (36 if layout.narrow else 24))
    for place in range(bands):
        band = TOP - place
        y = HEAD + place * layout.cell_height
        _band_words(found, place, y)
        for column, grade in enumerate(GRADES):
            x = layout.left + column * wide
            box: dict[str, Any] = {"x": x + GAP / 2, "y": y + GAP / 2, "w": wide - GAP}
            box |= {"h": layout.cell_height - GAP, "tone": TONES[band + column]}
            found.cells.append({k: _px(v) for k, v in box.items()})
            inside = [one for one in lines if (one.band, one.grade) == (band, grade)]
            _fill(found, inside, (x, y, wide))
    for column, grade in enumerate(GRADES):
        _grade_words(found, layout.left + (column + 0.5) * wide, bottom, grade)
    return found


def _px(value: Any) -> Any:
    """Give a length without a tail of digits, written with a point everywhere."""
    return f"{value:g}" if isinstance(value, int | float) else value


def _fill(found: Drawing, lines: Sequence[Line], cell: tuple[float, ...]) -> None:
    """Put the numbered squares of a cell in rows, as many as there is room for."""
    x, y, wide = cell
    each = max(1, int((wide - GAP * 2) // STEP))
    most = each * int((found.layout.cell_height - GAP) // STEP)
    shown = lines if len(lines) <= most else lines[: most - 1]
    over = len(lines) - len(shown)
    rows = -(-(len(shown) + bool(over)) // each) or 1
    top = y + (found.layout.cell_height - rows * STEP) / 2
    ordered = sorted(shown, key=lambda line: line.row.number)
    for place in range(len(ordered) + bool(over)):
        in_row = min(each, len(ordered) + bool(over) - place // each * each)
        left = x + (wide - in_row * STEP) / 2
        at = {
            "x": _px(left + place % each * STEP + (STEP - SIDE) / 2),
            "y": _px(top + place // each * STEP + (STEP - SIDE) / 2),
            "cx": _px(left + place % each * STEP + STEP / 2),
            "cy": _px(top + place // each * STEP + STEP / 2 + 5),
        }
        if place < len(ordered):
            found.marks.append({**at, "number": ordered[place].row.number})
        else:
            found.more.append({**at, "text": f"+{over}"})


def _band_words(found: Drawing, place: int, y: float) -> None:
    label = band_labels()[place]
    middle = y + found.layout.cell_height / 2
    if found.layout.narrow:
        for number, part in enumerate(_short_bands()[place]):
            at = {"x": "0", "y": _px(middle - 3 + number * 15), "anchor": "start"}
            found.words.append({**at, "text": part})
        return
    at = {"x": "0", "y": _px(middle + 4), "anchor": "start"}
    found.words.append({**at, "text": capital(label)})


def _short_bands() -> list[tuple[str, str]]:
    low, high = (int(start) // 1000 for start in BANDS)
    unit = pgettext("thousand euros", "k€")
    return [
        (f"{high} {unit}", pgettext("of a sum", "and more")),
        (pgettext("of a sum", "%(n)s to") % {"n": low}, f"{high} {unit}"),
        (pgettext("of a sum", "under"), f"{low} {unit}"),
    ]


def _short_grades() -> list[str]:
    """Give the grades in two short lines each, as a phone shows them."""
    return [
        pgettext("two short lines", "work-|able"),
        pgettext("two short lines", "with|effort"),
        pgettext("two short lines", "with|difficulty"),
        pgettext("two short lines", "not|workable"),
    ]


def _grade_words(found: Drawing, x: float, bottom: float, grade: Workability) -> None:
    words = _short_grades()[grade - 1] if found.layout.narrow else str(grade.label)
    parts = capital(words).split("|")
    for number, part in enumerate(parts):
        at = {"x": _px(x), "y": _px(bottom + 16 + number * 15), "anchor": "middle"}
        found.words.append({**at, "text": part})
