"""What a published table hides cannot be reckoned from what it shows."""

from decimal import Decimal as D
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from servindus.secrecy import (
    TOTAL,
    hidden,
    hidden_in_table,
    is_secret,
    together,
    with_totals,
)

ROWS, COLUMNS = ("x", "y", "z"), ("1", "2", "3", "4")
SHARES = some.dictionaries(some.integers(1, 7), some.integers(1, 9).map(D), max_size=5)
TABLES = some.fixed_dictionaries(dict.fromkeys(product(ROWS, COLUMNS), SHARES))


def relations(full, hidden):
    """Give each row and column as an equation of the hidden figures: total = parts."""
    order = sorted(hidden, key=str)
    for axis in (0, 1):
        for end in {place[axis] for place in full}:
            yield [
                Fraction(
                    0 if place[axis] != end
                    else -1 if place[1 - axis] is TOTAL
                    else 1
                )
                for place in order
            ]  # fmt: skip


def reduced(rows):
    """Solve equations as far as they go (Gauss and Jordan)."""
    rows, done = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((n for n in range(done, len(rows)) if rows[n][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [value / rows[done][column] for value in rows[done]]
        for n, row in enumerate(rows):
            if n != done and row[column]:
                by = row[column]
                rows[n] = [a - by * b for a, b in zip(row, rows[done], strict=True)]
        done += 1
    return rows[:done]


def reckoned(full, hidden):
    """Give the hidden figures that the shown ones determine, by solving for them."""
    order = sorted(hidden, key=str)
    solved = reduced(list(relations(full, hidden)))
    return {
        order[next(n for n, value in enumerate(row) if value)]
        for row in solved
        if sum(bool(value) for value in row) == 1
    }


def leaks(full, hidden):
    """Give each line whose total is shown and whose hidden rest is a secret."""
    for axis in (0, 1):
        for end in {place[axis] for place in full}:
            line = {place for place in full if place[axis] == end}
            [total] = [place for place in line if place[1 - axis] is TOTAL]
            rest = (line - {total}) & hidden
            if total not in hidden and is_secret(together(full, rest)):
                yield end


@settings(max_examples=150)
@given(TABLES)
def test_no_hidden_figure_can_be_reckoned(cells) -> None:
    full, gone = with_totals(cells), hidden_in_table(cells)
    assert {place for place in full if is_secret(full[place])} <= gone
    assert reckoned(full, gone) == set()
    assert list(leaks(full, gone)) == []


@settings(max_examples=150)
@given(TABLES, some.sets(some.sampled_from(COLUMNS)))
def test_nor_with_what_another_page_tells(cells, columns) -> None:
    """Totals of columns that stand elsewhere, where they pass, are shown here too."""
    full = with_totals(cells)
    known = {(TOTAL, column) for column in columns}
    known = {place for place in known if not is_secret(full[place])}
    gone = hidden_in_table(cells, known)
    assert not gone & known
    secret = {place for place in full if is_secret(full[place])}
    assert secret <= gone
    assert not reckoned(full, gone) & secret


# --- Whole numbers --------------------------------------------------------------------

SMALL = some.dictionaries(some.integers(1, 5), some.integers(1, 2).map(D), max_size=4)
PLACES = list(product("xy", "123"))


def read_back(full, gone):
    """Give the hidden figures that are the same in all tables of whole numbers.

    Of all tables that show the same: whoever reads knows that what is hidden is one at
    least, unless empty figures are hidden as well.
    """
    least = 0 if any(not sum(full[place].values()) for place in gone) else 1
    own = [place for place in gone if TOTAL not in place]
    sums = [place for place in full if TOTAL in place]
    fixed = set(gone)
    for moved in product((0, -1, 1), repeat=len(own)):
        step = dict(zip(own, moved, strict=True))
        for row, column in sums:
            step[row, column] = sum(
                by
                for (own_row, own_column), by in zip(own, moved, strict=True)
                if row in (own_row, TOTAL) and column in (own_column, TOTAL)
            )
        if all(
            sum(full[place].values()) + by >= least if place in gone else not by
            for place, by in step.items()
        ):
            fixed -= {place for place in gone if step[place]}
    return fixed


@settings(max_examples=100)
@given(
    some.fixed_dictionaries(dict.fromkeys(PLACES, SMALL)),
    some.sets(some.sampled_from("123")),
)
def test_nor_by_whoever_reckons_with_whole_numbers(cells, columns) -> None:
    """Every other table that is a step away is tried."""
    full = with_totals(cells)
    known = {(TOTAL, column) for column in columns}
    known = {place for place in known if not is_secret(full[place])}
    gone = hidden_in_table(cells, known)
    secret = {place for place in full if is_secret(full[place])}
    assert secret <= gone
    assert not gone & known
    assert not read_back(full, gone) & secret
    if not known:
        assert read_back(full, gone) == set()


def ones(count):
    """A company of its own in each figure, that brings one."""
    return [{company: D(1)} for company in range(count)]


def test_three_that_make_three_are_not_shown_with_their_sum() -> None:
    """Three companies in three grades of one band; four with them in another one."""
    some = {company: D(2) for company in range(10, 14)}
    cells = dict(zip(product("x", "123"), ones(3), strict=True))
    cells |= dict.fromkeys(product("y", "123"), some)
    gone = hidden_in_table(cells)
    assert ("x", TOTAL) in gone
    assert read_back(with_totals(cells), gone) == set()


def test_where_another_page_tells_their_sum_nothing_else_is_shown() -> None:
    cells = dict(zip(product("xyz", "1"), ones(3), strict=True))
    cells |= {("x", "2"): {4: D(1), 5: D(1), 6: D(1)}, ("y", "2"): {}, ("z", "2"): {}}
    full = with_totals(cells)
    gone = hidden_in_table(cells, [(TOTAL, "1")])
    assert gone == set(full) - {(TOTAL, "1")}


def test_a_line_of_ones_hides_its_empty_figures_too() -> None:
    some = {company: D(2) for company in range(10, 14)}
    line = dict(zip("abc", ones(3), strict=True))
    assert hidden({**line, "d": some}) == set("abcd")
    assert hidden({**line, "d": {}}) == set("abcd")
    # Together more than one each: the empty one says nothing.
    assert hidden({**line, "a": {7: D(1), 8: D(2)}, "d": {}}) == set("abc")


def test_the_check_sees_what_can_be_reckoned() -> None:
    """The smallest leak: one figure missing from a row whose total is shown."""
    cells = {place: {1: D(2), 2: D(2), 3: D(2)} for place in product("xy", "12")}
    full = with_totals(cells)
    assert reckoned(full, {("x", "1")}) == {("x", "1")}
    assert reckoned(full, {("x", "1"), ("x", "2")}) == {("x", "1"), ("x", "2")}
    assert reckoned(full, set(cells)) == set()


def test_two_rings_and_a_bridge() -> None:
    """Each line has two hidden figures, and one of them is known all the same."""
    left = {("a", "1"), ("a", "2"), ("b", "1"), ("b", "2")}
    right = {("c", "3"), ("c", "4"), ("d", "3"), ("d", "4")}
    full = with_totals({place: {1: D(1)} for place in product("abcd", "1234")})
    assert reckoned(full, left | right | {("b", "3")}) == {("b", "3")}


def test_a_table_without_secrets_is_shown() -> None:
    whole = {1: D(3), 2: D(3), 3: D(3)}
    assert hidden_in_table({("x", "1"): whole, ("y", "1"): {}}) == set()
    assert hidden_in_table({}) == set()


def test_one_secret_takes_three_more_along() -> None:
    whole = {1: D(3), 2: D(3), 3: D(3), 4: D(3)}
    cells = dict.fromkeys(product("xy", "12"), whole) | {("x", "1"): {1: D(1)}}
    assert hidden_in_table(cells) == set(product("xy", "12"))


@pytest.mark.parametrize("few", [1, 2])
def test_of_few_companies_nothing_is_left(few: int) -> None:
    shares = {company: D(4) for company in range(few)}
    gone = hidden_in_table({("x", "1"): shares, ("y", "2"): {}})
    assert gone == {("x", "1"), ("x", TOTAL), (TOTAL, "1"), (TOTAL, TOTAL)}
