"""Indicators of every measure, months of sheets of each lab, readings and targets.

Sixty indicators at every scale; five years of months from 2,000 organisations on, and
fewer below: a tenth of the organisations has read a tenth of the months.
"""

from typing import Any

from django.db import connection, transaction

from bench import bulk
from bench.bulk import FIRST_ID
from programmes.indicators.enums import SheetStatus
from programmes.models import Indicator, Lab, Period, Reading, ReadingSheet, Target
from servindus.models import JournalEntry

TABLES = (Indicator, Period, ReadingSheet, Reading, Target)
S = SheetStatus
# With those of the programme itself.
INDICATORS, MONTHS = 60, 60
# Organisations that have read all the months.
WHOLE = 2000
# One reading of so many was corrected, one is missing; a target each half-year.
CORRECTED, MISSING, AIMED = 10, 40, 6
MEASURE = "(ARRAY['count','ratio','average','stock','sum'])[1 + i % 5]"
PAIRED = "i.measure IN ('ratio', 'average')"
# A sheet's number is the month's, counted backwards, and the lab's.
LABS = 4
MONTH = f"((s.id - {FIRST_ID}) / {LABS})"
# The month that runs is being filled in; two labs wait for the approval of the one
# before it. Which sheets go through each step:
HALF = f"{MONTH} = 1 AND s.id % 2 = 0"
STEPS = (
    ("submit", S.DRAFT, S.SUBMITTED, f"{MONTH} > 0"),
    ("approve", S.SUBMITTED, S.APPROVED, f"{MONTH} > 1 OR {HALF}"),
    ("lock", S.APPROVED, S.LOCKED, f"{MONTH} > 2"),
)  # fmt: skip


