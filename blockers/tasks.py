"""What the worker does for the register each hour."""

from celery import shared_task

from blockers import timers


@shared_task(name="blockers.follow_up")
def follow_up() -> int:
    """Ask sites, note silence, close refusals that nobody has contested."""
    return timers.sweep()
