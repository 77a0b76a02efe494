"""The latest approved figures of indicators, by lab and for the programme."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q

from programmes import known
from programmes.indicators.aggregate import Amount, Total, over_labs
from programmes.indicators.amounts import (
    COLUMNS,
    LAST,
    SUMS,
    amount_of,
    made,
    window,
)
from programmes.indicators.amounts import piled as piled_of
from programmes.indicators.enums import PUBLIC, PeriodKind
from programmes.indicators.wording import completeness, period_name, said
from programmes.models import Indicator, Reading, ReadingSheet
from programmes.models.readings import ReadingQuerySet

Key = tuple[int, int]
# How many periods a lab's latest sheet and those before it are, in which the parts of
# a sum are looked for: one that lacks a part is passed over.
LOOKED_BACK = {PeriodKind.MONTH: 6, PeriodKind.QUARTER: 4, PeriodKind.YEAR: 3}


@dataclass(frozen=True)
class Latest:
    """What one lab has read last, or all it has read where that piles up."""

    starts_on: date
    amount: Amount
    measure: str = ""

    @property
    def text(self) -> str:
        """The number as people write it."""
        return said(self.amount.value, self.measure)


@dataclass(frozen=True)
class Figure:
    """One indicator: each lab's latest figure, and the programme's.

    The programme's is that of the latest period which any lab has had approved, over
    the labs that have read it; where readings pile up, that of all periods.
    """

    indicator: Indicator
    labs: Mapping[int, Latest | None]
    starts_on: date | None
    total: Total

    @property
    def definition_url(self) -> str:
        """Where its definition stands."""
        return self.indicator.get_absolute_url()

    @property
    def text(self) -> str:
        """The programme's figure as people write it."""
        return said(self.total.value, self.indicator.measure)

    @property
    def period(self) -> str:
        """Of which period it is."""
        if self.starts_on is None:
            return ""
        return period_name(self.indicator.rhythm, self.starts_on)

    @property
    def completeness(self) -> str:
        """How many labs it is made of."""
        return completeness(self.total)


def latest(codes: Collection[str] | None = None) -> list[Figure]:
    """Give the figures of these indicators, or of all, in three to five statements.

    Where some are made of their parts it takes two more, and one more for each of
    these that piles up.
    """
    rows = Indicator.objects.all()
    if codes is not None:
        rows = rows.filter(code__in=codes)
    indicators = list(rows)
    sheets = _newest_sheets()
    read = [one for one in indicators if not one.is_computed]
    found = _last(read, sheets)
    piled = _piled([one for one in read if one.is_cumulative])
    computed = [one for one in indicators if one.is_computed]
    if computed and sheets:
        _add_computed(computed, sheets, found, piled)
    labs = [lab.pk for lab in known.labs()]
    return [_figure(one, labs, found, piled) for one in indicators]


def _newest_sheets() -> list[ReadingSheet]:
    """Find the latest approved sheet of each lab and kind of period."""
    rows = ReadingSheet.objects.filter(status__in=PUBLIC).select_related("period")
    rows = rows.order_by("lab_id", "period__kind", "-period__starts_on")
    return list(rows.distinct("lab_id", "period__kind"))


def _last(
    indicators: list[Indicator], sheets: Iterable[ReadingSheet]
) -> dict[Key, Latest]:
    """Read the latest approved reading of each indicator and lab.

    Nearly all stand in the latest sheet of each lab. Only for what is missing there
    are older sheets looked through: years of them cost little more than months.
    """
    measures = {one.pk: one.measure for one in indicators}
    newest = list(sheets)
    rows = Reading.objects.heads().filter(sheet__in=newest, indicator__in=measures)
    found = _read(rows, measures)
    missing: dict[int, list[int]] = {}
    for sheet in newest:
        for one in indicators:
            place = one.pk, sheet.lab_id
            if one.rhythm == sheet.period.kind and place not in found:
                missing.setdefault(sheet.lab_id, []).append(one.pk)
    return found | _read(_older(missing), measures) if missing else found


