"""The approved amounts of an indicator: read as they are, or made of its parts."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Sum

from programmes.indicators.aggregate import Amount, over_time, total_of_parts
from programmes.indicators.enums import PeriodKind
from programmes.indicators.periods import earlier_start
from programmes.models import Indicator, Reading

# A lab and the first day of a period.
Place = tuple[int, date]
FIRST = Min("sheet__period__starts_on")
LAST = Max("sheet__period__starts_on")
# What an amount is read from: columns, since making rows takes half of the time.
COLUMNS = (
    *("indicator_id", "sheet__lab_id", "sheet__period__starts_on"),
    *("value", "numerator", "denominator"),
)
SUMS = {"a": Sum("value"), "n": Sum("numerator"), "d": Sum("denominator")}


def sources(indicator: Indicator) -> list[int]:
    """Give the ids of what it is read from: itself, or its parts."""
    if not indicator.is_computed:
        return [indicator.pk]
    return list(indicator.parts.values_list("pk", flat=True))


def made(
    measure: str, ids: Collection[int], rows: Iterable[tuple[Any, ...]]
) -> dict[Place, Amount]:
    """Add readings (`COLUMNS`) up at each place where none of these is missing."""
    found: dict[Place, dict[int, Amount]] = defaultdict(dict)
    for indicator, lab, start, *numbers in rows:
        found[lab, start][indicator] = amount_of(*numbers)
    totals = {
        place: total_of_parts(measure, {str(pk): mine.get(pk) for pk in ids})
        for place, mine in found.items()
    }
    return {
        place: total.amount
        for place, total in totals.items()
        if total.amount and total.is_complete
    }


def since(indicator: Indicator, ids: Collection[int], day: date) -> dict[Place, Amount]:
    """Give its amounts of the periods from this day on, in one statement."""
    rows = Reading.objects.public().filter(
        indicator__in=ids, sheet__period__starts_on__gte=day
    )
    return made(indicator.measure, ids, rows.values_list(*COLUMNS))


def before(indicator: Indicator, ids: Collection[int], day: date) -> dict[int, Amount]:
    """Give what each lab's earlier periods make together, in one statement."""
    rows = Reading.objects.public().filter(sheet__period__starts_on__lt=day)
    return {lab: all_ for lab, (all_, _last) in piled(indicator, ids, rows).items()}


def piled(
    indicator: Indicator, ids: Collection[int], rows: Any = None
) -> dict[int, tuple[Amount, date]]:
    """Give what all periods of each lab make, and the last one, in one statement."""
    rows = Reading.objects.public() if rows is None else rows
    # Period by period where there are parts: one whose part is missing is left out.
    by = ("sheet__lab", "sheet__period__starts_on")[: 1 if len(ids) == 1 else 2]
    groups = rows.filter(indicator__in=ids).order_by().values(*by)
    groups = groups.annotate(known=Count("pk"), last=LAST, **SUMS)
    if len(ids) > 1:
        groups = groups.filter(known=len(ids))
    found: dict[int, list[tuple[Amount, date]]] = defaultdict(list)
    for group in groups:
        found[group["sheet__lab"]].append(
            (amount_of(group["a"], group["n"], group["d"]), group["last"])
        )
    totals = {
        lab: over_time(indicator.measure, [amount for amount, _last in parts]).amount
        for lab, parts in found.items()
    }
    return {
        lab: (total, max(last for _amount, last in found[lab]))
        for lab, total in totals.items()
        if total
    }


def amount_of(value: Any, numerator: Any, denominator: Any) -> Amount:
    """Make an amount of a reading's three columns, or of their sums."""
    if value is not None:
        return Amount.of(value)
    return Amount.of(numerator, denominator)


def span(ids: Collection[int]) -> tuple[date, date] | None:
    """Give the first and the last period with an approved reading of one of these."""
    rows = Reading.objects.public().filter(indicator__in=ids)
    found = rows.aggregate(first=FIRST, last=LAST)
    return (found["first"], found["last"]) if found["first"] else None


def window(kind: str, last: date, count: int) -> date:
    """Give the first day of the last `count` periods, `last` among them."""
    start = last
    for _earlier in range(count - 1):
        start = earlier_start(PeriodKind(kind), start)
    return start
