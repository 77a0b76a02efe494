"""What moderators and the platform do."""

from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matchmaking import notifications as notices
from matchmaking import queue, seats, waiting
from matchmaking.enums import (
    ANSWER_DAYS,
    LATE_ANSWER_DAYS,
    Audience,
    Checkpoint,
    DecisionMakerStatus,
    IntroductionStatus,
    LinkPurpose,
)
from matchmaking.models import AnswerLink, Introduction, Remark
from servindus import clock
from servindus.actors import SYSTEM, Channel
from servindus.workflow import ActRefused, Step, transition

S = IntroductionStatus
LATE_ANSWER = timedelta(days=LATE_ANSWER_DAYS)
# Nobody is promised that these are asked one day.
GONE = (DecisionMakerStatus.OPTED_OUT, DecisionMakerStatus.LEFT)


def remark(
    introduction: Introduction,
    step: Step,
    text: str,
    audience: Audience = Audience.SHARED,
) -> None:
    """Keep the sentence that goes with the act, if there is one."""
    if text:
        Remark.objects.create(
            introduction=introduction, entry=step.entry, text=text, audience=audience
        )


def take(introduction: Introduction, step: Step) -> None:
    """Note who decides; the database refuses who is barred by an appeal."""
    introduction.moderator = step.user


@transition(
    Introduction,
    sources=[S.SUBMITTED],
    target=S.NEEDS_INFO,
    label=_("Ask for more"),
    icon="chat-bubble-left-ellipsis",
)
def ask_info_introduction(introduction: Introduction, step: Step, *, text: str) -> None:
    """Ask the startup to complete its request."""
    take(introduction, step)
    remark(introduction, step, text)
    notices.owe_startup("introduction_needs_info", introduction, step)


def leave_or_wait(introduction: Introduction, step: Step) -> None:
    """Send what is approved; the startup hears until when it waits for its turn."""
    leave_in_turn(introduction, step)
    queued = Introduction.objects.filter(pk=introduction.pk, status=S.QUEUED)
    if queued.exists() and introduction.decision_maker.status not in GONE:
        notices.owe_startup("introduction_queued", introduction, step)


def leave_in_turn(introduction: Introduction, step: Step) -> None:
    """Send it if its turn has come; else say anew when everybody's comes."""
    if (
        send_introduction.why_not(introduction, step.now) is None
        and seats.why_wait(introduction, step.now) is None
    ):
        send_introduction(introduction, by=SYSTEM)
    else:
        reckon(introduction, step)


def reckon(introduction: Introduction, step: Step) -> None:
    """Say anew when each request to this person is expected to leave."""
    seats.keep(introduction.decision_maker, step.now)


@transition(
    Introduction,
    sources=[S.SUBMITTED],
    target=S.QUEUED,
    label=_("Approve as it is"),
    icon="check",
    lock_first=("decision_maker", "startup"),
    after=leave_or_wait,
)
def approve_introduction(
    introduction: Introduction, step: Step, *, checklist: dict[str, bool]
) -> None:
    """Pass the request on; the six points of the checklist are all met."""
    demand_all_points(checklist)
    take(introduction, step)
    introduction.checklist = checklist
    introduction.queued_at = step.now


def demand_all_points(checklist: dict[str, bool]) -> None:
    """Refuse what does not meet all six points."""
    if set(checklist) != set(Checkpoint.values) or not all(checklist.values()):
        raise ActRefused(_("All six points must be met before the request leaves."))


@transition(
    Introduction,
    sources=[S.SUBMITTED, S.NEEDS_INFO],
    target=S.REJECTED,
    label=_("Refuse…"),
    icon="x-circle",
    closes=True,
    records=("code",),
)
def reject_introduction(
    introduction: Introduction, step: Step, *, code: str, text: str
) -> None:
    """Do not pass the request on, with a reason that the startup reads."""
    take(introduction, step)
    introduction.reject_code = code
    if introduction.refused_at is None:
        introduction.refused_by = introduction.moderator
        introduction.refused_at = step.now
    introduction.rewordings.waiting().update(void_at=step.now)
    remark(introduction, step, text)
    notices.owe_startup("introduction_rejected", introduction, step)


def _may_leave(introduction: Introduction, now: datetime) -> str | Promise | None:
    card = introduction.decision_maker
    if not card.is_askable or card.absences.on(clock.local_day(now)).exists():
        return _("This person cannot be asked at the moment.")
    if queue.needs_consent(introduction, now):
        return _("The startup is asked first whether this old request still stands.")
    return None


