"""What the worker does for this room."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from benchmarking.comparison import store


# It reads the whole register, and the first time in a process loads scipy (2 s).
@shared_task(name=store.TASK, soft_time_limit=270, time_limit=300)
def compare_labs() -> int:
    """Count the comparison of the labs anew."""
    return store.refresh()


@worker_ready.connect
def _count_at_once(sender: Any, **_more: Any) -> None:
    """Ask for it when a worker starts: nobody waits ten minutes for a first page."""
    sender.app.send_task(store.TASK)
