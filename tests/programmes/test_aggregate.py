"""How readings add up, for any readings: exact, gaps told, parts equal totals."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.indicators import periods
from programmes.indicators.aggregate import (
    Amount,
    cumulated,
    over_labs,
    over_time,
    parts_differ,
    progress,
    total_of_parts,
)
from programmes.indicators.enums import Measure, PeriodKind

numbers = st.decimals(-10_000, 10_000, places=4)
below = st.decimals(0, 10_000, places=2)
singles = st.builds(Amount.of, numbers)
pairs = st.builds(Amount.of, numbers, below)
SINGLE = (Measure.COUNT, Measure.SUM, Measure.STOCK)
PAIRED = (Measure.RATIO, Measure.AVERAGE)


def some(kind):
    """Give readings of which any may be missing."""
    return st.lists(st.none() | kind, max_size=8)


@given(st.sampled_from(SINGLE), some(singles))
def test_counts_add_over_labs(measure, parts) -> None:
    total = over_labs(measure, parts)
    known = [part.numerator for part in parts if part]
    assert (total.known, total.expected) == (len(known), len(parts))
    assert total.value == (sum(known) if known else None)


@given(st.sampled_from(PAIRED), some(pairs))
def test_a_ratio_is_sum_over_sum(measure, parts) -> None:
    total = over_labs(measure, parts)
    known = [part for part in parts if part]
    over = sum(part.denominator for part in known)
    expected = sum(part.numerator for part in known) / over if over else None
    assert total.value == expected


@given(st.lists(st.builds(Amount.of, numbers, st.decimals(1, 99)), min_size=1))
def test_a_total_lies_between_its_parts(parts) -> None:
    values = [part.value for part in parts]
    assert min(values) <= over_labs(Measure.AVERAGE, parts).value <= max(values)


def test_a_mean_of_means_is_not_the_mean() -> None:
    labs = [Amount.of(1, 1), Amount.of(0, 99)]
    assert over_labs(Measure.RATIO, labs).value == Fraction(1, 100)


@given(some(singles))
def test_missing_is_no_zero(parts) -> None:
    shown = over_labs(Measure.COUNT, [*parts, None])
    zero = over_labs(Measure.COUNT, [*parts, Amount.of(0)])
    assert not shown.is_complete
    assert (shown.known, zero.known) == (shown.expected - 1 - parts.count(None),
                                         shown.known + 1)  # fmt: skip
    assert (shown.amount is None) == (shown.known == 0)


@given(st.sampled_from((*SINGLE, *PAIRED)), st.data())
def test_the_order_of_labs_does_not_matter(measure, data) -> None:
    parts = data.draw(some(pairs if measure in PAIRED else singles))
    other = data.draw(st.permutations(parts))
    assert over_labs(measure, parts) == over_labs(measure, other)


@given(some(singles))
def test_a_stock_is_its_last_number(parts) -> None:
    total = over_time(Measure.STOCK, parts)
    assert total.amount == (parts[-1] if parts else None)


@given(
    st.sampled_from((Measure.COUNT, Measure.SUM, Measure.RATIO)),
    st.data(),
)
def test_months_make_quarters_make_the_year(measure, data) -> None:
    kind = pairs if measure in PAIRED else singles
    months = data.draw(st.lists(st.none() | kind, min_size=12, max_size=12))
    quarters = [over_time(measure, months[n : n + 3]) for n in (0, 3, 6, 9)]
    year = over_time(measure, months)
    assert over_time(measure, [one.amount for one in quarters]).amount == year.amount
    assert sum(one.known for one in quarters) == year.known


@given(st.lists(st.lists(st.none() | singles, min_size=3, max_size=3), max_size=4))
def test_labs_then_months_is_months_then_labs(labs) -> None:
    own = [over_time(Measure.COUNT, months) for months in labs]
    both = over_labs(Measure.COUNT, [one.amount for one in own])
    months = [over_labs(Measure.COUNT, month) for month in zip(*labs, strict=True)]
    other = over_time(Measure.COUNT, [month.amount for month in months])
    assert both.amount == other.amount
    assert sum(one.known for one in own) == sum(month.known for month in months)


@given(some(singles))
def test_what_piles_up_grows_by_what_comes(parts) -> None:
    piled = cumulated(Measure.COUNT, parts)
    assert len(piled) == len(parts)
    before = Fraction(0)
    for one, part in zip(piled, parts, strict=True):
        now = one.value or Fraction(0)
        assert now - before == (part.numerator if part else 0)
        before = now
    if parts:
        assert piled[-1] == over_time(Measure.COUNT, parts)


@given(some(singles))
def test_a_stock_does_not_pile_up(parts) -> None:
    assert [one.amount for one in cumulated(Measure.STOCK, parts)] == parts


@given(numbers, numbers, numbers)
def test_progress_is_the_part_of_the_way(actual, target, baseline) -> None:
    found = progress(actual, target, baseline)
    assert (found is None) == (target == baseline)
    if found is not None:
        way = Fraction(target) - Fraction(baseline)
        assert Fraction(baseline) + found * way == Fraction(actual)
        assert progress(target, target, baseline) == 1
        assert progress(baseline, target, baseline) == 0


def test_progress_of_what_goes_down() -> None:
    assert progress(20, 10, 30) == Fraction(1, 2)
    assert progress(40, 10, 30) == Fraction(-1, 2)


@given(st.dictionaries(st.text(max_size=3), singles, min_size=1))
def test_parts_equal_their_total(parts) -> None:
    total = total_of_parts(Measure.COUNT, parts)
    assert parts_differ(Measure.COUNT, total.amount, parts) is None
    more = Amount(total.amount.numerator + 1)
    assert parts_differ(Measure.COUNT, more, parts) == -1
    assert parts_differ(Measure.COUNT, more, {**parts, "more": None}) is None
    assert parts_differ(Measure.COUNT, None, parts) is None


@given(st.dictionaries(st.text(max_size=3), pairs, min_size=1))
def test_parts_of_ratios_agree_above_and_below(parts) -> None:
    total = total_of_parts(Measure.RATIO, parts).amount
    assert parts_differ(Measure.RATIO, total, parts) is None
    wider = Amount(total.numerator, total.denominator + 1)
    assert parts_differ(Measure.RATIO, wider, parts) == -1


def test_the_wrong_shape_is_refused() -> None:
    for measure, amount in (
        (Measure.COUNT, Amount.of(1, 2)),
        (Measure.STOCK, Amount.of(1, 2)),
        (Measure.RATIO, Amount.of(1)),
    ):
        with pytest.raises(ValueError, match="not read like this"):
            over_time(measure, [amount])
    with pytest.raises(ValueError, match="below zero"):
        Amount.of(1, -1)
    assert Amount.of(0, 0).value is None


@given(st.sampled_from(PeriodKind), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_periods_follow_each_other(kind, day) -> None:
    start = periods.start_of(kind, day)
    after = periods.next_start(kind, start)
    assert start <= day < after
    assert periods.start_of(kind, after) == after
    assert periods.read_slug(periods.slug_of(kind, start)) == (kind, start)


@pytest.mark.parametrize("slug", ["", "2026-13", "2026-T5", "2026-1", "26", "2026-00"])
def test_no_period(slug: str) -> None:
    with pytest.raises(ValueError, match="no period"):
        periods.read_slug(slug)
