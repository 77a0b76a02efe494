"""What time brings to readings: a period ends, its sheet is opened and asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef

from programmes.actions.readings import nudge_reading_sheet, open_reading_sheet
from programmes.hours import is_open
from programmes.indicators import periods
from programmes.indicators.enums import (
    SHEET_DUE,
    SHEET_ENDS,
    SHEET_LATE,
    SheetStatus,
)
from programmes.models import Indicator, Lab, ReadingSheet
from servindus import clock, timers
from servindus.actors import SYSTEM


@dataclass(frozen=True)
class Asked:
    """The sheet of a lab and a period: to open where there is none, and to ask for."""

    lab: Lab
    kind: str
    starts_on: date
    sheet: ReadingSheet | None
    rung: int | None


def to_ask(now: datetime) -> Iterator[Asked]:
    """Sheets of ended periods that are missing, or have newly come to a reminder."""
    today = clock.local_day(now)
    kinds = Indicator.objects.filter(is_computed=False).values_list("rhythm", flat=True)
    ended = [
        (kind, start) for kind in sorted(set(kinds)) for start in _ended(kind, today)
    ]
    rows = ReadingSheet.objects.filter(
        period__starts_on__in=[start for _kind, start in ended]
    ).select_related("period")
    last = timers.last_rung(ReadingSheet, nudge_reading_sheet.name, "period__starts_on")
    sheets = {
        (row.lab_id, row.period.kind, row.period.starts_on): row
        for row in rows.annotate(last_rung=last)
    }
    # Without an operator nobody works for a lab; it is asked once it has begun to read.
    begun = Exists(ReadingSheet.objects.filter(lab=OuterRef("pk")))
    for lab in Lab.objects.filter(begun, operator__isnull=False):
        for kind, start in ended:
            if not _was_there(lab, kind, start):
                continue
            sheet = sheets.get((lab.pk, kind, start))
            days = (today - periods.next_start(kind, start)).days
            rung = _rung(sheet, days) if is_open(lab, now) else None
            if sheet is None or rung is not None:
                yield Asked(lab, kind, start, sheet, rung)


def _ended(kind: str, today: date) -> Iterator[date]:
    """Give the periods of a kind that ended not too long ago, the latest first."""
    end = periods.start_of(kind, today)
    while end > today - timedelta(days=SHEET_ENDS):
        start = periods.start_of(kind, end - timedelta(days=1))
        yield start
        end = start


def _was_there(lab: Lab, kind: str, start: date) -> bool:
    """Whether the lab had begun before the period ended, and not ended before it."""
    end = periods.next_start(kind, start)
    begun = lab.starts_on is None or lab.starts_on < end
    return begun and (lab.ends_on is None or lab.ends_on >= start)


def _rung(sheet: ReadingSheet | None, days: int) -> int | None:
    """Give the reminder that is newly due; who had a sheet sent back has just read."""
    rung = timers.rung_of(days, (SHEET_DUE, SHEET_LATE))
    if sheet is None:
        return rung
    told = sheet.status != SheetStatus.DRAFT or (sheet.reason and rung == SHEET_DUE)
    return None if told or not timers.is_new(rung, sheet.last_rung) else rung  # type: ignore[attr-defined]


def ask(asked: Asked) -> None:
    """Open the sheet where there is none, and remind the lab's staff."""
    sheet = asked.sheet
    if sheet is None:
        open_reading_sheet(
            asked.lab, by=SYSTEM, kind=asked.kind, starts_on=asked.starts_on
        )
        sheet = ReadingSheet.objects.get(
            lab=asked.lab, period__kind=asked.kind, period__starts_on=asked.starts_on
        )
    if asked.rung is not None:
        nudge_reading_sheet(sheet, by=SYSTEM, since=asked.starts_on, rung=asked.rung)


timers.register("programmes.reading_sheets", to_ask, ask)
