"""What the worker does for the frame."""

from celery import shared_task

from programmes.duplicates import detection
from programmes.imports import queue


# A long file may take minutes; a second worker that gets the same message finds the
# run taken.
@shared_task(name="programmes.process_imports", soft_time_limit=3600, time_limit=3660)
def process_imports() -> int:
    """Read or import the files that wait."""
    return queue.process_waiting()


# Each night: what the day's imports and sign-ups brought twice.
@shared_task(
    name="programmes.suggest_duplicates", soft_time_limit=3600, time_limit=3660
)
def suggest_duplicates() -> int:
    """Search for organisations that may be one; give how many pairs wait."""
    result = detection.search()
    return result.suggested if result else 0
