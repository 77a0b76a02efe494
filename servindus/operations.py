"""What staff see of the machines: processes, mails by state, the last run of timers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from servindus import clock, timers
from servindus.models import OutboxEmail, User
from servindus.models.outbox import DIGEST_KIND, OutboxState

TIMERS_KEY = "servindus:timers"
# Beat asks for a run every ten minutes; two may be missed.
TIMERS_LATE = timedelta(minutes=30)
# Mails that are tried again, the oldest first.
MOST_TROUBLED = 20
DIGESTS_OF = timedelta(days=1)


@dataclass(frozen=True)
class TimersRun:
    """The last run of all timers: when it ended, what it did, how long it took."""

    at: datetime
    acted: int
    seconds: float


def run_timers() -> dict[str, int]:
    """Do what time has brought, and leave a sign of it."""
    began = clock.now()
    counts = timers.run()
    ended = clock.now()
    sign = {
        "at": ended.isoformat(),
        "acted": sum(counts.values()),
        "seconds": (ended - began).total_seconds(),
    }
    cache.set(TIMERS_KEY, sign, timeout=None)
    return counts


def last_run() -> TimersRun | None:
    """Give the last run that has ended; None before the first one."""
    sign = cache.get(TIMERS_KEY)
    if sign is None:
        return None
    at = datetime.fromisoformat(sign["at"])
    return TimersRun(at, sign["acted"], sign["seconds"])


@dataclass(frozen=True)
class Mails:
    """A reader’s mails: how many in each state, the oldest due one, the troubled."""

    states: Sequence[tuple[str | Promise, int, str]]
    oldest: OutboxEmail | None
    troubled: list[OutboxEmail]


def mails_of(user: User, now: datetime) -> Mails:
    """Give what a person may know of the outbox, in three statements."""
    rows = OutboxEmail.objects.visible_to(user)
    counted: dict[str, int] = dict(
        rows.order_by().values_list("state").annotate(Count("pk"))
    )
    states = [(state.label, counted.get(state, 0), str(state)) for state in OutboxState]
    troubled = rows.filter(state=OutboxState.OWED, attempts__gt=0).exclude(
        last_error=""
    )
    return Mails(
        states,
        rows.due(now).order_by("next_try_at").first(),
        list(troubled.order_by("pk")[:MOST_TROUBLED]),
    )


@dataclass(frozen=True)
class Digests:
    """The digests of the last day by state, and when the last one left."""

    states: Sequence[tuple[str | Promise, int]]
    last: datetime | None
    opened: int
    done: int


def digests(now: datetime) -> Digests:
    """Give how far the digests of the last 24 hours are, in two statements."""
    rows = OutboxEmail.objects.filter(kind=DIGEST_KIND)
    today = rows.filter(created_at__gte=now - DIGESTS_OF)
    counted: dict[str, int] = dict(
        today.order_by().values_list("state").annotate(Count("pk"))
    )
    states = [
        (state.label, counted[state]) for state in OutboxState if state in counted
    ]
    opened = sum(counted.values())
    waiting = counted.get(OutboxState.OWED, 0)
    sent = rows.filter(state=OutboxState.SENT).order_by("-created_at").first()
    return Digests(states, sent.sent_at if sent else None, opened, opened - waiting)


# What a flag of `/readyz` means, and what to do where it is false.
PROCESSES: dict[str, tuple[Promise, Promise]] = {
    "broker": (
        _("Message broker"),
        _("Nothing is lost: mails leave up to a minute late."),
    ),
    "beat": (_("Clock of the tasks"), _("Start beat: no reminder leaves without it.")),
    "worker": (_("Worker"), _("Start the worker: mails and files wait for it.")),
    "outbox": (
        _("Mails leave in time"),
        _("Something has been due for a quarter of an hour: look at the errors."),
    ),
    "timers": (
        _("Reminders run"),
        _("No run has ended for half an hour: look at beat and worker."),
    ),
}


def processes(state: dict[str, Any]) -> list[dict[str, Any]]:
    """Give each process in words, from what `/readyz` knows."""
    return [
        {"label": label, "works": bool(state.get(name)), "advice": advice}
        for name, (label, advice) in PROCESSES.items()
    ]
