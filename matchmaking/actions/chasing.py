"""What the platform does while nobody answers: it reminds, and hands over to the lab.

It never answers. Each of these is done once, whoever runs the timers how often.
"""

from datetime import date, datetime, timedelta

from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaking import notifications as notices
from matchmaking import queue, waiting
from matchmaking.actions.moderation import forget_consent, leave_in_turn
from matchmaking.enums import (
    READING_ALERTS,
    DecisionMakerStatus,
    IntroductionStatus,
    MeetingStatus,
)
from matchmaking.models import DecisionMaker, Introduction, Meeting
from servindus import clock, timers
from servindus.models import OutboxEmail
from servindus.models.outbox import OutboxState
from servindus.workflow import ActRefused, Step, act, transition, write_journal

S = IntroductionStatus
M = MeetingStatus
ONCE = _("This has been done already.")
# A reminder never comes so soon after another mail to the same person.
APART = timedelta(hours=24)


def _first_time(
    timer: str, obj: Introduction | Meeting, since: date, rung: int
) -> None:
    if not timers.once(timer, obj, since=since, rung=rung):
        raise ActRefused(ONCE)


def written_lately(email: str, now: datetime) -> bool:
    """Whether a mail to this address has left in the last day, or is about to."""
    gone = [OutboxState.DROPPED, OutboxState.FAILED]
    rows = OutboxEmail.objects.filter(recipient=email).exclude(state__in=gone)
    recent = rows.alias(moment=Coalesce("sent_at", "not_before"))
    return recent.filter(moment__gt=now - APART).exists()


def _may_be_reminded(card: DecisionMaker, now: datetime) -> str | Promise | None:
    today = clock.local_day(now)
    if not card.is_askable or card.absences.on(today).exists():
        return _("This person cannot be asked at the moment.")
    if notices.after_quiet(card.lab, now) != now:
        return _("These are quiet hours: no mail leaves.")
    if written_lately(card.email, now):
        return _("A mail has left for this person less than a day ago.")
    return None


@act(
    DecisionMaker,
    sources=[DecisionMakerStatus.ACTIVE],
    label=_("Remind of what waits"),
    icon="bell",
    guard=_may_be_reminded,
)
def remind_decision_maker(card: DecisionMaker, step: Step) -> None:
    """Write once of all that waits for this person, when something has waited long."""
    rungs = []
    for found in waiting.new(waiting.for_manager(step.now, card)):
        assert found.rung is not None
        if timers.once(found.timer, found.row, since=found.since, rung=found.rung):
            rungs.append(found.rung)
            write_journal(
                "remind_introduction",
                found.row,
                by=step.by,
                now=step.now,
                source=found.row.status,
                target=found.row.status,
                details={"days": found.rung},
            )
    if not rungs:
        raise ActRefused(ONCE)
    notices.owe_reminder(card, step, days=max(rungs))


@act(Introduction, sources=[S.SENT], label=_("Say that it is on its way"))
def reassure_introduction(
    introduction: Introduction, step: Step, *, since: date, rung: int
) -> None:
    """Tell the startup, half-way, that its request is there and when it hears."""
    _first_time(step.entry.verb, introduction, since, rung)
    notices.owe_startup("introduction_reassured", introduction, step)


@act(
    Introduction,
    sources=[S.DRAFT, S.NEEDS_INFO, S.QUEUED, S.ACCEPTED],
    label=_("Remind the startup"),
)
def nudge_introduction(
    introduction: Introduction, step: Step, *, since: date, rung: int
) -> None:
    """Tell the startup that it is its turn: to finish, to confirm, to choose."""
    if introduction.status == S.QUEUED and not queue.needs_consent(
        introduction, step.now
    ):
        raise ActRefused(_("This file has moved in the meantime."))
    if introduction.status == S.ACCEPTED:
        its_turn = waiting.for_startup_to_choose(step.now)
        if not its_turn.filter(pk=introduction.pk).exists():
            raise ActRefused(_("This file has moved in the meantime."))
    timer = f"{step.entry.verb}.{introduction.status}"
    _first_time(timer, introduction, since, rung)
    notices.owe_startup("introduction_nudged", introduction, step)


@act(
    Introduction,
    sources=[S.SENT, S.ACCEPTED],
    label=_("Hand over to the lab"),
    records=("why",),
)
def flag_introduction(
    introduction: Introduction, step: Step, *, why: str, since: date, rung: int
) -> None:
    """Put the request on the lab's list of calls; `why` is the timer's word."""
    _first_time(f"{step.entry.verb}.{why}", introduction, since, rung)
    introduction.flagged_at = introduction.flagged_at or step.now
    notices.owe_moderators(introduction, step.entry, kind="introduction_flagged")


@act(
    Introduction,
    sources=[S.SUBMITTED],
    label=_("Say that it has not been read"),
    records=("rung",),
    keeps_row=True,
)
def alert_introduction(
    introduction: Introduction, step: Step, *, since: date, rung: int
) -> None:
    """Tell the moderators on the day by which it is read, and their lead after it."""
    _first_time(step.entry.verb, introduction, since, rung)
    late = rung > READING_ALERTS[0]
    notices.owe_moderators(
        introduction, step.entry, kind="introduction_unread", leads=late
    )


def _its_day_has_come(
    introduction: Introduction, now: datetime
) -> str | Promise | None:
    until = introduction.deferred_until
    if until is None or clock.local_day(now) < until:
        return _("The day on which it is asked again has not come.")
    return None


@transition(
    Introduction,
    sources=[S.DEFERRED],
    target=S.QUEUED,
    label=_("Ask again"),
    icon="arrow-path",
    lock_first=("decision_maker", "startup"),
    guard=_its_day_has_come,
    after=leave_in_turn,
)
def resume_introduction(introduction: Introduction, step: Step) -> None:
    """Ask again on the day that the decision maker has named."""
    introduction.queued_at = step.now
    day = introduction.deferred_until
    forget_consent(introduction)
    # Until it has left: nothing comes before what the person asked for.
    introduction.deferred_until = day


def _is_ahead(meeting: Meeting, now: datetime) -> str | Promise | None:
    return _("This meeting is over.") if meeting.starts_at <= now else None


@act(Meeting, sources=[M.BOOKED], label=_("Remind of the meeting"), guard=_is_ahead)
def remind_meeting(meeting: Meeting, step: Step, *, rung: int) -> None:
    """Tell both sides that they meet, in two working days or this morning."""
    day = clock.local_day(meeting.starts_at)
    _first_time(step.entry.verb, meeting, day, rung)
    data = {"today": day == clock.local_day(step.now)}
    notices.owe_meeting("meeting_reminded", meeting, step, step.now, data=data)


def _is_past(meeting: Meeting, now: datetime) -> str | Promise | None:
    return _("This meeting is not over yet.") if meeting.ends_at > now else None


@act(
    Meeting,
    sources=[M.BOOKED, M.HELD, M.NO_SHOW_STARTUP, M.NO_SHOW_MANAGER],
    label=_("Ask how it went"),
    guard=_is_past,
)
def ask_meeting(meeting: Meeting, step: Step, *, rung: int) -> None:
    """Ask each side that has not told yet how the meeting went."""
    _first_time(step.entry.verb, meeting, clock.local_day(meeting.ends_at), rung)
    told = set(meeting.reports.values_list("side", flat=True))
    notices.owe_meeting("meeting_asked", meeting, step, step.now, but=told)
