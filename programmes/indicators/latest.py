"""The latest approved figures of indicators, by lab and for the programme."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from programmes import known
from programmes.indicators.aggregate import Amount, Total, over_labs
from programmes.indicators.wording import completeness, period_name, said
from programmes.models import Indicator, Reading

Key = tuple[int, int]


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
    """Give the figures of these indicators, or of all, in three statements."""
    rows = Indicator.objects.all()
    if codes is not None:
        rows = rows.filter(code__in=codes)
    indicators = list(rows)
    found = _last(indicators)
    piled = _piled(indicators)
    labs = [lab.pk for lab in known.labs()]
    return [_figure(one, labs, found, piled) for one in indicators]


def _last(indicators: list[Indicator]) -> dict[Key, Latest]:
    """Read the latest approved reading of each indicator and lab."""
    rows = (
        Reading.objects.public()
        .filter(indicator__in=indicators)
        .order_by("indicator_id", "sheet__lab_id", "-sheet__period__starts_on")
        .distinct("indicator_id", "sheet__lab_id")
        .select_related("sheet__period")
    )
    return {
        (row.indicator_id, row.sheet.lab_id): Latest(
            row.sheet.period.starts_on, row.amount
        )
        for row in rows
    }


def _piled(indicators: list[Indicator]) -> dict[Key, Amount]:
    """Add up what piles up, by indicator and lab."""
    rows = (
        Reading.objects.public()
        .filter(indicator__in=indicators, indicator__is_cumulative=True)
        .values("indicator", "sheet__lab")
        .annotate(a=Sum("value"), n=Sum("numerator"), d=Sum("denominator"))
        .order_by()
    )
    return {(row["indicator"], row["sheet__lab"]): _amount(row) for row in rows}


def _amount(row: Mapping[str, Any]) -> Amount:
    if row["a"] is not None:
        return Amount.of(row["a"])
    return Amount.of(row["n"], row["d"])


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
