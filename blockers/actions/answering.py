"""What an authority decides on a dossier: one answer per ask, then publication."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blockers import escalation_notifications as notices
from blockers.actions import timing
from blockers.actions.escalating import open_escalation
from blockers.actions.following import follow
from blockers.clocks import Code
from blockers.dossier import restricted_to
from blockers.enums import (
    ESCALATION_OPEN,
    MOST_EMBARGO_DAYS,
    AnswerKind,
    BlockerStatus,
    EscalationStatus,
)
from blockers.models import Answer, Ask, Blocker, Escalation
from blockers.models.answer import missing
from servindus import clock
from servindus.actors import SYSTEM
from servindus.search import folded_words
from servindus.workflow import ActRefused, Step, act, transition

B = BlockerStatus
E = EscalationStatus


def note_read(escalation: Escalation, step: Step) -> None:
    """Whatever an authority does with a dossier acknowledges it."""
    escalation.acknowledged_at = escalation.acknowledged_at or step.now
    escalation.liaison = step.user
    timing.stop(escalation, step, Code.ACKNOWLEDGEMENT)


def _not_published(escalation: Escalation, now: datetime) -> str | Promise | None:
    if escalation.published_at is not None:
        return _("These answers have been published.")
    return None


def _settle(escalation: Escalation, step: Step) -> None:
    """With the last ask answered the platform notes it, in the same transaction."""
    if escalation.status == E.ANSWERED:
        return
    if not escalation.unanswered():
        settle_escalation(escalation, by=SYSTEM)
        blocker = escalation.blocker
        # Closed for want of an answer, it stays closed; the answer counts all the same.
        if blocker.status == B.ESCALATED and not blocker.escalations.open().exists():
            settle_blocker(blocker, by=SYSTEM)
    elif escalation.status != E.INFO_REQUESTED:
        review_escalation(escalation, by=SYSTEM)


@act(
    Escalation,
    sources=[*ESCALATION_OPEN, E.ANSWERED],
    label=_("Answer"),
    icon="chat-bubble-left-right",
    lock_first=("blocker",),
    records=("kind",),
    guard=_not_published,
    after=_settle,
)
def answer_escalation(
    escalation: Escalation,
    step: Step,
    *,
    ask: Ask,
    kind: str,
    instead_of: Answer | None = None,
    **fields: Any,
) -> None:
    """Answer one ask; `instead_of` is the answer that the writer saw, if any.

    An answer that was given before stays, superseded.
    """
    if str(ask.public_id) not in escalation.ask_ids:
        raise ActRefused(_("This is not asked of this authority."))
    current = escalation.answers.current().filter(ask=ask).first()
    if current != instead_of:
        raise ActRefused(_("Somebody has answered this ask in the meantime."))
    if missing(kind, fields):
        raise ActRefused(_("This kind of answer must carry more."))
    if reason := _same_reader(escalation, kind, fields):
        raise ActRefused(reason)
    if current is not None and current.kind == AnswerKind.REDIRECTED:
        raise ActRefused(_("Another authority has this ask now."))
    if kind == AnswerKind.REDIRECTED:
        fields["redirected_to"] = _redirect(escalation, step, ask, fields)
    note_read(escalation, step)
    Answer.objects.create(
        escalation=escalation,
        ask=ask,
        supersedes=current,
        entry=step.entry,
        by=step.user,
        kind=kind,
        **fields,
    )


def _same_reader(
    escalation: Escalation, kind: str, fields: dict[str, Any]
) -> str | Promise | None:
    """A refusal is read a second time by somebody else than whoever signed it."""
    first = escalation.second_reading_of
    if first is None:
        return None
    if kind == AnswerKind.REDIRECTED:
        return _("A second reading is answered here.")
    signer = fields.get("signed_by", "")
    if folded_words(signer) == folded_words(first.signed_by):
        return _("Somebody else than the first signatory signs a second reading.")
    return None


def _redirect(
    escalation: Escalation, step: Step, ask: Ask, fields: dict[str, Any]
) -> Escalation:
    """Give the escalation in which the competent authority answers this ask."""
    if escalation.status == E.ANSWERED:
        raise ActRefused(_("The dossier is answered: it cannot be sent on now."))
    authority = fields["competent_authority"]
    if authority.pk == escalation.authority_id:
        raise ActRefused(_("Name another authority than your own."))
    known = escalation.blocker.escalations.open().filter(authority=authority).first()
    if known is not None and str(ask.public_id) in known.ask_ids:
        return known
    sent = open_escalation(
        escalation.blocker,
        step,
        authority,
        restricted_to(escalation.dossier, [str(ask.public_id)]),
        note=escalation.covering_note,
        since=escalation.since,
        forwarded_from=escalation,
    )
    timing.carry(escalation, sent, step, Code.ANSWER)
    sent.save()
    return sent


@transition(
    Escalation,
    sources=[E.SENT, E.ACKNOWLEDGED, E.IN_REVIEW],
    target=E.IN_REVIEW,
    label=_("Note that it is in review"),
    lock_first=("blocker",),
)
def review_escalation(escalation: Escalation, step: Step) -> None:
    """Note that a first ask is answered, and others are not."""


def _every_ask_is_answered(
    escalation: Escalation, now: datetime
) -> str | Promise | None:
    return _("An ask waits for its answer.") if escalation.unanswered() else None


@transition(
    Escalation,
    sources=ESCALATION_OPEN,
    target=E.ANSWERED,
    label=_("Note that every ask is answered"),
    lock_first=("blocker",),
    guard=_every_ask_is_answered,
)
def settle_escalation(escalation: Escalation, step: Step) -> None:
    """Stop the authority's clock with its last answer; publication is owed."""
    escalation.answered_at = step.now
    timing.stop(escalation, step)
    timing.start(escalation, Code.PUBLICATION, step)
    notices.owe_lab("escalation_answered", escalation, step.entry)


def _nobody_owes(blocker: Blocker, now: datetime) -> str | Promise | None:
    if blocker.escalations.open().exists():
        return _("An authority still owes its answer.")
    if not blocker.escalations.filter(status=E.ANSWERED).exists():
        return _("No authority has answered.")
    return None


@transition(
    Blocker,
    sources=[B.ESCALATED],
    target=B.ANSWERED,
    label=_("Note that every authority has answered"),
    guard=_nobody_owes,
)
def settle_blocker(blocker: Blocker, step: Step) -> None:
    """Every ask of every open escalation is answered (B5)."""


@act(
    Escalation,
    sources=[E.ANSWERED],
    label=_("Publish"),
    icon="megaphone",
    lock_first=("blocker",),
    guard=_not_published,
    after=follow,
)
def publish_escalation(
    escalation: Escalation, step: Step, *, embargo_until: date | None = None
) -> None:
    """Publish the answers, at once or from a day within the next fifteen."""
    today = clock.local_day(step.now)
    if embargo_until is not None:
        if embargo_until > today + timedelta(days=MOST_EMBARGO_DAYS):
            raise ActRefused(_("An embargo lasts fifteen days at the most."))
        if embargo_until <= today:
            embargo_until = None
    escalation.published_at = step.now
    escalation.embargo_until = embargo_until
    timing.stop(escalation, step, Code.PUBLICATION)
    notices.owe_lab("escalation_published", escalation, step.entry)
    notices.owe_companies(
        "report_answered", escalation.blocker, step, not_before=embargo_until
    )
