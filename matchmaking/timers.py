"""What the passing of time brings to introductions and meetings.

Numbers are working days of the lab's calendar without the person's absences, but for
what the startup itself has begun or must complete, which counts in days.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from matchmaking import actions, before_asking, waiting
from matchmaking.enums import (
    LAB_ASKS,
    LAB_CALLS,
    LAB_HELPS,
    MEETING_REMINDERS,
    NO_SLOT,
    OUTCOME_HOURS,
    OUTCOME_QUESTIONS,
    OUTCOME_UNKNOWN,
    STARTUP_HEARS,
    CallResult,
    IntroductionStatus,
    MeetingStatus,
    Outcome,
    Side,
)
from matchmaking.follow_ups import to_follow_up
from matchmaking.models import (
    CallNote,
    DecisionMaker,
    Introduction,
    Meeting,
    MeetingReport,
)
from matchmaking.notifications import after_quiet
from matchmaking.waiting import Waiting
from servindus import clock, timers
from servindus.actors import SYSTEM
from servindus.models import Occurrence
from servindus.timers import with_last
from servindus.workflow import Act

S = IntroductionStatus
M = MeetingStatus


def by_platform(
    action: Callable[..., object], **inputs: Any
) -> Callable[[Any], object]:
    """Give what does the act in the platform's name."""
    return lambda row: action(row, by=SYSTEM, **inputs)


def on_rung(action: Act[Any], **inputs: Any) -> Callable[[Waiting], object]:
    """Give what does the act for the rung that was reached."""
    return lambda found: action(
        found.row, by=SYSTEM, since=found.since, rung=found.rung, **inputs
    )


# --- A request that was sent ----------------------------------------------------------


def _written(rows: QuerySet[Introduction], now: datetime) -> Iterator[Introduction]:
    """Keep those whose mail would leave now: the days count from the day it is read."""
    for row in rows.select_related("lab").iterator(chunk_size=timers.CHUNK):
        if after_quiet(row.lab, now) == now:
            yield row


def to_remind(now: datetime) -> Iterator[DecisionMaker]:
    """Decision makers with something that has newly waited so and so long."""
    cards: dict[int, DecisionMaker] = {}
    for found in waiting.new(waiting.for_manager(now)):
        cards[found.row.decision_maker_id] = found.row.decision_maker
    yield from cards.values()


def to_reassure(now: datetime) -> Iterator[Waiting]:
    """Requests half-way to their date: the startup hears that they are there."""
    rows = Introduction.objects.filter(status=S.SENT)
    timer = "reassure_introduction"
    return waiting.in_open_hours(
        waiting.reached(rows, timer, F("sent_at"), STARTUP_HEARS, now), now
    )


def to_call(now: datetime) -> Iterator[Waiting]:
    """Requests that two reminders have not moved: somebody telephones."""
    timer = "flag_introduction.answer"
    found = waiting.reached(waiting.asked(), timer, F("sent_at"), LAB_CALLS, now)
    return waiting.in_open_hours(found, now)


def to_call_again(now: datetime) -> Iterator[Waiting]:
    """Calls that have reached nobody, on the day named for the next one."""
    today = clock.local_day(now)
    later = CallNote.objects.filter(
        introduction=OuterRef("introduction"), pk__gt=OuterRef("pk")
    )
    for call in (
        CallNote.objects.filter(~Exists(later), again_on__lte=today)
        .exclude(result=CallResult.SPOKEN)
        .filter(introduction__status__in=[S.SENT, S.ACCEPTED])
        .filter(introduction__flagged_at=None)
        .select_related("introduction__lab")
        .order_by("pk")
    ):
        assert call.again_on is not None
        if after_quiet(call.introduction.lab, now) == now:
            yield Waiting(call.introduction, "", call.again_on, 0, is_new=True)


def to_expire(now: datetime) -> QuerySet[Introduction]:
    """Requests whose last day is over."""
    rows = Introduction.objects.filter(status=S.SENT, next_on__lt=clock.local_day(now))
    return rows.order_by("next_on", "pk")


def to_resume(now: datetime) -> Iterator[Introduction]:
    """Postponed requests whose day has come."""
    rows = Introduction.objects.filter(
        status=S.DEFERRED, next_on__lte=clock.local_day(now)
    )
    return _written(rows.order_by("next_on", "pk"), now)


# --- A time to meet -------------------------------------------------------------------


def to_help(now: datetime) -> Iterator[Waiting]:
    """A yes without a time: the lab helps to find one."""
    rows = waiting.without_time(now)
    timer = "flag_introduction.slot"
    since = waiting.since_freed()
    return waiting.in_open_hours(
        waiting.reached(rows, timer, since, LAB_HELPS, now), now
    )


def without_slot(now: datetime) -> Iterator[Introduction]:
    """A yes that has brought no time in four weeks."""
    rows = waiting.without_time(now)
    found = waiting.reached(rows, "no_slot", waiting.since_freed(), (NO_SLOT,), now)
    return (one.row for one in waiting.new(found))


