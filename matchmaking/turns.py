"""Whose turn it is in a file: exactly one actor, one date, one sentence."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from matchmaking import queue, rules
from matchmaking.enums import (
    ANSWER_DAYS,
    CONSENT_REMINDERS,
    INCOMPLETE,
    MODERATION_DAYS,
    SLOT_DAYS,
    IntroductionStatus,
    MeetingStatus,
    Side,
    SlotStatus,
)
from matchmaking.models import Introduction, Meeting
from matchmaking.people import manager, status_seen
from servindus import clock
from servindus.calendar import DAY, ClockState, Span, clock_state
from servindus.models import User
from servindus.templatetags.servindus import clock_time, full_datetime
from servindus.ui import Person, Turn, timed_turn

S = IntroductionStatus
M = MeetingStatus
REPORT_DAYS = 7


def turn(introduction: Introduction, reader: User, now: datetime) -> Turn | None:
    """Give the one next actor and date, or None once the file has ended."""
    status = status_seen(introduction, reader, now)
    makers = {
        S.DRAFT: _startup_turn,
        S.NEEDS_INFO: _startup_turn,
        S.SUBMITTED: _moderator_turn,
        S.QUEUED: _queue_turn,
        S.SENT: _manager_turn,
        S.DEFERRED: _deferred_turn,
        S.ACCEPTED: _accepted_turn,
    }
    maker = makers.get(S(status))
    return maker(introduction, reader, now) if maker else None


def asker(introduction: Introduction) -> Person:
    """Give who asks, with the startup's name."""
    return Person(introduction.requested_by.full_name, introduction.startup.name)


def _lab(introduction: Introduction) -> Person:
    return Person(introduction.lab.operator_name, shape="hexagon")


def _is_startup(introduction: Introduction, reader: User) -> bool:
    return bool(rules.is_startup_member(reader, introduction))


def _is_manager(introduction: Introduction, reader: User) -> bool:
    return bool(rules.is_addressee(reader, introduction))


def _startup_turn(introduction: Introduction, reader: User, now: datetime) -> Turn:
    if introduction.status == S.DRAFT:
        sentence = _("Finish the request and submit it.")
    elif introduction.is_reworded:
        sentence = _("Agrees to the wording that the lab proposes, or changes it.")
    else:
        sentence = _("Complete the request and submit it again.")
    mine = _is_startup(introduction, reader)
    return Turn(asker(introduction), sentence=sentence, mine=mine)


def _moderator_turn(introduction: Introduction, reader: User, now: datetime) -> Turn:
    today = clock.local_day(now)
    due = introduction.moderate_by or today
    return Turn(
        _lab(introduction),
        sentence=_("A person of the territory reads the request before it leaves."),
        due=due,
        clock=clock_state(due, today, MODERATION_DAYS, introduction.lab.calendar),
        mine=reader.has_perm("matchmaking.approve_introduction", introduction),
        due_label=_("To read before"),
    )


def _queue_turn(introduction: Introduction, reader: User, now: datetime) -> Turn:
    if queue.needs_consent(introduction, now):
        return _consent_turn(introduction, reader, now)
    return Turn(
        _lab(introduction),
        sentence=_(
            "Approved. It leaves in its turn: nobody is asked more often than they"
            " wish."
        ),
        due=introduction.expected_on,
        due_label=_("Expected to leave on"),
        clock=ClockState("paused"),
    )


def _consent_turn(introduction: Introduction, reader: User, now: datetime) -> Turn:
    """What has waited for two months leaves only if the startup still means it."""
    since, today = queue.meant_since(introduction), clock.local_day(now)
    assert since is not None
    # Three weeks from the question, which comes on a working day.
    asked = introduction.lab.calendar.next_working_day(
        since + timedelta(days=CONSENT_REMINDERS[0])
    )
    due = max(asked + timedelta(days=INCOMPLETE), today)
    return Turn(
        asker(introduction),
        sentence=_("Says whether the request still stands, after two months."),
        due=due,
        due_label=_("Else withdrawn on"),
        clock=clock_state(due, today, INCOMPLETE, introduction.lab.calendar),
        mine=_is_startup(introduction, reader),
    )


def _manager_turn(introduction: Introduction, reader: User, now: datetime) -> Turn:
    assert introduction.sent_at is not None
    return timed_turn(
        manager(introduction.decision_maker),
        start=clock.local_day(introduction.sent_at),
        amount=ANSWER_DAYS,
        today=clock.local_day(now),
        calendar=introduction.lab.calendar,
        # The row of a list has its date; how it comes about stands in the file.
        due=introduction.due_on,
        pauses=() if hasattr(introduction, "offered") else _absences(introduction),
        pause_label=_("Absence of the person asked"),
        sentence=_("Reads the request and chooses one answer of five."),
        mine=_is_manager(introduction, reader),
        start_word=_("sent"),
        start_label=_("Sent to the industrial company"),
        amount_label=_("Time to answer"),
        rule=_("Rule “industrial answer”, version 1, calendar of %(lab)s.")
        % {"lab": introduction.lab.name},
    )


