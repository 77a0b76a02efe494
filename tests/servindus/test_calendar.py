"""Working days, deadlines, clocks and rulers: literal vectors, then properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servindus.calendar import (
    Line,
    WorkingCalendar,
    clock_state,
    deadline,
    public_holidays,
    ruler,
)

FRANCE = WorkingCalendar(name="Rouen")
MONDAY = date(2026, 11, 23)
SENT = date(2026, 11, 10)
DUE = date(2026, 12, 2)
PAUSE = [(date(2026, 11, 13), date(2026, 11, 18))]
SUMMER = WorkingCalendar([(date(2026, 8, 3), date(2026, 8, 14))])

days = st.dates(date(2024, 1, 1), date(2031, 12, 31))
amounts = st.integers(0, 60)
spans = st.lists(
    st.tuples(days, st.integers(0, 20)).map(
        lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))
    ),
    max_size=4,
)


def kinds(weeks):
    """The kinds of cells, week by week, by their first letters."""
    letters = {"elapsed": "e", "today": "T", "coming": "c", "due": "D"}
    letters |= {"holiday": "h", "pause": "p", "overrun": "o"}
    return " ".join(
        "".join(letters[cell.kind] for cell in week.cells) for week in weeks
    )


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        (SENT, 15, DUE),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 12, 24), 1, date(2026, 12, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2027, 3, 26), 1, date(2027, 3, 30)),
        (date(2026, 4, 30), 5, date(2026, 5, 11)),
    ],
)
def test_a_delay_skips_week_ends_and_public_holidays(start, amount, due):
    assert FRANCE.add_working_days(start, amount) == due


def test_easter_monday_and_ascension_are_not_worked():
    assert not FRANCE.is_working_day(date(2027, 3, 29))
    assert not FRANCE.is_working_day(date(2027, 5, 6))
    assert date(2027, 5, 6) in public_holidays(2027)


def test_the_next_working_day_is_the_day_itself_when_it_is_worked():
    assert FRANCE.next_working_day(MONDAY) == MONDAY
    assert FRANCE.next_working_day(date(2026, 11, 21)) == MONDAY
    assert SUMMER.next_working_day(date(2026, 8, 3)) == date(2026, 8, 17)


def test_the_lab_s_quiet_days_are_not_counted():
    assert SUMMER.add_working_days(date(2026, 7, 31), 1) == date(2026, 8, 17)


def test_days_between_count_the_last_day_and_not_the_first():
    assert FRANCE.working_days_between(MONDAY, DUE) == 7
    assert FRANCE.working_days_between(DUE, MONDAY) == -7
    assert FRANCE.working_days_between(MONDAY, MONDAY) == 0


def test_a_calendar_without_a_working_day_is_refused():
    closed = WorkingCalendar([(date(2020, 1, 1), date(2050, 1, 1))])
    with pytest.raises(ValueError, match="closures"):
        closed.next_working_day(MONDAY)
    with pytest.raises(ValueError, match="closures"):
        closed.add_working_days(MONDAY, 1)


def test_a_negative_delay_is_refused():
    with pytest.raises(ValueError, match="negative"):
        FRANCE.add_working_days(MONDAY, -1)


def test_the_sum_behind_a_date_names_what_was_not_counted():
    sum_ = deadline(SENT, 15, FRANCE)
    assert sum_.due == DUE
    assert sum_.lines == (
        Line("start", SENT),
        Line("amount", count=15),
        Line("holiday", date(2026, 11, 11), date(2026, 11, 11), 1, "Armistice"),
        Line("weekends", count=3),
        Line("due", DUE),
    )


def test_the_sum_tells_pauses_and_quiet_days_as_spans_of_working_days():
    sum_ = deadline(date(2026, 11, 9), 14, FRANCE, PAUSE)
    assert sum_.due == date(2026, 12, 4)
    assert Line("pause", *PAUSE[0], count=4) in sum_.lines
    quiet = deadline(date(2026, 7, 31), 2, SUMMER)
    assert Line("closure", *SUMMER.closures[0], count=10) in quiet.lines


@pytest.mark.parametrize(
    ("today", "kind", "left"),
    [
        (date(2026, 11, 23), "on_time", 7),
        (date(2026, 11, 26), "on_time", 4),
        (date(2026, 11, 27), "due_soon", 3),
        (date(2026, 12, 2), "due_soon", 0),
        (date(2026, 12, 3), "late", 1),
        (date(2026, 12, 4), "late", 2),
        (date(2026, 12, 7), "late", 3),
    ],
)
def test_the_clock_turns_in_the_last_fifth_and_after_the_due_day(today, kind, left):
    state = clock_state(DUE, today, 15, FRANCE)
    assert (state.kind, state.days) == (kind, left)


def test_a_short_delay_is_due_soon_on_its_last_day_at_least():
    assert clock_state(date(2026, 11, 24), MONDAY, 1, FRANCE).kind == "due_soon"
    assert clock_state(date(2026, 11, 25), MONDAY, 2, FRANCE).kind == "on_time"


def test_a_week_end_after_a_friday_is_one_day_late_and_never_zero():
    state = clock_state(date(2026, 11, 20), date(2026, 11, 21), 5, FRANCE)
    assert (state.kind, state.days) == ("late", 1)


def test_a_paused_clock_is_paused_even_when_it_would_be_late():
    assert clock_state(DUE, date(2026, 12, 10), 15, FRANCE, paused=True).kind == (
        "paused"
    )


def test_each_state_of_the_clock_has_its_colour_and_its_icon():
    states = [clock_state(DUE, date(2026, 11, day), 15, FRANCE) for day in (23, 30)]
    assert [state.tone for state in states] == ["ok", "warn"]
    assert [state.icon for state in states] == ["check-circle", "clock"]


def test_the_ruler_of_a_file_on_time():
    weeks = ruler(SENT, DUE, MONDAY, FRANCE)
    assert kinds(weeks) == "ehee eeeee Tcccc ccD"
    assert [week.kind for week in weeks] == ["elapsed", "elapsed", "today", "due"]


def test_the_ruler_of_a_late_file():
    weeks = ruler(date(2026, 11, 2), date(2026, 11, 19), MONDAY, FRANCE)
    assert kinds(weeks) == "eeeee eehee eeeDo T"


def test_the_ruler_of_a_paused_file():
    weeks = ruler(date(2026, 11, 9), date(2026, 12, 4), MONDAY, FRANCE, PAUSE)
    assert kinds(weeks) == "eehep pppee Tcccc ccccD"


def test_today_has_its_cell_on_a_saturday_and_may_be_the_due_day():
    assert kinds(ruler(SENT, DUE, date(2026, 11, 14), FRANCE)).startswith("eheeT ")
    last = ruler(SENT, DUE, DUE, FRANCE)[-1].cells[-1]
    assert (last.kind, last.is_due) == ("today", True)


@given(days, amounts, spans)
def test_a_due_date_is_worked_and_counts_back_to_its_amount(start, amount, closures):
    calendar = WorkingCalendar(closures)
    due = calendar.add_working_days(start, amount)
    assert calendar.working_days_between(start, due) == amount
    assert amount == 0 or calendar.is_working_day(due)


@given(days, amounts, amounts)
def test_delays_add_up_and_never_go_back(start, first, second):
    step = FRANCE.add_working_days(start, first)
    both = FRANCE.add_working_days(start, first + second)
    assert both == FRANCE.add_working_days(step, second)
    assert start <= step <= both


@given(days, days)
def test_counting_backwards_is_counting_forwards(first, last):
    there = FRANCE.working_days_between(first, last)
    assert there == -FRANCE.working_days_between(last, first)


@given(days, amounts, spans)
def test_a_pause_never_brings_a_date_nearer(start, amount, pauses):
    plain = deadline(start, amount, FRANCE)
    paused = deadline(start, amount, FRANCE, pauses)
    assert paused.due >= plain.due
    lost = sum(line.count for line in paused.lines if line.kind == "pause")
    assert FRANCE.working_days_between(start, paused.due) == amount + lost


@given(days, st.integers(1, 30), st.integers(-10, 60), spans)
def test_a_ruler_shows_each_working_day_once_and_one_today(start, amount, off, pauses):
    due = deadline(start, amount, FRANCE, pauses).due
    today = start + timedelta(days=off)
    cells = [
        cell for week in ruler(start, due, today, FRANCE, pauses) for cell in week.cells
    ]
    shown = [cell.day for cell in cells]
    assert shown == sorted(set(shown))
    assert [cell.kind for cell in cells].count("today") == (today >= start)
    assert sum(cell.is_due for cell in cells) == 1
    worked = [
        start + timedelta(days=n)
        for n in range((max(due, today) - start).days + 1)
        if FRANCE.is_working_day(start + timedelta(days=n))
    ]
    assert set(worked) <= set(shown)


@given(days, st.integers(1, 30), st.integers(0, 90))
def test_a_clock_only_gets_worse_as_time_goes(start, amount, off):
    due = FRANCE.add_working_days(start, amount)
    order = ["on_time", "due_soon", "late"]
    today = start + timedelta(days=off)
    first = clock_state(due, today, amount, FRANCE)
    then = clock_state(due, today + timedelta(days=1), amount, FRANCE)
    assert order.index(first.kind) <= order.index(then.kind)
    assert first.days >= (1 if first.kind == "late" else 0)
