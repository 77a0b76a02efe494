"""What follows a published answer: commitments, measures in force, their end."""

from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blockers import follow_up_notifications as notices
from blockers.enums import (
    LIFTING,
    AnswerKind,
    BlockerStatus,
    CommitmentStatus,
    EndDecision,
    EscalationStatus,
)
from blockers.models import Answer, Blocker, Commitment, Escalation, Measure
from blockers.models.answer import missing
from blockers.standing import standing
from servindus import clock
from servindus.actors import SYSTEM
from servindus.workflow import ActRefused, Step, act, transition, write_journal

B = BlockerStatus
C = CommitmentStatus
K = AnswerKind


def follow(escalation: Escalation, step: Step) -> None:
    """With the last publication a blocker goes on: to keep, to verify, or refused."""
    _note_commitments(escalation, step)
    blocker = Blocker.objects.get(pk=escalation.blocker_id)
    if blocker.status != B.ANSWERED:
        return
    rows = standing(blocker)
    if rows.filter(escalation__published_at=None).exists():
        return
    if blocker.commitments.open().exists():
        commit_blocker(blocker, by=SYSTEM)
    elif rows.filter(kind=K.FEASIBLE).exists():
        verify_blocker(blocker, by=SYSTEM)


def _note_commitments(escalation: Escalation, step: Step) -> None:
    """Write down what the published answers promise, each by its day."""
    for answer in escalation.answers.current().order_by("pk"):
        promised = promise_of(answer)
        if promised is not None:
            what, who, due_on = promised
            make_commitment(answer, step, what=what, who=who, due_on=due_on)


def promise_of(answer: Answer) -> tuple[str, str, date] | None:
    """Give what an answer promises, who keeps it and by when; None for no promise.

    An act or an instruction that is named without a commitment still has to be seen in
    force; what is put off is looked at again on its day.
    """
    if answer.commitment_due_on is not None:
        due_on = answer.commitment_due_on
        return answer.commitment_what, answer.commitment_who, due_on
    authority = answer.escalation.authority.name[:160]
    day = answer.in_force_on or answer.decided_on
    if answer.kind == K.LIFTED:
        return answer.act_reference, authority, day
    if answer.kind == K.CORRECTED:
        return answer.instruction, authority, day
    if answer.kind == K.DEFERRED:
        assert answer.review_on is not None
        return answer.vehicle, authority, answer.review_on
    return None


def make_commitment(
    answer: Answer, step: Step, *, what: str, who: str, due_on: date
) -> Commitment:
    """Open a commitment; the answer's escalation is locked by its act."""
    made = Commitment.objects.create(
        blocker_id=answer.escalation.blocker_id,
        answer=answer,
        what=what,
        who=who,
        made_on=clock.local_day(step.now),
        due_on=due_on,
    )
    write_journal(
        "make_commitment",
        made,
        by=step.by,
        now=step.now,
        channel=step.channel,
        target=C.OPEN,
    )
    return made


@transition(
    Blocker,
    sources=[B.ANSWERED],
    target=B.IMPLEMENTING,
    label=_("Note that something is promised"),
)
def commit_blocker(blocker: Blocker, step: Step) -> None:
    """Note that an answer promises something."""


@transition(
    Blocker,
    sources=[B.ANSWERED],
    target=B.VERIFYING,
    label=_("Ask on site whether it can be done"),
)
def verify_blocker(blocker: Blocker, step: Step) -> None:
    """Note that nothing has to change: the companies try it."""
    blocker.verifying_since = step.now


@transition(
    Commitment,
    sources=[C.OPEN],
    target=C.DONE,
    label=_("It is in force"),
    icon="check-circle",
    lock_first=("blocker",),
    after=lambda commitment, step: advance(commitment.blocker, step),
)
def confirm_commitment(
    commitment: Commitment,
    step: Step,
    *,
    evidence: str,
    in_force_from: date,
    act_reference: str = "",
    territory: str = "",
    in_force_to: date | None = None,
) -> None:
    """Say that what was promised is in force, with what shows it."""
    if not evidence.strip():
        raise ActRefused(_("Say what shows that it is in force."))
    if in_force_from > clock.local_day(step.now):
        raise ActRefused(_("This day is still to come: confirm it then."))
    if commitment.answer.kind == K.DEROGATION and in_force_to is None:
        raise ActRefused(_("A derogation has a last day."))
    commitment.ended_at = step.now
    Measure.objects.create(
        commitment=commitment,
        act_reference=act_reference,
        evidence=evidence,
        territory=territory,
        in_force_from=in_force_from,
        in_force_to=in_force_to,
        confirmed_by=step.user,
    )
    notices.owe_companies("measure_in_force", commitment.blocker, step)