def _older(missing: Mapping[int, Collection[int]]) -> ReadingQuerySet:
    """Find the latest approved reading of what a lab has not read last."""
    wanted = Q()
    for lab, numbers in missing.items():
        wanted |= Q(sheet__lab=lab, indicator__in=numbers)
    # Said once more without the labs, so that an index of the readings answers.
    every = {number for numbers in missing.values() for number in numbers}
    return (
        Reading.objects.public()
        .filter(wanted, indicator__in=every)
        .order_by("indicator_id", "sheet__lab_id", "-sheet__period__starts_on")
        .distinct("indicator_id", "sheet__lab_id")
    )


def _read(rows: ReadingQuerySet, measures: Mapping[int, str]) -> dict[Key, Latest]:
    return {
        (indicator, lab): Latest(start, amount_of(*numbers), measures[indicator])
        for indicator, lab, start, *numbers in rows.values_list(*COLUMNS)
    }


def _piled(indicators: list[Indicator]) -> dict[Key, Latest]:
    """Add up what piles up, by indicator and lab, over all periods."""
    measures = {one.pk: one.measure for one in indicators}
    if not measures:
        return {}
    rows: Any = (
        Reading.objects.public()
        .filter(indicator__in=measures)
        .values("indicator", "sheet__lab")
        .annotate(last=LAST, **SUMS)
        .order_by()
    )
    return {
        (row["indicator"], row["sheet__lab"]): Latest(
            row["last"],
            amount_of(row["a"], row["n"], row["d"]),
            measures[row["indicator"]],
        )
        for row in rows
    }


def _add_computed(
    computed: list[Indicator],
    sheets: Iterable[ReadingSheet],
    found: dict[Key, Latest],
    piled: dict[Key, Latest],
) -> None:
    """Make the figures of those that are the sum of their parts."""
    parts: dict[int, list[int]] = defaultdict(list)
    of = Indicator.objects.filter(parent__in=computed).order_by()
    for pk, parent in of.values_list("pk", "parent_id"):
        parts[parent].append(pk)
    wholes = {part: whole for whole, ids in parts.items() for part in ids}
    rows = Reading.objects.public().filter(
        indicator__in=wholes, sheet__period__starts_on__gte=_looked_back(sheets)
    )
    read: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows.values_list(*COLUMNS):
        read[wholes[row[0]]].append(row)
    for one in computed:
        ids = parts[one.pk]
        for (lab, day), amount in sorted(
            made(one.measure, ids, read[one.pk]).items(), key=lambda item: item[0]
        ):
            found[one.pk, lab] = Latest(day, amount, one.measure)
        if one.is_cumulative and ids:
            piled |= {
                (one.pk, lab): Latest(last, amount, one.measure)
                for lab, (amount, last) in piled_of(one, ids).items()
            }


def _looked_back(sheets: Iterable[ReadingSheet]) -> date:
    """Give the first day of the few periods up to each lab's latest sheet."""
    periods = [sheet.period for sheet in sheets]
    return min(
        window(one.kind, one.starts_on, LOOKED_BACK[PeriodKind(one.kind)])
        for one in periods
    )


def _figure(
    indicator: Indicator,
    labs: list[int],
    found: Mapping[Key, Latest],
    piled: Mapping[Key, Latest],
) -> Figure:
    places = [(indicator.pk, lab) for lab in labs]
    mine = {place[1]: piled.get(place) or found.get(place) for place in places}
    last = max((one.starts_on for one in mine.values() if one), default=None)
    parts = [
        one.amount if one and (indicator.is_cumulative or one.starts_on == last)
        else None
        for one in mine.values()
    ]  # fmt: skip
    total = over_labs(indicator.measure, parts)
    # What piles up stays in the sum of a lab that has not read the last period.
    read = sum(one is not None and one.starts_on == last for one in mine.values())
    return Figure(indicator, mine, last, replace(total, known=read))
