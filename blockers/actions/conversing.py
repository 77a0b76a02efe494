"""What an authority and the lab say to each other before the answer."""

from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blockers import dossier as dossiers
from blockers import escalation_notifications as notices
from blockers.actions import timing
from blockers.actions.answering import note_read
from blockers.actions.escalating import open_escalation
from blockers.clocks import Code
from blockers.enums import (
    ESCALATION_OPEN,
    MOST_QUESTION_DAYS,
    EscalationStatus,
)
from blockers.models import Escalation, InformationRequest
from programmes.models import Organisation
from servindus import clock
from servindus.workflow import ActRefused, Step, act, transition

E = EscalationStatus


@transition(
    Escalation,
    sources=[E.SENT],
    target=E.ACKNOWLEDGED,
    label=_("Acknowledge"),
    icon="check",
    lock_first=("blocker",),
)
def acknowledge_escalation(escalation: Escalation, step: Step) -> None:
    """Say that the dossier has arrived, and who looks at it."""
    note_read(escalation, step)
    notices.owe_lab("escalation_acknowledged", escalation, step.entry)


@transition(
    Escalation,
    sources=[E.SENT, E.ACKNOWLEDGED, E.IN_REVIEW],
    target=E.INFO_REQUESTED,
    label=_("Ask the lab"),
    icon="chat-bubble-left-ellipsis",
    lock_first=("blocker",),
)
def request_info_escalation(
    escalation: Escalation, step: Step, *, text: str, due_on: date
) -> None:
    """Ask the lab something; the authority's delay stands until the lab replies."""
    if not text.strip():
        raise ActRefused(_("Write the question."))
    today = clock.local_day(step.now)
    if not today < due_on <= today + timedelta(days=MOST_QUESTION_DAYS):
        raise ActRefused(_("Choose a day within the next sixty."))
    note_read(escalation, step)
    timing.pause(escalation, step, timing.answering(escalation))
    InformationRequest.objects.create(
        escalation=escalation,
        question=text,
        due_on=due_on,
        asked_at=step.now,
        asked_by=step.user,
    )
    notices.owe_lab("escalation_asked", escalation, step.entry)


@transition(
    Escalation,
    sources=[E.INFO_REQUESTED],
    target=E.IN_REVIEW,
    label=_("Reply to the question"),
    icon="chat-bubble-left-right",
    lock_first=("blocker",),
)
def reply_info_escalation(escalation: Escalation, step: Step, *, text: str) -> None:
    """Reply to the authority; its delay runs again."""
    if not text.strip():
        raise ActRefused(_("Write the reply."))
    if reason := dossiers.name_refusal(escalation.blocker, text):
        raise ActRefused(reason)
    asked = escalation.questions.get(answered_at=None)
    asked.answer = text
    asked.answered_at = step.now
    asked.answered_by = step.user
    asked.save()
    timing.resume(escalation, step, timing.answering(escalation))
    notices.owe_liaisons("escalation_replied", escalation, step.entry)


def _not_extended(escalation: Escalation, now: datetime) -> str | Promise | None:
    if escalation.second_reading_of_id is not None:
        return _("A second reading takes two months, and no longer.")
    if escalation.extended_at is not None:
        return _("The delay has been extended once already.")
    if escalation.answer_by < clock.local_day(now):
        return _("The delay is over: it can be extended no more.")
    return None


@act(
    Escalation,
    sources=[E.ACKNOWLEDGED, E.IN_REVIEW],
    label=_("Take ten weeks"),
    icon="calendar-days",
    lock_first=("blocker",),
    guard=_not_extended,
)
def extend_escalation(escalation: Escalation, step: Step, *, text: str) -> None:
    """Take ten weeks instead of two months, once, with a reason that is published."""
    if not text.strip():
        raise ActRefused(_("Say why: the reason is published."))
    escalation.extended_at = step.now
    escalation.extension_reason = text
    timing.extend(escalation, step, Code.ANSWER)
    notices.owe_lab("escalation_extended", escalation, step.entry)


def _nothing_answered(escalation: Escalation, now: datetime) -> str | Promise | None:
    if escalation.answers.exists():
        return _(
            "An ask is answered already: answer the others with “Another authority"
            " decides”."
        )
    return None


@transition(
    Escalation,
    sources=ESCALATION_OPEN,
    target=E.FORWARDED,
    label=_("Forward to another authority"),
    icon="arrow-right-circle",
    closes=True,
    lock_first=("blocker",),
    guard=_nothing_answered,
)
def forward_escalation(
    escalation: Escalation, step: Step, *, authority: Organisation, text: str
) -> None:
    """Hand the dossier to another authority; the delay goes on (B7)."""
    if not text.strip():
        raise ActRefused(_("Say why: the lab and the other authority read it."))
    if authority.pk == escalation.authority_id:
        raise ActRefused(_("Choose another authority than your own."))
    sent = open_escalation(
        escalation.blocker,
        step,
        authority,
        escalation.dossier,
        note=escalation.covering_note,
        since=escalation.since,
        forwarded_from=escalation,
    )
    sent.second_reading_of = escalation.second_reading_of
    timing.carry(escalation, sent, step, timing.answering(escalation))
    sent.extended_at = escalation.extended_at
    sent.extension_reason = escalation.extension_reason
    sent.save()
    escalation.end_reason = text
    timing.stop(escalation, step)
    notices.owe_lab("escalation_forwarded", escalation, step.entry)
