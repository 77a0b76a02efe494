"""What the worker does: wake-up calls for work whose truth is in the database."""

from celery import shared_task
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache

from servindus import bounce_post, clock, digest_post, operations, outbox
from servindus.exports import queue

HEARTBEAT_KEY = "servindus:beat"


@shared_task(name="servindus.send_outbox")
def send_outbox() -> dict[str, int]:
    """Send the mails that are due.

    A slow server must not let the time limit fall between a hand-over and its mark.
    """
    return outbox.send_due(seconds=settings.CELERY_TASK_SOFT_TIME_LIMIT / 2)


@shared_task(name="servindus.run_timers")
def run_timers() -> dict[str, int]:
    """Do what time has brought: reminders, ends, questions."""
    return operations.run_timers()


# Long enough for some ten thousand mails; what is left leaves with the next run.
@shared_task(name="servindus.send_digests", soft_time_limit=270, time_limit=300)
def send_digests() -> dict[str, int]:
    """Open the digests whose moment has come, and hand them over."""
    return digest_post.run(clock.now(), seconds=240.0)


@shared_task(name="servindus.read_bounces")
def read_bounces() -> dict[str, int]:
    """Read the reports that have come back to the mailbox, where there is one."""
    if not settings.BOUNCE_MAILBOX_URL:
        return {}
    return dict(bounce_post.read_mailbox())


# A long list takes minutes; a second worker that gets the message finds it taken.
@shared_task(name="servindus.process_exports", soft_time_limit=3600, time_limit=3660)
def process_exports() -> int:
    """Make the files that wait, delete those whose days are over."""
    queue.forget_old()
    return queue.process_waiting()


@shared_task(name="servindus.beat_heartbeat")
def beat_heartbeat() -> None:
    """Note that beat and worker live, for `/readyz`."""
    cache.set(HEARTBEAT_KEY, clock.now().isoformat(), timeout=None)


@shared_task(name="servindus.forget_expired")
def forget_expired() -> int:
    """Throw expired counts and sessions out of the database."""
    SessionStore.clear_expired()
    return int(cache.forget_expired())  # type: ignore[attr-defined]