@transition(
    Commitment,
    sources=[C.OPEN],
    target=C.DROPPED,
    label=_("Give it up"),
    icon="x-circle",
    closes=True,
    lock_first=("blocker",),
    records=("kind",),
    after=lambda commitment, step: advance(commitment.blocker, step),
)
def drop_commitment(
    commitment: Commitment, step: Step, *, reason: str, kind: str, **fields: Any
) -> None:
    """Give a promise up, with a reason and the answer that takes its place."""
    if not reason.strip():
        raise ActRefused(_("Say why: the companies read it."))
    if kind in LIFTING or kind == K.REDIRECTED:
        raise ActRefused(_("What takes its place is a refusal or a later day."))
    if missing(kind, fields):
        raise ActRefused(_("This kind of answer must carry more."))
    old = commitment.answer
    if old != Answer.objects.current().filter(pk=old.pk).first():
        raise ActRefused(_("Another answer stands by now."))
    commitment.ended_at = step.now
    commitment.drop_reason = reason
    Answer.objects.create(
        escalation=old.escalation,
        ask=old.ask,
        supersedes=old,
        entry=step.entry,
        by=step.user,
        kind=kind,
        **fields,
    )
    notices.owe_lab("commitment_dropped", commitment.blocker, step)
    notices.owe_companies("report_commitment_dropped", commitment.blocker, step)


def advance(blocker: Blocker, step: Step) -> None:
    """With the last commitment kept or given up the blocker goes on."""
    blocker = Blocker.objects.get(pk=blocker.pk)
    if blocker.status != B.IMPLEMENTING or blocker.commitments.open().exists():
        return
    if standing(blocker).filter(kind__in=LIFTING).exists():
        confirm_measure_blocker(blocker, by=SYSTEM)
    else:
        drop_commitment_blocker(blocker, by=SYSTEM)


def _nothing_is_owed(blocker: Blocker, now: datetime) -> str | Promise | None:
    if blocker.commitments.open().exists():
        return _("Something promised is still to be kept.")
    return None


@transition(
    Blocker,
    sources=[B.IMPLEMENTING],
    target=B.VERIFYING,
    label=_("Note that everything promised is in force"),
    guard=_nothing_is_owed,
)
def confirm_measure_blocker(blocker: Blocker, step: Step) -> None:
    """Note that what was promised is in force; the sites have the word."""
    blocker.verifying_since = step.now
    blocker.commit_by = None


@transition(
    Blocker,
    sources=[B.IMPLEMENTING],
    target=B.ANSWERED,
    label=_("Note that everything promised was given up"),
    guard=_nothing_is_owed,
)
def drop_commitment_blocker(blocker: Blocker, step: Step) -> None:
    """Note that nothing promised is left: the refusal stands, and can be contested."""
    blocker.commit_by = None


def _may_commit_again(escalation: Escalation, now: datetime) -> str | Promise | None:
    rows = standing(escalation.blocker).filter(escalation=escalation, kind__in=LIFTING)
    waiting = rows.exclude(commitments__status=C.OPEN).exists()
    if escalation.blocker.status != B.IMPLEMENTING or not waiting:
        return _("Nothing new has to be promised.")
    return None


@act(
    Escalation,
    sources=[EscalationStatus.ANSWERED],
    label=_("Commit again"),
    icon="calendar-days",
    lock_first=("blocker",),
    guard=_may_commit_again,
)
def recommit_escalation(
    escalation: Escalation,
    step: Step,
    *,
    answer: Answer,
    what: str,
    who: str,
    due_on: date,
) -> None:
    """Promise something new after a site has said that it is not solved."""
    if due_on <= clock.local_day(step.now):
        raise ActRefused(_("Name a day to come."))
    mine = standing(escalation.blocker).filter(escalation=escalation)
    if answer not in mine.filter(kind__in=LIFTING):
        raise ActRefused(_("This answer stands no more."))
    if answer.commitments.open().exists():
        raise ActRefused(_("A commitment of this answer is still to be kept."))
    make_commitment(answer, step, what=what, who=who, due_on=due_on)
    Blocker.objects.filter(pk=escalation.blocker_id).update(commit_by=None)
    notices.owe_lab("commitment_renewed", escalation.blocker, step)


def _ends(measure: Measure, now: datetime) -> str | Promise | None:
    if measure.in_force_to is None:
        return _("It has no end.")
    if measure.end_decision:
        return _("Its end has been decided.")
    return None


@act(
    Measure,
    sources=[""],
    label=_("Decide its end"),
    icon="flag",
    guard=_ends,
    records=("decision",),
)
def end_measure(
    measure: Measure,
    step: Step,
    *,
    decision: str,
    reason: str,
    in_force_to: date | None = None,
) -> None:
    """Decide what comes after a derogation: the rule for all, longer, or its end."""
    if not reason.strip():
        raise ActRefused(_("Say why: the companies read it."))
    assert measure.in_force_to is not None
    if decision == EndDecision.EXTEND:
        if in_force_to is None or in_force_to <= measure.in_force_to:
            raise ActRefused(_("Name a later last day."))
        # Its new end is decided in its turn.
        measure.in_force_to = in_force_to
    else:
        measure.end_decision = decision
        measure.end_reason = reason
        measure.end_decided_at = step.now
    blocker = measure.commitment.blocker
    notices.owe_lab("measure_end_decided", blocker, step)
    notices.owe_companies("report_measure_end", blocker, step)