def _absences(introduction: Introduction) -> list[Span]:
    """Give the days on which the person asked is away; pages bring them along."""
    if hasattr(introduction, "away"):
        return [(span.lower, span.upper - DAY) for span in introduction.away]
    return [absence.span for absence in introduction.decision_maker.absences.all()]


def _deferred_turn(introduction: Introduction, reader: User, now: datetime) -> Turn:
    return Turn(
        manager(introduction.decision_maker),
        sentence=_("Asked to be asked again later."),
        due=introduction.deferred_until,
        due_label=_("Asked again on"),
        clock=ClockState("paused"),
    )


def last_meeting(introduction: Introduction) -> Meeting | None:
    """Give the meeting that counts: booked, or told about; lists prefetch it."""
    found = [
        meeting
        for meeting in introduction.meetings.all()
        if meeting.status not in (M.CANCELLED, M.MOVED)
    ]
    return max(found, key=lambda meeting: meeting.pk, default=None)


def _accepted_turn(introduction: Introduction, reader: User, now: datetime) -> Turn:
    meeting = last_meeting(introduction)
    if meeting is None:
        return _slot_turn(introduction, reader, now)
    if meeting.ends_at > now:
        return _meeting_turn(introduction, meeting, reader)
    return _report_turn(introduction, meeting, reader, now)


def _slot_turn(introduction: Introduction, reader: User, now: datetime) -> Turn:
    """Who chooses: the side that has times of the other one before it."""
    assert introduction.answered_at is not None
    offered = _offered(introduction, now)
    if Side.MANAGER in offered:
        person, mine = asker(introduction), _is_startup(introduction, reader)
        sentence = _("Chooses one of the times that the company proposes.")
    elif Side.STARTUP in offered:
        person = manager(introduction.decision_maker)
        mine = _is_manager(introduction, reader)
        sentence = _("Chooses one of the times that the startup proposes.")
    else:
        person, mine = asker(introduction), _is_startup(introduction, reader)
        sentence = _("Proposes times to meet.")
    return timed_turn(
        person,
        start=clock.local_day(introduction.answered_at),
        amount=SLOT_DAYS,
        today=clock.local_day(now),
        calendar=introduction.lab.calendar,
        sentence=sentence,
        mine=mine,
        due_label=_("Time chosen at the latest"),
        start_word=_("accepted"),
        start_label=_("Accepted"),
        amount_label=_("Time to choose"),
        rule=_("Rule “slot”, version 1, calendar of %(lab)s.")
        % {"lab": introduction.lab.name},
    )


def _offered(introduction: Introduction, now: datetime) -> set[str]:
    """Give the sides that propose a time still ahead; lists bring it along."""
    if hasattr(introduction, "offered"):
        return set(introduction.offered)
    return {
        slot.proposed_by
        for slot in introduction.slots.all()
        if slot.status == SlotStatus.OFFERED and slot.starts_at > now
    }


def told_by(meeting: Meeting) -> set[str]:
    """Give the sides that have told how the meeting went; lists bring it along."""
    if hasattr(meeting, "told"):
        return set(meeting.told)
    return {report.side for report in meeting.reports.all()}


def _meeting_turn(introduction: Introduction, meeting: Meeting, reader: User) -> Turn:
    when = full_datetime(meeting.starts_at)
    return Turn(
        asker(introduction),
        sentence=_("Meeting %(when)s. Both have it in their diary.") % {"when": when},
        due=clock.local_day(meeting.starts_at),
        due_label=_("Meeting at %(time)s") % {"time": clock_time(meeting.starts_at)},
        clock=ClockState("on_time", text=_("Confirmed")),
        mine=_is_startup(introduction, reader),
    )


def _report_turn(
    introduction: Introduction, meeting: Meeting, reader: User, now: datetime
) -> Turn:
    told = told_by(meeting)
    if told >= {Side.STARTUP, Side.MANAGER}:
        mine = reader.has_perm("matchmaking.close_introduction", introduction)
        sentence = _("Both sides have told: the lab closes the file.")
        return Turn(_lab(introduction), sentence=sentence, mine=mine)
    startup_first = Side.STARTUP not in told
    if _is_manager(introduction, reader) and Side.MANAGER not in told:
        startup_first = False
    person = (
        asker(introduction) if startup_first else manager(introduction.decision_maker)
    )
    side = _is_startup if startup_first else _is_manager
    today = clock.local_day(now)
    due: date = introduction.lab.calendar.add_working_days(
        clock.local_day(meeting.ends_at), REPORT_DAYS
    )
    return Turn(
        person,
        sentence=_("Says how the meeting went."),
        due=due,
        clock=clock_state(due, today, REPORT_DAYS, introduction.lab.calendar),
        mine=side(introduction, reader),
        due_label=_("Report at the latest"),
    )
