"""Obligations of witness companies: counted by cell, and no company's own is told."""

from decimal import Decimal as D

from hypothesis import given, settings
from hypothesis import strategies as some

from benchmarking.comparison import tables
from benchmarking.comparison.others import (
    COLUMNS,
    NOT_WORKABLE,
    ROWS,
    matrices,
    protected,
)
from programmes.witnesses import figures
from servindus.secrecy import TOTAL, is_secret, with_totals
from tests.servindus.test_secrecy import leaks, reckoned

CELLS = [(row, column) for row in ROWS for column in COLUMNS]
SHARES = some.dictionaries(some.integers(1, 6), some.integers(1, 5).map(D), max_size=5)


@settings(max_examples=100)
@given(some.fixed_dictionaries(dict.fromkeys(CELLS, SHARES)))
def test_no_hidden_number_can_be_reckoned_from_the_file(cells) -> None:
    """From its cells and totals, and what the witness companies' page tells."""
    full = with_totals(cells)
    matrix = protected(6, cells)
    gone = {place for place, number in matrix.cells.items() if number is None}
    secret = {place for place in full if is_secret(full[place])}
    assert secret <= gone
    if not is_secret(full[NOT_WORKABLE]):
        assert NOT_WORKABLE not in gone
    assert not reckoned(full, gone) & secret
    assert not [end for end in leaks(full, gone) if end != NOT_WORKABLE[1]]
    # What the table and the file write: a number, or that it is held back.
    table = tables.of_matrices([("Rouen", matrix)])
    written = [row[3:] for row in table.rows]
    ends = [(band, grade) for band in (*ROWS, TOTAL) for grade in (*COLUMNS, TOTAL)]
    flat = dict(zip(ends, [cell for row in written for cell in row], strict=True))
    assert {place for place, cell in flat.items() if cell == "trop peu"} == gone
    for place in set(flat) - gone:
        assert flat[place] == sum(full[place].values())


def test_of_two_companies_nothing_is_told() -> None:
    assert protected(2, {}).cells == {}
    [row] = tables.of_matrices([("Rouen", protected(2, {}))]).rows
    assert row == ["Rouen", "trop peu d’entreprises pour un chiffre", *[None] * 6]


def test_cells_are_counted_by_cost_and_grade(weighed) -> None:
    found, sharing = matrices()
    rouen = found[weighed.rouen.pk]
    told = {place: n for place, n in rouen.cells.items() if n}
    assert (rouen.companies, told) == (
        3,
        {
            (2, 4): 3, (0, 1): 3, (2, TOTAL): 3, (0, TOTAL): 3,
            (TOTAL, 4): 3, (TOTAL, 1): 3, (TOTAL, TOTAL): 6,
        },
    )  # fmt: skip
    assert found[weighed.nancy.pk].cells == {}
    assert len(sharing) == 4
    # The other page tells the same of them.
    [page] = [one for one in figures.of_labs() if one.name == "Rouen"]
    assert page.not_workable == "3"


def test_it_takes_two_statements(weighed, django_assert_num_queries) -> None:
    matrices()
    with django_assert_num_queries(2):
        matrices()
