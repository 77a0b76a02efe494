"""Delays of any unit: working days, calendar days, weeks, months; pure functions.

The day of the event is day 0; a delay is due at the end of its last day, and late the
next day. Months end on the same day number, or on the month's last day where there is
none, and then roll to the next working day (the rule of French administrative
procedure, as for article 641 and 642 of the code de procédure civile). A pause
freezes whole days: each one, its first and last day included, moves the end by one.
"""

import calendar as months
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from servindus.calendar import DAY, Deadline, Line, Span, WorkingCalendar, deadline

Unit = Literal["working_days", "days", "weeks", "months"]
DAYS_IN = {"days": 1, "weeks": 7}
MONTHS_IN_YEAR = 12


@dataclass(frozen=True)
class Delay:
    """An amount of time as a rule says it: 5 working days, 2 months."""

    amount: int
    unit: Unit = "working_days"

    def __post_init__(self) -> None:
        """Refuse what no rule says."""
        if self.amount < 0:
            raise ValueError("A delay cannot be negative.")


def add_months(start: date, amount: int) -> date:
    """Give the same day number `amount` months later, or that month's last day."""
    index = start.year * MONTHS_IN_YEAR + start.month - 1 + amount
    year, month = divmod(index, MONTHS_IN_YEAR)
    last = months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def frozen_days(first: date, last: date, pauses: Sequence[Span]) -> int:
    """How many days after `first`, up to `last`, a clock stood; each counts once."""
    frozen = 0
    reached = first
    for begin, end in sorted(pauses):
        begin, end = max(begin, reached + DAY), min(end, last)
        if begin <= end:
            frozen += (end - begin).days + 1
            reached = end
    return frozen


def due_date(
    start: date, delay: Delay, calendar: WorkingCalendar, pauses: Sequence[Span] = ()
) -> Deadline:
    """The date at the end of which a delay is over, with the sum that leads to it.

    `pauses` are first and last days, both included; they may not be without end.
    """
    if delay.unit == "working_days":
        return deadline(start, delay.amount, calendar, pauses)
    plain = _plain_end(start, delay)
    end = plain
    # Days that the pauses add may lie in further pauses.
    while end != (moved := plain + timedelta(frozen_days(start, end, pauses))):
        end = moved
    due = calendar.next_working_day(end) if delay.unit == "months" else end
    lines = [Line("start", start), Line("amount", count=delay.amount, unit=delay.unit)]
    lines += [
        Line("pause", *span, count=frozen_days(start, end, [span]), unit="days")
        for span in sorted(pauses)
        if frozen_days(start, end, [span])
    ]
    if due != end:
        lines.append(Line("rolled", end, due))
    return Deadline(start, delay.amount, due, (*lines, Line("due", due)))


def _plain_end(start: date, delay: Delay) -> date:
    if delay.unit == "months":
        return add_months(start, delay.amount)
    return start + timedelta(delay.amount * DAYS_IN[delay.unit])


@dataclass(frozen=True)
class Elapsed:
    """What a clock has run, in days: all of them, those it stood, those that count."""

    gross: int
    frozen: int

    @property
    def net(self) -> int:
        """The days that count."""
        return self.gross - self.frozen


def elapsed(first: date, last: date, pauses: Sequence[Span] = ()) -> Elapsed:
    """The days after `first` up to `last`; before `first` no time has passed."""
    last = max(first, last)
    return Elapsed((last - first).days, frozen_days(first, last, pauses))
