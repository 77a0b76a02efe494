"""What the passing of time brings: each timer looks for what is due, and does it once.

A timer is a scan of the database, so that a run which is skipped, late, repeated or
beside another one neither loses nor doubles anything. Rooms register theirs by name.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate

from servindus import clock
from servindus.models import Occurrence
from servindus.workflow import ActRefused, Busy

# Rows that a scan holds at a time.
CHUNK = 500

M = TypeVar("M", bound=models.Model)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Timer:
    """One kind of thing that time brings."""

    name: str
    # Rows for which something may be due at this moment; the act looks again.
    due: Callable[[datetime], Iterable[Any]]
    # Does it by an act, under its lock; False when nothing was due after all.
    do: Callable[[Any], object]


_timers: dict[str, Timer] = {}


def register(
    name: str, due: Callable[[datetime], Iterable[Any]], do: Callable[[Any], object]
) -> Timer:
    """Make a timer known; they run in the order in which rooms register them."""
    if name in _timers:
        raise ValueError(f"two timers are called {name}")
    _timers[name] = Timer(name, due, do)
    return _timers[name]


def every_timer() -> list[Timer]:
    """Give every registered timer."""
    return list(_timers.values())


def run(*names: str) -> dict[str, int]:
    """Do what is due now, by all timers or these; give how often each has acted."""
    wanted = [_timers[name] for name in names] or every_timer()
    return {timer.name: _run(timer) for timer in wanted}


def _run(timer: Timer) -> int:
    done = 0
    rows = timer.due(clock.now())
    if isinstance(rows, models.QuerySet):
        # After a long stop there may be many: they are never all in memory.
        rows = rows.iterator(chunk_size=CHUNK)
    for row in rows:
        try:
            done += timer.do(row) is not False
        except (ActRefused, Busy):
            # Somebody was quicker, or holds it: the next run looks again.
            continue
        except Exception:
            if transaction.get_connection().in_atomic_block:
                raise
            # One row that cannot be done must not keep the others waiting.
            logger.exception("timer %s: %r", timer.name, row)
    return done


def once(
    timer: str, obj: models.Model, *, since: date, rung: int = 0, person: str = ""
) -> bool:
    """Note that this is done, in the transaction of the act that does it.

    False when it was done before, or when a higher rung was: after a run that came
    late, what is past is not made up for.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("once() belongs inside the transaction of what is done")
    last = Occurrence.last(timer, obj, since, person)
    if last is not None and last >= rung:
        return False
    _row, is_new = Occurrence.objects.get_or_create(
        timer=timer,
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        person=person,
        since=since,
        rung=rung,
        defaults={"at": clock.now()},
    )
    return is_new


def rung_of(days: int, rungs: Sequence[int]) -> int | None:
    """Give the highest rung that so many days have reached, or None.

    >>> rung_of(8, (3, 7, 12)), rung_of(2, (3, 7, 12))
    (7, None)
    """
    return max((rung for rung in rungs if rung <= days), default=None)


def with_last(
    rows: models.QuerySet[Any], timer: str, since: str | Combinable
) -> models.QuerySet[Any]:
    """Add to rows the day `since` which a timer counts, and its `last_rung`."""
    return rows.annotate(since=TruncDate(since, tzinfo=clock.PARIS)).annotate(
        last_rung=last_rung(rows.model, timer, "since")
    )


def last_rung(model: type[models.Model], timer: str, day: str) -> Subquery:
    """Give the highest rung done of a row, which counts from its column `day`."""
    done = Occurrence.objects.filter(
        timer=timer,
        object_type=model._meta.label_lower,
        object_id=OuterRef("pk"),
        person="",
        since=OuterRef(day),
    ).order_by("-rung")
    return Subquery(done.values("rung")[:1])


def is_new(rung: int | None, last: int | None) -> bool:
    """Whether a rung was reached that no run has done."""
    return rung is not None and (last is None or last < rung)


def in_chunks(rows: models.QuerySet[M]) -> Iterator[list[M]]:
    """Read rows from a cursor, so many at a time that few statements ask about all."""
    found = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        yield chunk