def months(scale: int) -> int:
    """Give how many months have been read at a scale."""
    return max(min(MONTHS, scale * MONTHS // WHOLE), 1)


def fill(seeder: Any) -> None:
    """All of it as it is written: into open sheets, which then go their way.

    Indexes are there already: each step looks for its line of the journal.
    """
    _indicators(seeder)
    _sheets(seeder)
    _readings(seeder)
    _targets(seeder)
    for verb, source, target, which in STEPS:
        with transaction.atomic():
            _step(seeder, (verb, source, target), which)


def _indicators(seeder: Any) -> None:
    count = INDICATORS - Indicator.objects.count()
    paired = f"{MEASURE} IN ('ratio', 'average')"
    words = "'Indicateur du banc ' || i"
    bulk.insert(
        Indicator,
        f"generate_series(1, {count}) AS i",
        {
            "id": f"{FIRST_ID} + i",
            "code": "'banc-' || i",
            "name_fr": words,
            "name_en": words,
            "definition_fr": "'Ce que les laboratoires comptent chaque mois.'",
            "definition_en": "'What the labs count each month.'",
            "unit_fr": "'unités'",
            "unit_en": "'units'",
            "level": "(ARRAY['input','output','outcome'])[1 + i % 3]",
            "direction": "(ARRAY['higher','lower','none'])[1 + i / 2 % 3]",
            "measure": MEASURE,
            "is_cumulative": f"{MEASURE} = 'sum'",
            "rhythm": "'month'",
            "source": "'Banc'",
            "rank": "1000 + i",
            **{
                f"{part}_{language}": f"CASE WHEN {paired} THEN 'Part' ELSE '' END"
                for part in ("numerator", "denominator")
                for language in ("fr", "en")
            },
        },
        seeder.now,
    )


def _sheets(seeder: Any) -> None:
    bulk.insert(
        Period,
        f"generate_series(0, {months(seeder.scale) - 1}) AS n",
        {
            "id": f"{FIRST_ID} + n",
            "kind": "'month'",
            "starts_on": f"(date_trunc('month', timestamp '{seeder.now:%Y-%m-%d}')"
            " - n * interval '1 month')::date",
        },
        seeder.now,
    )
    bulk.insert(
        ReadingSheet,
        f"(SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM"
        f" {Lab._meta.db_table}) AS l, {Period._meta.db_table} AS p",
        {
            "id": f"{FIRST_ID} + (p.id - {FIRST_ID}) * {LABS} + l.place",
            "lab": "l.id",
            "period": "p.id",
            "status": f"'{S.DRAFT}'",
            "created_at": "p.starts_on",
        },
        seeder.now,
    )


def _readings(seeder: Any) -> None:
    """One of each sheet and indicator."""
    sheets = ReadingSheet._meta.db_table
    count = "(10 + (s.id * 7 + i.id * 3) % 90)"
    numbers = {
        "value": f"CASE WHEN NOT {PAIRED} THEN {count} END",
        "numerator": f"CASE WHEN {PAIRED} THEN {count} END",
        "denominator": f"CASE WHEN {PAIRED} THEN 100 END",
    }
    bulk.insert(
        Reading,
        f"{sheets} AS s, {Indicator._meta.db_table} AS i"
        f" WHERE (s.id + i.id) % {MISSING} > 0 AND NOT i.is_computed",
        {
            "sheet": "s.id",
            "indicator": "i.id",
            **numbers,
            **_said(seeder),
            "written_at": "s.created_at + interval '35 days'",
        },
        seeder.now,
    )
    _corrections(seeder)


def _said(seeder: Any) -> dict[str, str]:
    """How each number was read, how surely and by whom."""
    return {
        "method": "'Compté dans les dossiers du mois'",
        "confidence": "(ARRAY['A','B','C'])[1 + i.id % 3]",
        "written_by": str(seeder.cast.staff.pk),
    }


def _corrections(seeder: Any) -> None:
    """Read a tenth of them again."""
    bulk.insert(
        Reading,
        f"{Reading._meta.db_table} AS r"
        f" JOIN {Indicator._meta.db_table} AS i ON i.id = r.indicator_id"
        f" WHERE r.id % {CORRECTED} = 0",
        {
            "sheet": "r.sheet_id",
            "indicator": "r.indicator_id",
            "value": "r.value + 1",
            "numerator": "r.numerator + 1",
            "denominator": "r.denominator",
            **_said(seeder),
            "revises": "r.id",
            "written_at": "r.written_at + interval '1 day'",
        },
        seeder.now,
    )


def _targets(seeder: Any) -> None:
    """Each lab's and the programme's, twice a year."""
    labs = f"(SELECT id FROM {Lab._meta.db_table} UNION ALL SELECT NULL) AS l"
    bulk.insert(
        Target,
        f"{Period._meta.db_table} AS p, {Indicator._meta.db_table} AS i, {labs}"
        f" WHERE p.id % {AIMED} = {FIRST_ID % AIMED}",
        {
            "indicator": "i.id",
            "lab": "l.id",
            "period": "p.id",
            "value": f"CASE WHEN {PAIRED} THEN 1 ELSE 120 END",
            "baseline": "0",
        },
        seeder.now,
    )


def _step(seeder: Any, step: tuple[str, str, str], which: str) -> None:
    """Write the journal's lines of a step, and take it."""
    verb, source, target = step
    sheets, staff = ReadingSheet._meta.db_table, seeder.cast.staff.pk
    at = "s.created_at + interval '40 days'"
    bulk.insert(
        JournalEntry,
        f"{sheets} AS s WHERE {which}",
        {
            "at": at,
            "verb": f"'{verb}_reading_sheet'",
            "object_type": "'programmes.readingsheet'",
            "object_id": "s.id",
            "source": f"'{source}'",
            "target": f"'{target}'",
            "actor_kind": "'user'",
            "user": str(staff),
            "channel": "'portal'",
        },
        seeder.now,
    )
    more = {
        S.SUBMITTED: f", submitted_by_id = {staff}",
        S.APPROVED: f", approved_by_id = {staff}, approved_at = {at}",
    }.get(S(target), "")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {sheets} AS s SET status = '{target}'{more} WHERE {which}"
        )
