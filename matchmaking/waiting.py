"""What has waited how long, and for whom: what timers ask, and their mails tell."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from matchmaking.enums import (
    ANSWER_REMINDERS,
    SLOT_REMINDERS,
    CallResult,
    IntroductionStatus,
    MeetingStatus,
    Side,
    SlotStatus,
)
from matchmaking.models import CallNote, DecisionMaker, Introduction, Meeting, SlotOffer
from programmes.hours import after_quiet
from servindus import clock, timers
from servindus.calendar import CountingCalendar

S = IntroductionStatus
# Meetings that hold no time any more.
OVER = (MeetingStatus.CANCELLED, MeetingStatus.MOVED)
REMIND_ANSWER, REMIND_SLOT = "remind_answer", "remind_slot"


@dataclass(frozen=True)
class Waiting:
    """One request that waits, since when, and the rung that its timer has reached."""

    row: Any
    timer: str
    since: date
    rung: int | None
    # Whether no run has done this rung yet.
    is_new: bool


def with_card(rows: QuerySet[Introduction]) -> QuerySet[Introduction]:
    """Bring along what counting the days and writing to people needs."""
    return rows.select_related(
        "lab__operator", "startup", "requested_by", "decision_maker__lab"
    ).prefetch_related("decision_maker__absences")


def days_of(introduction: Introduction) -> CountingCalendar:
    """Give the days that count: the lab's, without those of the person's absences."""
    card = introduction.decision_maker
    spans = [absence.span for absence in card.absences.all()]
    return introduction.lab.calendar.without(spans)


def asked() -> QuerySet[Introduction]:
    """Requests that wait for an answer of which nobody has spoken on the phone."""
    spoken = CallNote.objects.filter(
        introduction=OuterRef("pk"),
        result=CallResult.SPOKEN,
        entry__at__gte=OuterRef("sent_at"),
    )
    return Introduction.objects.filter(~Exists(spoken), status=S.SENT)


def without_time(now: datetime) -> QuerySet[Introduction]:
    """Requests with a settled yes and no time; `freed` is the last time given back."""
    held = Meeting.objects.filter(introduction=OuterRef("pk")).exclude(status__in=OVER)
    found = Introduction.objects.filter(
        ~Exists(held), status=S.ACCEPTED, settles_at__lte=now
    )
    given_back = Meeting.objects.filter(
        introduction=OuterRef("pk"), status__in=OVER
    ).order_by("-updated_at")
    return found.annotate(freed=Subquery(given_back.values("updated_at")[:1]))


def offered_by(side: Side, now: datetime) -> Exists:
    """Whether a side proposes a time that is still ahead."""
    return Exists(
        SlotOffer.objects.filter(
            introduction=OuterRef("pk"),
            proposed_by=side,
            status=SlotStatus.OFFERED,
            span__startswith__gt=now,
        )
    )


def for_manager_to_choose(now: datetime) -> QuerySet[Introduction]:
    """Those where the company chooses among the startup's times."""
    mine, theirs = offered_by(Side.STARTUP, now), offered_by(Side.MANAGER, now)
    return without_time(now).filter(mine).exclude(theirs)


def for_startup_to_choose(now: datetime) -> QuerySet[Introduction]:
    """Those where the startup chooses a time, or has to propose one."""
    mine, theirs = offered_by(Side.MANAGER, now), offered_by(Side.STARTUP, now)
    return without_time(now).filter(Q(mine) | ~Q(theirs))


def since_freed() -> Greatest:
    """Give the moment from which a time is looked for: NULL counts for nothing."""
    return Greatest("answered_at", "freed")


def reached(
    rows: QuerySet[Introduction],
    timer: str,
    since: Any,
    rungs: Sequence[int],
    now: datetime,
) -> Iterator[Waiting]:
    """Give the rows with the rung, in counted days, that their timer has reached."""
    today = clock.local_day(now)
    # Counted days are never more than days: nothing younger can have got there.
    soonest = today - timedelta(days=min(rungs))
    found = timers.with_last(with_card(rows), timer, since).filter(since__lte=soonest)
    for row in found.order_by("pk").iterator(chunk_size=timers.CHUNK):
        days = days_of(row).between(row.since, today)
        rung = timers.rung_of(days, rungs)
        yield Waiting(row, timer, row.since, rung, timers.is_new(rung, row.last_rung))


def new(found: Iterable[Waiting]) -> Iterator[Waiting]:
    """Keep those where something is due."""
    return (waiting for waiting in found if waiting.is_new)


def in_open_hours(found: Iterator[Waiting], now: datetime) -> Iterator[Waiting]:
    """Keep what is new and of a lab that writes at this hour."""
    return (one for one in new(found) if after_quiet(one.row.lab, now) == now)


def for_manager(now: datetime, card: DecisionMaker | None = None) -> Iterator[Waiting]:
    """Give what decision makers, or one of them, are reminded of."""
    for rows, timer, since, rungs in (
        (asked(), REMIND_ANSWER, F("sent_at"), ANSWER_REMINDERS),
        (for_manager_to_choose(now), REMIND_SLOT, since_freed(), SLOT_REMINDERS),
    ):
        mine = rows if card is None else rows.filter(decision_maker=card)
        yield from reached(mine, timer, since, rungs, now)


def on_desk_of(card: DecisionMaker, now: datetime) -> list[Introduction]:
    """Give all that waits for this person now, the oldest first: what a mail lists."""
    found = [
        *with_card(asked().filter(decision_maker=card)),
        *with_card(for_manager_to_choose(now).filter(decision_maker=card)),
    ]
    return sorted(found, key=lambda row: (row.sent_at or now, row.pk))
