"""Working days, deadlines and the ruler that shows them: pure functions, no database.

A delay of n working days starts the day after `start` and ends at the end of the
n-th working day. Week-ends, French public holidays, the lab's closures and the
file's own pauses are not counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import holidays

Span = tuple[date, date]
ClockKind = Literal["on_time", "due_soon", "late", "paused"]
CellKind = Literal["elapsed", "today", "coming", "due", "holiday", "pause", "overrun"]
LineKind = Literal[
    "start", "amount", "holiday", "closure", "pause", "weekends", "rolled", "due"
]

DAY = timedelta(days=1)
SATURDAY = 5
# Beyond this many working days a calendar is wrong (a lab closed for ever), not long.
LONGEST_DELAY = 2000
# The files of a list share their days: each delay is walked once a process.
MOST_KEPT = 4096


@lru_cache(maxsize=64)
def public_holidays(year: int) -> dict[date, str]:
    """French public holidays of a year, by date, with their French names."""
    return dict(holidays.country_holidays("FR", years=year, language="fr").items())


def is_weekend(day: date) -> bool:
    """Whether the day is a Saturday or a Sunday."""
    return day.weekday() >= SATURDAY


def _span_of(day: date, spans: Sequence[Span]) -> Span | None:
    return next((span for span in spans if span[0] <= day <= span[1]), None)


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


@dataclass(frozen=True)
class WorkingCalendar:
    """The working days of a lab: France's, without the lab's own closures."""

    closures: Sequence[Span] = ()
    name: str = ""

    def is_working_day(self, day: date) -> bool:
        """Whether time counts on this day."""
        return not (
            is_weekend(day)
            or day in public_holidays(day.year)
            or _span_of(day, self.closures)
        )

    def next_working_day(self, day: date) -> date:
        """The day itself when it is worked, otherwise the first one after it."""
        for _ in range(LONGEST_DELAY):
            if self.is_working_day(day):
                return day
            day += DAY
        raise ValueError("No working day within reach: are the closures right?")

    def add_working_days(self, start: date, amount: int) -> date:
        """The date `amount` working days after `start`, which itself is not counted."""
        return self.without(()).add(start, amount)

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after `first`, up to `last`; negative backwards."""
        if last < first:
            return -self.working_days_between(last, first)
        return self.without(()).between(first, last)

    def without(self, pauses: Sequence[Span]) -> "CountingCalendar":
        """This calendar for one file, whose pauses stop the clock too."""
        # Tuples, whose delays can be kept.
        calendar = WorkingCalendar(tuple(self.closures), self.name)
        return CountingCalendar(calendar, tuple(pauses))


@dataclass(frozen=True)
class CountingCalendar:
    """A lab's calendar together with the pauses of one file."""

    calendar: WorkingCalendar
    pauses: tuple[Span, ...] = ()

    def counts(self, day: date) -> bool:
        """Whether this day uses up a day of the delay."""
        return self.calendar.is_working_day(day) and not _span_of(day, self.pauses)

    def add(self, start: date, amount: int) -> date:
        """The last day of a delay of `amount` counted days that follow `start`."""
        if amount < 0:
            raise ValueError("A delay cannot be negative.")
        return _end_of_delay(self, start, amount)

    def between(self, first: date, last: date) -> int:
        """How many counted days lie after `first`, up to `last`."""
        return _counted_days(self, first, last)


@lru_cache(MOST_KEPT)
def _end_of_delay(counting: CountingCalendar, start: date, amount: int) -> date:
    day, left, walked = start, amount, 0
    while left:
        day += DAY
        walked += 1
        left -= counting.counts(day)
        if walked > LONGEST_DELAY + 10 * amount:
            raise ValueError("No end within reach: are closures and pauses right?")
    return day


@lru_cache(MOST_KEPT)
def _counted_days(counting: CountingCalendar, first: date, last: date) -> int:
    return sum(counting.counts(day) for day in _days(first + DAY, last))


@dataclass(frozen=True)
class Line:
    """One line of the sum behind a date; the words are the template's affair."""

    kind: LineKind
    first: date | None = None
    last: date | None = None
    count: int = 0
    name: str = ""
    unit: str = "working_days"


@dataclass(frozen=True)
class Deadline:
    """A due date and the sum that leads to it."""

    start: date
    amount: int
    due: date
    lines: tuple[Line, ...] = ()


