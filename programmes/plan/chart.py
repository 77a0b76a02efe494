"""The plan drawn along time: bars from first to last day, diamonds for milestones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.models import PlanAction
from programmes.plan.enums import MilestoneStatus
from programmes.plan.looks import is_late
from programmes.plan.wording import counted, lab_name
from servindus.exports.cells import Cell
from servindus.templatetags.servindus import short_date

M = MilestoneStatus
# Where a day stands in a drawing.
Scale = Callable[[date], float]
YEAR = 12
# Months from one label to the next; over longer times, whole years.
STEPS = (1, 2, 3, 4, 6, YEAR)
HALF = 6


@dataclass(frozen=True)
class Diamond:
    """A milestone's day: planned (hollow), forecast, or reached (filled)."""

    points: str
    kind: str


@dataclass(frozen=True)
class Bar:
    """One action: its name, its bar, its milestones, the way that each has slipped."""

    label: str
    y: int
    text_y: int
    x: float
    width: float
    tone: str
    diamonds: Sequence[Diamond] = ()
    slips: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True)
class Tick:
    """The first day of a month; its label stays inside the drawing."""

    x: float
    label_x: float
    label: str


@dataclass(frozen=True)
class Drawing:
    """A drawing for one width of screen, in its own units."""

    name: str
    width: int
    height: int
    top: int
    bottom: int
    ticks: Sequence[Tick]
    today: float | None
    bars: Sequence[Bar] = field(default=())


@dataclass(frozen=True)
class Size:
    """How wide a drawing is, and where its bars begin."""

    name: str
    width: int
    left: int
    row: int
    letters: int


WIDE = Size("wide", 1120, 330, 40, 42)
# On a phone the names stand above their bars.
NARROW = Size("narrow", 318, 0, 56, 40)
# Half of what `05/2026` takes, and the least way from one such label to the next.
HALF_LABEL, APART = 27, 80
TOP, RIGHT = 36, 14


def drawings(rows: Sequence[PlanAction], today: date) -> list[Drawing]:
    """Give the same actions drawn for a wide and for a narrow screen."""
    if not rows:
        return []
    first, last = _span(rows)
    return [_draw(size, rows, first, last, today) for size in (WIDE, NARROW)]


def _span(rows: Sequence[PlanAction]) -> tuple[date, date]:
    """Give the first day of the first month and of the month after the last."""
    days = [day for row in rows for day in (row.starts_on, row.due_on)]
    for row in rows:
        for one in row.milestones.all():
            days += [one.planned_on, one.day]
    return min(days).replace(day=1), _next_month(max(days))


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _draw(
    size: Size, rows: Sequence[PlanAction], first: date, last: date, today: date
) -> Drawing:
    room = size.width - size.left - RIGHT
    whole = (last - first).days

    def at(day: date) -> float:
        return round(size.left + 7 + (room - 7) * (day - first).days / whole, 1)

    bottom = TOP + size.row * len(rows)
    bars = []
    for place, row in enumerate(rows):
        y = TOP + size.row * place + (size.row - 14 if not size.left else 13)
        bars.append(_bar(row, at, y, size, today))
    return Drawing(
        size.name,
        size.width,
        bottom + 8,
        TOP,
        bottom,
        _ticks(first, last, at, size),
        at(today) if first <= today <= last else None,
        bars,
    )


def _bar(row: PlanAction, at: Scale, y: int, size: Size, today: date) -> Bar:
    middle = y + 7
    diamonds: list[Diamond] = []
    slips: list[tuple[float, float]] = []
    for one in row.milestones.all():
        if one.status == M.DROPPED:
            continue
        day = at(one.day)
        if one.day != one.planned_on:
            slips.append((at(one.planned_on), day))
            diamonds.append(_diamond(at(one.planned_on), middle, "planned"))
        kind = "reached" if one.status == M.REACHED else "forecast"
        if one.day == one.planned_on and kind == "forecast":
            kind = "planned"
        diamonds.append(_diamond(day, middle, kind))
    name = row.title
    if len(name) > size.letters:
        name = f"{name[: size.letters - 1].rstrip()}…"
    x = at(row.starts_on)
    late = is_late(row, today)
    return Bar(
        name,
        y,
        y + 11 if size.left else y - 8,
        x,
        max(round(at(row.due_on) - x, 1), 2),
        "late" if late else str(row.status),
        diamonds,
        slips,
    )


def _diamond(x: float, y: int, kind: str) -> Diamond:
    corners = ((x, y - HALF), (x + HALF, y), (x, y + HALF), (x - HALF, y))
    return Diamond(" ".join(f"{a:.1f},{b}" for a, b in corners), kind)


def _ticks(first: date, last: date, at: Scale, size: Size) -> list[Tick]:
    months = []
    day = first
    while day < last:
        months.append(day)
        day = _next_month(day)
    # How many months stand between two labels that do not touch.
    least = APART * len(months) / (size.width - size.left - RIGHT)
    step = next((n for n in STEPS if n >= least), ceil(least / YEAR) * YEAR)
    return [
        Tick(
            at(day),
            min(max(at(day), HALF_LABEL), size.width - HALF_LABEL),
            f"{day:%m/%Y}",
        )
        for day in months[::step]
    ]


def sentence(rows: Sequence[PlanAction], today: date) -> str:
    """Say what the drawing shows: how many are late, how far milestones slipped."""
    if not rows:
        return ""
    late = sum(is_late(row, today) for row in rows)
    slips = [slip for row in rows if (slip := counted(row)[2]) and slip > 0]
    head = ngettext(
        "%(n)d action, of which %(late)d late.",
        "%(n)d actions, of which %(late)d late.",
        len(rows),
    ) % {"n": len(rows), "late": late}
    if not slips:
        return f"{head} " + _("No milestone has slipped.")
    return f"{head} " + ngettext(
        "In %(n)d of them a milestone has slipped, by %(days)d days at most.",
        "In %(n)d of them milestones have slipped, by %(days)d days at most.",
        len(slips),
    ) % {"n": len(slips), "days": max(slips)}


def table(rows: Sequence[PlanAction]) -> list[list[Cell]]:
    """Give the drawing's figures: one line for each action and each milestone.

    A milestone's line says its action again, so that each line can be read alone.
    """
    found: list[list[Cell]] = []
    for row in rows:
        head: list[Cell] = [
            *(lab_name(row.lab), row.workstream.number, row.title),
            *(row.get_status_display(), row.starts_on, row.due_on),
        ]
        found.append([*head, "", "", None, None, None, None])
        found += [
            [
                *head,
                *(one.title, one.get_status_display(), one.planned_on),
                *(one.forecast_on, one.actual_on, one.slip),
            ]
            for one in row.milestones.all()
        ]
    return found


def milestone_line(row: PlanAction) -> str:
    """Say an action's milestones in one cell: title, day, slip."""
    return " · ".join(
        f"{one.title} ({short_date(one.day)})"
        for one in row.milestones.all()
        if one.status != M.DROPPED
    )
