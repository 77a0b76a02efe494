"""The only place that tells the time, so that a run can live at another date."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

PARIS = ZoneInfo("Europe/Paris")
_set_to: ContextVar[datetime | None] = ContextVar("servindus_clock", default=None)


def now() -> datetime:
    """Give the present moment in UTC, or the one that `at` has set."""
    return _set_to.get() or timezone.now()


def today() -> date:
    """Give the present day in Paris."""
    return local_day(now())


def local_day(moment: datetime) -> date:
    """Give the day in Paris of a moment with a time zone."""
    return moment.astimezone(PARIS).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Live the block at `moment` (with a time zone): demo, tests and `--as-of`."""
    if timezone.is_naive(moment):
        raise ValueError("clock.at() needs a moment with its time zone")
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)


def said(text: str) -> datetime:
    """Give the moment that somebody named: a day (at ten), or a moment, in Paris.

    An empty text is now; ValueError for what is neither.
    """
    if not text:
        return now()
    try:
        day = parse_date(text)
        moment = datetime.combine(day, time(10)) if day else parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise ValueError(f"{text} is no day and no moment: 2026-12-01T09:30")
    return moment if moment.tzinfo else moment.replace(tzinfo=PARIS)
