"""The latest approved figures of indicators, by lab and for the programme."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, Sum

from programmes import known
from programmes.indicators.aggregate import Amount, Total, over_labs
from programmes.indicators.enums import PUBLIC
from programmes.indicators.wording import completeness, period_name, said
from programmes.models import Indicator, Reading, ReadingSheet
from programmes.models.readings import ReadingQuerySet

Key = tuple[int, int]
COLUMNS = ("value", "numerator", "denominator")


@dataclass(frozen=True)
class Latest:
    """What one lab has read last, or all it has read where that piles up."""

    starts_on: date
    amount: Amount

    @property
    def text(self) -> str:
        """The number as people write it."""
        return said(self.amount.value)


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
        return said(self.total.value)

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
    """Give the figures of these indicators, or of all, in three to five statements."""
    rows = Indicator.objects.all()
    if codes is not None:
        rows = rows.filter(code__in=codes)
    indicators = list(rows)
    found = _last(indicators)
    piled = _piled([one for one in indicators if one.is_cumulative])
    labs = [lab.pk for lab in known.labs()]
    return [_figure(one, labs, found, piled) for one in indicators]


def _last(indicators: list[Indicator]) -> dict[Key, Latest]:
    """Read the latest approved reading of each indicator and lab.

    Nearly all stand in the latest sheet of each lab. Only for what is missing there
    are older sheets looked through: years of them cost little more than months.
    """
    sheets = (
        ReadingSheet.objects.filter(status__in=PUBLIC)
        .order_by("lab_id", "period__kind", "-period__starts_on")
        .distinct("lab_id", "period__kind")
        .values_list("pk", "lab_id", "period__kind")
    )
    newest = list(sheets)
    rows = Reading.objects.heads().filter(sheet__in=[pk for pk, *_rest in newest])
    found = _read(rows.filter(indicator__in=indicators))
    missing: dict[int, list[int]] = {}
    for _pk, lab, kind in newest:
        for one in indicators:
            if one.rhythm == kind and (one.pk, lab) not in found:
                missing.setdefault(lab, []).append(one.pk)
    return found | _read(_older(missing)) if missing else found


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


def _read(rows: ReadingQuerySet) -> dict[Key, Latest]:
    return {
        (indicator, lab): Latest(start, amount_of(*numbers))
        for indicator, lab, start, *numbers in rows.values_list(
            "indicator_id", "sheet__lab_id", "sheet__period__starts_on",
            *COLUMNS,
        )
    }  # fmt: skip


def _piled(indicators: list[Indicator]) -> dict[Key, Amount]:
    """Add up what piles up, by indicator and lab."""
    if not indicators:
        return {}
    return sums(Reading.objects.public().filter(indicator__in=indicators))


def sums(readings: ReadingQuerySet) -> dict[Key, Amount]:
    """Add readings up by indicator and lab, in one statement."""
    rows = readings.values("indicator", "sheet__lab").order_by()
    rows = rows.annotate(a=Sum("value"), n=Sum("numerator"), d=Sum("denominator"))
    return {
        (row["indicator"], row["sheet__lab"]): amount_of(row["a"], row["n"], row["d"])
        for row in rows
    }


def amount_of(value: Any, numerator: Any, denominator: Any) -> Amount:
    """Make an amount of a reading's three columns."""
    if value is not None:
        return Amount.of(value)
    return Amount.of(numerator, denominator)


def _figure(
    indicator: Indicator,
    labs: list[int],
    found: Mapping[Key, Latest],
    piled: Mapping[Key, Amount],
) -> Figure:
    mine: dict[int, Latest | None] = {}
    for lab in labs:
        one, amount = found.get((indicator.pk, lab)), piled.get((indicator.pk, lab))
        mine[lab] = Latest(one.starts_on, amount) if one and amount else one
    last = max((one.starts_on for one in mine.values() if one), default=None)
    parts = [
        one.amount if one and (indicator.is_cumulative or one.starts_on == last)
        else None
        for one in mine.values()
    ]  # fmt: skip
    return Figure(indicator, mine, last, over_labs(indicator.measure, parts))
