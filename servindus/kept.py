"""Sums that cost too much for each reader: kept five minutes, then counted anew."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.core.cache import cache

FRESH = timedelta(minutes=5)
T = TypeVar("T")


def kept(key: str, now: datetime, make: Callable[[], T]) -> tuple[datetime, T]:
    """Give what `make` counts and when it was counted: less than five minutes ago.

    The key says for whom: what one reader may know is not another's. What is kept is
    pickled; it holds no sentence, since readers have several languages.
    """
    found: Any = cache.get(key)
    if found is not None and timedelta(0) <= now - found[0] < FRESH:
        return found[0], found[1]
    counted = (now, make())
    cache.set(key, counted, FRESH.total_seconds())
    return counted


def forget(key: str) -> None:
    """Count anew for the next reader, within this transaction."""
    cache.delete(key)
