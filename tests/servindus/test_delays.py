"""Delays in months, weeks and days: the vectors of the rule, and what always holds."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servindus.calendar import Line, WorkingCalendar
from servindus.delays import (
    Delay,
    add_months,
    due_date,
    elapsed,
    frozen_days,
)

FRANCE = WorkingCalendar()
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
DELAYS = st.one_of(
    st.builds(Delay, st.integers(0, 40), st.sampled_from(["working_days", "days"])),
    st.builds(Delay, st.integers(0, 12), st.sampled_from(["weeks", "months"])),
)
SPANS = st.builds(
    lambda first, length: (first, first + timedelta(length)), DAYS, st.integers(0, 40)
)


def due(start, amount, unit="working_days", pauses=()):
    return due_date(start, Delay(amount, unit), FRANCE, pauses).due


@pytest.mark.parametrize(
    ("start", "amount", "unit", "expected"),
    [
        # Monday + 5 working days = next Monday.
        (date(2026, 6, 8), 5, "working_days", date(2026, 6, 15)),
        (date(2026, 6, 12), 1, "working_days", date(2026, 6, 15)),
        # 1 May is a holiday, then a week-end.
        (date(2026, 4, 30), 2, "working_days", date(2026, 5, 5)),
        # The last day of February 2027 is a Sunday.
        (date(2026, 12, 31), 2, "months", date(2027, 3, 1)),
        (date(2027, 12, 31), 2, "months", date(2028, 2, 29)),
        (date(2026, 3, 10), 2, "months", date(2026, 5, 11)),
        (date(2026, 3, 1), 2, "months", date(2026, 5, 4)),
        (date(2026, 6, 8), 30, "days", date(2026, 7, 8)),
        # Days and weeks end where they end, Sundays included.
        (date(2026, 6, 6), 15, "days", date(2026, 6, 21)),
        (date(2026, 6, 7), 4, "weeks", date(2026, 7, 5)),
        (date(2026, 6, 8), 0, "months", date(2026, 6, 8)),
    ],
)
def test_the_vectors(start, amount, unit, expected):
    assert due(start, amount, unit) == expected


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 10, 31), 14, date(2027, 12, 31)),
        (date(2026, 5, 15), 0, date(2026, 5, 15)),
    ],
)
def test_months_keep_the_day_or_end_with_the_month(start, amount, expected):
    assert add_months(start, amount) == expected


def test_a_pause_moves_the_end_by_its_days():
    pause = (date(2026, 6, 10), date(2026, 6, 14))
    assert due(date(2026, 6, 8), 30, "days", [pause]) == date(2026, 7, 13)
    # Two months end on Saturday 8 August, five days later on Thursday.
    assert due(date(2026, 6, 8), 2, "months", [pause]) == date(2026, 8, 13)


def test_a_pause_within_the_days_that_a_pause_added():
    first = (date(2026, 6, 10), date(2026, 6, 14))
    second = (date(2026, 7, 12), date(2026, 7, 13))
    assert due(date(2026, 6, 8), 30, "days", [second, first]) == date(2026, 7, 15)


def test_a_pause_after_the_end_changes_nothing():
    pause = (date(2026, 7, 9), date(2026, 7, 20))
    assert due(date(2026, 6, 8), 30, "days", [pause]) == date(2026, 7, 8)


def test_the_sum_is_told_line_by_line():
    start, pause = date(2026, 12, 28), (date(2027, 1, 4), date(2027, 1, 4))
    found = due_date(start, Delay(2, "months"), FRANCE, [pause])
    assert found.lines == (
        Line("start", start),
        Line("amount", count=2, unit="months"),
        Line("pause", *pause, count=1, unit="days"),
        Line("due", date(2027, 3, 1)),
    )
    rolled = due_date(date(2026, 12, 31), Delay(2, "months"), FRANCE).lines
    assert Line("rolled", date(2027, 2, 28), date(2027, 3, 1)) in rolled


def test_a_negative_delay_is_refused():
    with pytest.raises(ValueError, match="negative"):
        Delay(-1, "months")


def test_elapsed_days_are_told_gross_and_net():
    pauses = [(date(2026, 6, 10), date(2026, 6, 14))]
    found = elapsed(date(2026, 6, 8), date(2026, 6, 20), pauses)
    assert (found.gross, found.frozen, found.net) == (12, 5, 7)
    # A clock still standing, and one that has not begun.
    assert elapsed(date(2026, 6, 8), date(2026, 6, 12), pauses).frozen == 3
    assert elapsed(date(2026, 6, 8), date(2026, 6, 1), pauses).gross == 0


def test_a_day_in_two_pauses_is_frozen_once():
    pauses = [
        (date(2026, 6, 9), date(2026, 6, 12)),
        (date(2026, 6, 11), date(2026, 6, 13)),
    ]
    assert frozen_days(date(2026, 6, 8), date(2026, 6, 30), pauses) == 5
    # The day of the event is day 0: it cannot be frozen.
    assert frozen_days(date(2026, 6, 9), date(2026, 6, 30), pauses) == 4


@given(DAYS, DELAYS, SPANS)
def test_a_day_off_never_makes_a_date_earlier(start, delay, closed):
    without = due_date(start, delay, FRANCE).due
    assert due_date(start, delay, WorkingCalendar([closed])).due >= without >= start


@given(DAYS, DELAYS, st.lists(SPANS, max_size=4), SPANS)
def test_a_pause_never_makes_a_date_earlier(start, delay, pauses, another):
    before = due_date(start, delay, FRANCE, pauses).due
    assert due_date(start, delay, FRANCE, [*pauses, another]).due >= before


@given(DAYS, DAYS, st.lists(SPANS, max_size=5))
def test_net_is_between_nothing_and_gross(first, last, pauses):
    found = elapsed(first, last, pauses)
    assert 0 <= found.frozen <= found.gross
    assert 0 <= found.net <= found.gross


@given(DAYS, st.integers(0, 24))
def test_a_month_delay_ends_on_a_working_day(start, amount):
    assert FRANCE.is_working_day(due(start, amount, "months"))
