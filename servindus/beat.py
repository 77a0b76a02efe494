"""Beat's own scheduler: it notes that beat itself lives, apart from the worker."""

import logging
from datetime import datetime, timedelta
from typing import Any

from celery import beat
from django.core.cache import cache
from django.db import Error, connection

from servindus import clock

logger = logging.getLogger(__name__)

BEAT_KEY = "servindus:beat-itself"
EVERY = timedelta(seconds=30)


class Scheduler(beat.Scheduler):
    """Celery's in-memory scheduler with a heartbeat that no worker has to carry."""

    noted_at: datetime | None = None

    def tick(self, *args: Any, **options: Any) -> float:
        """Do what is due, and leave a sign of life; wake up in time for the next."""
        wait = super().tick(*args, **options)
        now = clock.now()
        if self.noted_at is None or now - self.noted_at >= EVERY:
            self.noted_at = now
            note(now)
        return min(float(wait), EVERY.total_seconds())


def note(now: datetime) -> None:
    """Leave the sign of life; without the database beat goes on all the same."""
    try:
        cache.set(BEAT_KEY, now.isoformat(), timeout=None)
    except Error as error:
        logger.warning("beat could not leave its sign of life: %s", error)
        # The next sign opens a new connection: the server may be back.
        connection.close()
