"""What the worker does for this room."""

from celery import shared_task

from benchmarking.comparison import store


# It reads the whole register, and the first time in a process loads scipy (2 s).
@shared_task(name=store.TASK, soft_time_limit=270, time_limit=300)
def compare_labs() -> int:
    """Count the comparison of the labs anew."""
    return store.refresh()