def to_meet(now: datetime) -> Iterator[tuple[Meeting, int]]:
    """Meetings of this morning or of two working days from now."""
    today = clock.local_day(now)
    before, morning = MEETING_REMINDERS
    # Two working days are a fortnight at the most, quiet weeks apart.
    rows = _meetings().filter(
        status=M.BOOKED,
        span__startswith__gt=now,
        span__startswith__lt=now + timedelta(days=14),
    )
    for meeting in with_last(rows, "remind_meeting", "span__startswith").order_by("pk"):
        lab = meeting.introduction.lab
        day = clock.local_day(meeting.starts_at)
        known_since = clock.local_day(meeting.created_at)
        if day == today and known_since < today:
            rung = morning
        elif known_since < today and lab.calendar.working_days_between(today, day) <= 2:
            rung = before
        else:
            continue
        if timers.is_new(rung, meeting.last_rung) and after_quiet(lab, now) == now:
            yield meeting, rung


def _meetings() -> QuerySet[Meeting]:
    return Meeting.objects.select_related("introduction__lab__operator")


def _over(now: datetime) -> QuerySet[Meeting]:
    """Meetings of accepted requests that are over, of which a side has not told."""
    return _meetings().filter(
        status__in=[M.BOOKED, M.HELD, M.NO_SHOW_STARTUP, M.NO_SHOW_MANAGER],
        introduction__status=S.ACCEPTED,
        span__endswith__lte=now - timedelta(hours=OUTCOME_HOURS),
    )


def to_ask(now: datetime) -> Iterator[tuple[Meeting, int]]:
    """Meetings of which a side is asked how they went."""
    today = clock.local_day(now)
    rows = _over(now).exclude(_told(Side.STARTUP) & _told(Side.MANAGER))
    for meeting in with_last(rows, "ask_meeting", "span__endswith").order_by("pk"):
        lab = meeting.introduction.lab
        day = clock.local_day(meeting.ends_at)
        days = lab.calendar.working_days_between(day, today)
        rung = timers.rung_of(days, OUTCOME_QUESTIONS)
        if timers.is_new(rung, meeting.last_rung) and after_quiet(lab, now) == now:
            assert rung is not None
            yield meeting, rung


def _told(side: Side) -> Exists:
    reports = MeetingReport.objects.filter(meeting=OuterRef("pk"), side=side)
    return Exists(reports)


def untold(now: datetime, days: int) -> Iterator[Meeting]:
    """Meetings of which nobody has told for so many working days."""
    today = clock.local_day(now)
    rows = _over(now).filter(status=M.BOOKED, reports=None)
    for meeting in rows.order_by("pk"):
        day = clock.local_day(meeting.ends_at)
        if meeting.introduction.lab.calendar.working_days_between(day, today) >= days:
            yield meeting


def to_ask_about(now: datetime) -> Iterator[Waiting]:
    """Requests whose meeting nobody tells of: the lab asks."""
    for meeting in untold(now, LAB_ASKS[0]):
        since = clock.local_day(meeting.ends_at)
        row = meeting.introduction
        timer = "flag_introduction.outcome"
        rung = LAB_ASKS[0]
        is_open = after_quiet(row.lab, now) == now
        if is_open and timers.is_new(rung, Occurrence.last(timer, row, since)):
            yield Waiting(row, timer, since, rung, is_new=True)


def of_unknown_outcome(now: datetime) -> Iterator[Introduction]:
    """Requests whose meeting nobody has told of in four weeks."""
    return (meeting.introduction for meeting in untold(now, OUTCOME_UNKNOWN))


def _with_rung(action: Act[Any]) -> Callable[[tuple[Meeting, int]], object]:
    return lambda found: action(found[0], by=SYSTEM, rung=found[1])


TIMERS = tuple(
    timers.register(f"matchmaking.{_name}", _due, _do)
    for _name, _due, _do in (
        # What ends or goes on comes first, so that nobody is reminded of it.
        ("expire", to_expire, by_platform(actions.expire_introduction)),
        ("resume", to_resume, by_platform(actions.resume_introduction)),
        ("send", before_asking.leavable, by_platform(actions.send_introduction)),
        (
            "withdraw",
            before_asking.to_withdraw,
            by_platform(actions.withdraw_introduction, reason="incomplete"),
        ),
        (
            "lapse",
            before_asking.to_lapse,
            by_platform(actions.withdraw_introduction, reason="unconfirmed"),
        ),
        (
            "discard",
            before_asking.to_discard,
            by_platform(actions.discard_introduction),
        ),
        (
            "no_slot",
            without_slot,
            by_platform(actions.cancel_introduction, code="no_slot"),
        ),
        (
            "unknown",
            of_unknown_outcome,
            by_platform(actions.close_introduction, outcome=Outcome.UNKNOWN),
        ),
        ("reckon", before_asking.to_reckon, before_asking.reckon),
        ("alert", before_asking.unread, on_rung(actions.alert_introduction)),
        ("flag.answer", to_call, on_rung(actions.flag_introduction, why="answer")),
        ("flag.again", to_call_again, on_rung(actions.flag_introduction, why="again")),
        ("flag.slot", to_help, on_rung(actions.flag_introduction, why="slot")),
        (
            "flag.outcome",
            to_ask_about,
            on_rung(actions.flag_introduction, why="outcome"),
        ),
        ("remind", to_remind, by_platform(actions.remind_decision_maker)),
        ("reassure", to_reassure, on_rung(actions.reassure_introduction)),
        ("nudge", before_asking.to_nudge, on_rung(actions.nudge_introduction)),
        ("remind_meeting", to_meet, _with_rung(actions.remind_meeting)),
        ("follow_up", to_follow_up, lambda found: actions.ask_follow_up(*found)),
        ("ask_meeting", to_ask, _with_rung(actions.ask_meeting)),
    )
)