def deadline(
    start: date, amount: int, calendar: WorkingCalendar, pauses: Sequence[Span] = ()
) -> Deadline:
    """The date `amount` working days after `start`, with the reasons, line by line.

    `pauses` are first and last days, both included, on which the file's clock stands.
    """
    due = calendar.without(pauses).add(start, amount)
    lines = [Line("start", start), Line("amount", count=amount)]
    lines += _days_not_counted(start, due, calendar, pauses)
    weekends = sum(day.weekday() == SATURDAY for day in _days(start + DAY, due))
    if weekends:
        lines.append(Line("weekends", count=weekends))
    return Deadline(start, amount, due, (*lines, Line("due", due)))


def _days_not_counted(
    start: date, due: date, calendar: WorkingCalendar, pauses: Sequence[Span]
) -> list[Line]:
    """Holidays one by one, closures and pauses as spans, each day told once only."""
    lines: list[Line] = []
    spans: dict[tuple[LineKind, Span], int] = {}
    for day in _days(start + DAY, due):
        if is_weekend(day):
            continue
        if day in public_holidays(day.year):
            name = public_holidays(day.year)[day]
            lines.append(Line("holiday", day, day, count=1, name=name))
        elif closure := _span_of(day, calendar.closures):
            spans["closure", closure] = spans.get(("closure", closure), 0) + 1
        elif pause := _span_of(day, pauses):
            spans["pause", pause] = spans.get(("pause", pause), 0) + 1
    lines += [
        Line(kind, span[0], span[1], count) for (kind, span), count in spans.items()
    ]
    return sorted(lines, key=lambda line: line.first or start)


@dataclass(frozen=True)
class ClockState:
    """How time stands: the kind, and the working days that are left or late.

    `text` replaces the usual words where a row has something better to say.
    """

    kind: ClockKind
    days: int = 0
    text: str = ""

    @property
    def tone(self) -> str:
        """The colour family of this state."""
        tones = {"on_time": "ok", "due_soon": "warn", "late": "bad", "paused": "hold"}
        return tones[self.kind]

    @property
    def icon(self) -> str:
        """The icon of this state, a heroicon."""
        icons = {
            "on_time": "check-circle",
            "due_soon": "clock",
            "late": "exclamation-triangle",
            "paused": "pause",
        }
        return icons[self.kind]


def clock_state(
    due: date,
    today: date,
    amount: int,
    calendar: WorkingCalendar,
    paused: bool = False,
) -> ClockState:
    """On time, due soon (the last fifth of the delay, one day at least), or late.

    A date that passed on a Friday evening is one day late from the Saturday on: no
    clock says "0 days late".
    """
    if paused:
        left = calendar.working_days_between(today, due)
        return ClockState("paused", max(left, 0))
    if today > due:
        return ClockState("late", max(calendar.working_days_between(due, today), 1))
    left = calendar.working_days_between(today, due)
    soon = max(amount // 5, 1)
    return ClockState("due_soon" if left <= soon else "on_time", left)


@dataclass(frozen=True)
class Cell:
    """One day of a ruler; `is_due` stays true when the day is also today."""

    day: date
    kind: CellKind
    is_due: bool = False


@dataclass(frozen=True)
class Week:
    """The days of one week of a ruler; week-ends are the gaps between weeks."""

    cells: tuple[Cell, ...] = field(default=())

    @property
    def kind(self) -> CellKind:
        """What a single cell for the whole week shows, on a phone."""
        kinds: list[CellKind] = [cell.kind for cell in self.cells]
        order: tuple[CellKind, ...] = ("today", "due", "overrun")
        for kind in order:
            if kind in kinds:
                return kind
        return max(kinds, key=kinds.count)


def ruler(
    start: date,
    due: date,
    today: date,
    calendar: WorkingCalendar,
    pauses: Sequence[Span] = (),
) -> list[Week]:
    """The working weeks from `start` to the due date, or to today when it is late.

    Today always has its cell, even on a Sunday; other week-ends have none.
    """
    weeks: dict[tuple[int, int], list[Cell]] = {}
    for day in _days(start, max(due, today)):
        if is_weekend(day) and day not in (today, due):
            continue
        cell = Cell(day, _kind_of(day, due, today, calendar, pauses), day == due)
        weeks.setdefault(day.isocalendar()[:2], []).append(cell)
    return [Week(tuple(cells)) for cells in weeks.values()]


def _kind_of(
    day: date,
    due: date,
    today: date,
    calendar: WorkingCalendar,
    pauses: Sequence[Span],
) -> CellKind:
    if day == today:
        return "today"
    if day == due:
        return "due"
    if not calendar.is_working_day(day):
        return "holiday"
    if _span_of(day, pauses):
        return "pause"
    if day > due:
        return "overrun"
    return "elapsed" if day < today else "coming"
