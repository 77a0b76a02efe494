"""Where the figures are kept: the worker counts them every ten minutes, pages read.

Counting reads the whole register, and the exact intervals load scipy: neither is for
whoever opens a page. What is kept is pickled and holds no sentence. It stays a day, so
that a worker which stands still leaves figures with their time, never wrong ones.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from django.core.cache import cache
from django.db import connection, transaction
from django.utils.translation import get_language

from benchmarking.comparison import cube as whole
from benchmarking.comparison.choices import Choice, Offer
from benchmarking.comparison.figures import Comparison, compare
from benchmarking.comparison.others import Others
from benchmarking.comparison.others import count as count_others
from programmes.witnesses.figures import sharing
from servindus import broker, clock

STAYS, DRAWN = timedelta(days=1), timedelta(minutes=15)
# Raise it when what is kept has other fields: a release that finds figures of the one
# before it counts anew.
SHAPE = 2
OFFER, OTHERS = f"comparison:{SHAPE}:offer", f"comparison:{SHAPE}:others"
TASK = "benchmarking.compare_labs"
# The worker is asked once a minute, however many readers wait.
ASKED, SECONDS_BETWEEN = "comparison:asked", 60


def refresh() -> int:
    """Count everything that can be chosen anew; give how many comparisons there are."""
    now = clock.now()
    with _one_moment():
        cube, others = whole.read(clock.local_day(now)), count_others()
    offer = cube.offer()
    found: dict[str, object] = {
        _key(choice): compare(cube, choice, now) for choice in offer.choices()
    }
    cache.set_many(found | {OTHERS: others}, STAYS.total_seconds())
    # Last: its time is that of what is drawn, so that nothing older is drawn for it.
    cache.set(OFFER, (now, offer), STAYS.total_seconds())
    return len(found)


@contextmanager
def _one_moment() -> Iterator[None]:
    """Let all statements see the register as it is at the first of them.

    Each stage is part of the one before it only where nothing moves between them.
    """
    if connection.in_atomic_block:
        # Whoever opened it has read already, so that it is too late to choose.
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def offered() -> tuple[datetime, Offer] | None:
    """Give when all was counted and what can be chosen; None while nothing is."""
    found: tuple[datetime, Offer] | None = cache.get(OFFER)
    return found


def drawn(choice: Choice, at: datetime, draw: Callable[[], str]) -> str:
    """Give what `draw` makes of the figures of a moment, drawn once for a language.

    It is the same for all readers, and drawn anew once a witness company shares its
    figures or takes that back. What is empty was not counted, and is not kept.
    """
    moment = f"{at.isoformat()}:{_digest(sharing())}"
    key = f"comparison:{SHAPE}:{choice.key}:{get_language()}:{moment}"
    found: str | None = cache.get(key)
    if found is None:
        found = draw()
        if found:
            cache.set(key, found, DRAWN.total_seconds())
    return found


def find(choice: Choice) -> tuple[Comparison, Others] | None:
    """Give the figures of a choice; None while they are not counted yet."""
    key = _key(choice)
    found = cache.get_many([key, OTHERS])
    # Of other labs, as after a restored backup, nothing is told.
    if len(found) < 2 or found[key].labs != tuple(lab.pk for lab in whole.labs()):
        _ask()
        return None
    return found[key], _agreed(found[OTHERS])


def _agreed(others: Others) -> Others:
    """Give what companies still share: counted at once where one has taken it back."""
    if others.sharing <= sharing():
        return others
    others = count_others()
    cache.set(OTHERS, others, STAYS.total_seconds())
    return others


def _digest(engagements: frozenset[int]) -> str:
    """Give a short name of who shares, whatever their number."""
    said = ",".join(map(str, sorted(engagements)))
    return sha256(said.encode()).hexdigest()[:16]


def _key(choice: Choice) -> str:
    return f"comparison:{SHAPE}:{choice.key}"


def _ask() -> None:
    """Wake the worker for whoever finds nothing: after a start, or an emptied cache."""
    if cache.add(ASKED, True, SECONDS_BETWEEN):
        transaction.on_commit(partial(broker.wake, TASK), robust=True)
