"""Wake-up calls for the worker, which a request never waits for twice."""

import time

from celery import current_app

# Seconds in which a broker that did not answer is not asked again; what it should have
# called for is found by the sweep of each minute.
SILENCE = 30.0


class _Silence:
    """Until when this process leaves the broker alone, by its own clock."""

    until = 0.0


def wake(task: str) -> None:
    """Ask the worker for a task, by its name; a broker that failed is left alone.

    Whatever the broker raises is raised once, for the log; then nothing for a while.
    """
    if time.monotonic() < _Silence.until:
        return
    try:
        current_app.send_task(task)
    except Exception:
        _Silence.until = time.monotonic() + SILENCE
        raise
    _Silence.until = 0.0
