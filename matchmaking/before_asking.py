"""What the passing of time brings to requests before anybody is asked.

A lab reads them, startups finish, complete and confirm them, queues let them leave.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from matchmaking import queue, seats, waiting
from matchmaking.enums import (
    COMPLETE_REMINDERS,
    CONSENT_LAPSES,
    CONSENT_REMINDERS,
    DRAFT_REMINDERS,
    DRAFT_WARNED,
    INCOMPLETE,
    READING_ALERTS,
    SLOT_REMINDERS,
    IntroductionStatus,
)
from matchmaking.models import DecisionMaker, Introduction
from matchmaking.notifications import after_quiet
from matchmaking.waiting import Waiting
from servindus import clock, timers
from servindus.models import JournalEntry, Occurrence
from servindus.timers import with_last

S = IntroductionStatus
# What the journal calls the two ways of asking a startup to complete its request.
ASKED_BACK = ("ask_info_introduction", "reword_introduction")


# --- The queue ------------------------------------------------------------------------


def leavable(now: datetime) -> Iterator[Introduction]:
    """Approved requests whose turn has come."""
    for cards in _queues(now):
        for row in seats.leaving(cards, now):
            if after_quiet(row.lab, now) == now:
                yield row


def to_reckon(now: datetime) -> Iterator[DecisionMaker]:
    """Those whose queue has moved: what is promised to the startups is said anew."""
    for cards in _queues(now):
        rows = Introduction.objects.filter(pk__in=seats.moved(cards, now))
        moved = set(rows.values_list("decision_maker", flat=True))
        yield from (card for card in cards if card.pk in moved)


def _queues(now: datetime) -> Iterator[list[DecisionMaker]]:
    return timers.in_chunks(seats.with_queue().order_by("pk"))


def reckon(card: DecisionMaker) -> None:
    """Write the days on which the card's requests are expected to leave."""
    with transaction.atomic():
        locked = DecisionMaker.objects.select_for_update(no_key=True)
        seats.keep(locked.get(pk=card.pk), clock.now())


# --- What the lab and the startup have to do ------------------------------------------


def _in_days(
    rows: QuerySet[Introduction],
    timer: str,
    since: Any,
    rungs: tuple[int, ...],
    now: datetime,
) -> Iterator[Waiting]:
    today = clock.local_day(now)
    found = with_last(waiting.with_card(rows), timer, since)
    for row in found.filter(since__lte=today - timedelta(days=min(rungs))):
        rung = timers.rung_of((today - row.since).days, rungs)
        if timers.is_new(rung, row.last_rung):
            yield Waiting(row, timer, row.since, rung, is_new=True)


def incomplete() -> QuerySet[Any]:
    """Requests that wait for their startup; `asked_back` says since when."""
    lines = JournalEntry.objects.filter(
        object_type=Introduction._meta.label_lower,
        object_id=OuterRef("pk"),
        verb__in=ASKED_BACK,
    )
    last = lines.order_by("-pk").values("at")[:1]
    return Introduction.objects.filter(status=S.NEEDS_INFO).annotate(asked_back=last)


def to_lapse(now: datetime) -> QuerySet[Any]:
    """Old requests of which nobody has said for three weeks that they still stand.

    Three weeks after the question, however late that was asked.
    """
    last = now - timedelta(days=CONSENT_LAPSES)
    asked = _reminded("nudge_introduction.queued").filter(
        at__gte=OuterRef("agreed"), at__lte=now - timedelta(days=INCOMPLETE)
    )
    return queue.queued().filter(Exists(asked), agreed__lte=last).order_by("pk")


def _reminded(timer: str) -> QuerySet[Occurrence]:
    label = Introduction._meta.label_lower
    return Occurrence.objects.filter(
        timer=timer, object_type=label, object_id=OuterRef("pk")
    )


def to_discard(now: datetime) -> QuerySet[Introduction]:
    """Drafts that nobody has touched for a month, a week after the last reminder."""
    warned = _reminded("nudge_introduction.draft").filter(
        rung=DRAFT_REMINDERS[-1],
        at__gt=OuterRef("touched"),
        at__lte=now - timedelta(days=DRAFT_WARNED),
    )
    return Introduction.objects.abandoned(now).filter(Exists(warned)).order_by("pk")


def unread(now: datetime) -> Iterator[Waiting]:
    """Requests that a lab has not read by their day."""
    today = clock.local_day(now)
    timer = "alert_introduction"
    rows = Introduction.objects.filter(status=S.SUBMITTED, moderate_by__lte=today)
    rows = rows.select_related("lab__operator", "decision_maker")
    done = timers.last_rung(Introduction, timer, "moderate_by")
    for row in rows.annotate(last_rung=done).order_by("pk").iterator(timers.CHUNK):
        assert row.moderate_by is not None
        days = row.lab.calendar.working_days_between(row.moderate_by, today)
        rung = timers.rung_of(days, READING_ALERTS)
        if timers.is_new(rung, row.last_rung) and after_quiet(row.lab, now) == now:
            yield Waiting(row, timer, row.moderate_by, rung, is_new=True)


def to_nudge(now: datetime) -> Iterator[Waiting]:
    """What is the startup's turn: to finish, to complete, to confirm, to choose."""
    drafts = Introduction.objects.filter(status=S.DRAFT).touched()
    timer = "nudge_introduction"
    days: tuple[tuple[QuerySet[Introduction], str, str, tuple[int, ...]], ...] = (
        (drafts, f"{timer}.draft", "touched", DRAFT_REMINDERS),
        (incomplete(), f"{timer}.needs_info", "asked_back", COMPLETE_REMINDERS),
        (queue.queued(), f"{timer}.queued", "agreed", CONSENT_REMINDERS),
    )
    for rows, name, since, rungs in days:
        yield from waiting.in_open_hours(_in_days(rows, name, since, rungs, now), now)
    rows = waiting.for_startup_to_choose(now)
    yield from waiting.in_open_hours(
        waiting.reached(
            rows, f"{timer}.accepted", waiting.since_freed(), SLOT_REMINDERS, now
        ),
        now,
    )


def to_withdraw(now: datetime) -> QuerySet[Any]:
    """Requests that nobody has completed for three weeks."""
    since = now - timedelta(days=INCOMPLETE)
    return incomplete().filter(asked_back__lte=since).order_by("pk")