@transition(
    Introduction,
    sources=[S.QUEUED],
    target=S.SENT,
    label=_("Send now"),
    icon="paper-airplane",
    lock_first=("decision_maker",),
    guard=_may_leave,
)
def send_introduction(
    introduction: Introduction, step: Step, *, text: str = ""
) -> None:
    """Ask the decision maker by mail, with an answer due in 15 working days.

    Before its turn, or above what the person wishes, only for a reason, which stays in
    the file under the name of whoever sends it.
    """
    if not text and (reason := seats.why_wait(introduction, step.now)):
        raise ActRefused(reason)
    remark(introduction, step, text, Audience.STAFF)
    today = clock.local_day(step.now)
    again = queue.is_promised(introduction)
    introduction.earlier_seats += [introduction.seat_at] if introduction.seat_at else []
    introduction.sent_at = introduction.seat_at = step.now
    introduction.due_on = waiting.days_of(introduction).add(today, ANSWER_DAYS)
    introduction.expected_on = None
    introduction.deferred_until = None
    link = open_link(introduction, LinkPurpose.ANSWER)
    notices.owe_manager("introduction_sent", introduction, step, link=link)
    kind = "introduction_resumed" if again else "introduction_approved"
    notices.owe_startup(kind, introduction, step)


def open_link(introduction: Introduction, purpose: LinkPurpose) -> AnswerLink:
    """Make the row behind a mail's link; it works until due date + 30 days."""
    due = introduction.due_on or clock.today()
    end = datetime.combine(due, datetime.max.time(), tzinfo=clock.PARIS)
    introduction.links.filter(purpose=purpose, revoked_at=None).update(
        revoked_at=clock.now()
    )
    return AnswerLink.objects.create(
        introduction=introduction,
        decision_maker_id=introduction.decision_maker_id,
        purpose=purpose,
        expires_at=end + LATE_ANSWER,
    )


@transition(
    Introduction,
    sources=[S.SENT],
    target=S.QUEUED,
    label=_("Put back in the queue"),
    icon="queue-list",
    lock_first=("decision_maker",),
    after=reckon,
    records=("reason",),
)
def requeue_introduction(
    introduction: Introduction, step: Step, *, reason: str = ""
) -> None:
    """Take back a request whose mail did not arrive, or that came at a bad time."""
    introduction.queued_at = step.now
    introduction.flagged_at = None
    introduction.due_on = None
    introduction.links.filter(revoked_at=None).update(revoked_at=step.now)
    if step.channel != Channel.SYSTEM:
        # Somebody has read it: the seat stays taken, and people read a person's reason.
        remark(introduction, step, reason, Audience.STAFF)
        return
    # Nothing was read. The platform's reason is a code, which the journal keeps.
    before = introduction.earlier_seats
    introduction.seat_at = before.pop() if before else None


def _is_overdue(introduction: Introduction, now: datetime) -> str | Promise | None:
    if introduction.due_on is None or clock.local_day(now) <= introduction.due_on:
        return _("The answer is not overdue yet.")
    return None


@transition(
    Introduction,
    sources=[S.SENT],
    target=S.EXPIRED,
    label=_("End without an answer"),
    guard=_is_overdue,
)
def expire_introduction(introduction: Introduction, step: Step) -> None:
    """End a request that nobody answered by its due date."""
    introduction.answered_at = step.now
    introduction.flagged_at = None
    notices.owe_startup("introduction_expired", introduction, step)


@transition(
    Introduction,
    sources=[S.ACCEPTED],
    target=S.CLOSED,
    label=_("Close with an outcome"),
    icon="flag",
    records=("outcome",),
)
def close_introduction(
    introduction: Introduction, step: Step, *, outcome: str, text: str = ""
) -> None:
    """End the file with what came of it, "not known" included."""
    introduction.outcome = outcome
    introduction.flagged_at = None
    introduction.closed_at = step.now
    remark(introduction, step, text)
    introduction.links.filter(revoked_at=None).update(revoked_at=step.now)
    notices.owe_startup("introduction_closed", introduction, step)


def pair_is_free(introduction: Introduction, now: datetime) -> str | Promise | None:
    others = introduction.decision_maker.introductions.filter(
        startup=introduction.startup_id
    )
    if others.open(now).exclude(pk=introduction.pk).exists():
        return _("This startup is already asking this person.")
    return None


@transition(
    Introduction,
    sources=[S.DECLINED, S.EXPIRED, S.CANCELLED, S.CLOSED],
    target=S.QUEUED,
    label=_("Reopen"),
    icon="arrow-path",
    lock_first=("decision_maker", "startup"),
    guard=pair_is_free,
    after=leave_or_wait,
)
def reopen_introduction(introduction: Introduction, step: Step, *, text: str) -> None:
    """Ask once more, for a reason that stays in the file."""
    introduction.queued_at = step.now
    introduction.outcome = ""
    introduction.closed_at = None
    forget_consent(introduction)
    remark(introduction, step, text)


def forget_consent(introduction: Introduction) -> None:
    """Clear the decision maker's answer: the next one stands on its own."""
    introduction.answered_at = None
    introduction.settles_at = None
    introduction.contacts_revealed_at = None
    introduction.manager_consent_at = None
    introduction.manager_consent_text = ""
    introduction.manager_consent_channel = ""
    introduction.noted_by = None
    introduction.decline_code = ""
    introduction.decline_shared = ""
    introduction.decline_private = ""
    introduction.deferred_until = None
