"""Searches the directory for organisations that may be one, batch by batch.

No two rows have one SIREN, so that one of a pair never has any: the search starts
from the rows without SIREN and asks indexes for the few rows near each. What it costs
grows with the number of those, not with the square of the directory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from programmes import rules
from programmes.duplicates.nearness import FACTS, WAYS
from programmes.duplicates.scoring import Side, judge
from programmes.enums import DuplicateReason, OrganisationStatus
from programmes.models import Duplicate, Organisation
from servindus import clock

BATCH = 500
# Held while a search runs: a second one would only do the same.
LOCK = 7302


@dataclass
class Result:
    """What a search has done, in figures."""

    looked_at: int = 0
    compared: int = 0
    suggested: int = 0
    withdrawn: int = 0


def search(*, batch: int = BATCH) -> Result | None:
    """Search the whole directory; None when another search is running."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [LOCK])
        [is_mine] = cursor.fetchone()
    if not is_mine:
        return None
    try:
        return _search(batch)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [LOCK])


def _search(batch: int) -> Result:
    now = clock.now()
    result = Result()
    for ids in _batches(batch):
        pairs = _pairs_near(ids)
        found = _judged(pairs, now)
        _keep(found)
        result.looked_at += len(ids)
        result.compared += len(pairs)
    result.suggested = Duplicate.objects.suggested().filter(seen_at=now).count()
    result.withdrawn = _withdraw(now)
    return result


def _batches(size: int) -> Iterator[list[int]]:
    """Give the ids of the companies without SIREN, so many at a time."""
    rows = Organisation.objects.filter(siren=None, kind__in=rules.COMPANY_KINDS)
    rows = rows.exclude(status=OrganisationStatus.MERGED).order_by("pk")
    last = 0
    while ids := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:size]):
        last = ids[-1]
        yield ids


def _pairs_near(ids: list[int]) -> set[tuple[int, int]]:
    """Give the pairs that are worth a comparison, each once, the older row first."""
    found: set[tuple[int, int]] = set()
    with connection.cursor() as cursor:
        for query in WAYS:
            cursor.execute(query, [ids])
            for one, other in cursor.fetchall():
                found.add((min(one, other), max(one, other)))
    return found


def _judged(pairs: set[tuple[int, int]], now: datetime) -> list[Duplicate]:
    """Give the pairs that are like enough, with score and reasons."""
    ids = sorted({pk for pair in pairs for pk in pair})
    sides: dict[int, Side] = {}
    with connection.cursor() as cursor:
        cursor.execute(FACTS, [ids])
        for pk, lab, siren, name, acronym, *lists in cursor.fetchall():
            sets = [frozenset(values) for values in lists]
            sides[pk] = Side(pk, lab, siren, name, acronym, *sets)
    found = []
    for one, other in sorted(pairs):
        score, reasons = judge(sides[one], sides[other])
        if reasons:
            found.append(
                Duplicate(
                    first_id=one,
                    second_id=other,
                    score=score,
                    reasons=reasons,
                    seen_at=now,
                    created_at=now,
                )
            )
    return found


def _keep(found: list[Duplicate]) -> None:
    """Write the pairs; one that was dismissed or merged keeps its status."""
    Duplicate.objects.bulk_create(
        found,
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["score", "reasons", "seen_at"],
    )


def _withdraw(now: datetime) -> int:
    """Take away what no search finds any more; what people put there stays."""
    old = Duplicate.objects.suggested().filter(seen_at__lt=now, merges=None)
    old = old.exclude(reasons__contains=[DuplicateReason.BY_HAND])
    count, _rows = old.delete()
    return count
