"""What the leading lab does with the ministry: send, add, recall."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blockers import dossier as dossiers
from blockers import escalation_notifications as notices
from blockers.actions import timing
from blockers.clocks import Code
from blockers.enums import ESCALATION_OPEN, BlockerStatus, EscalationStatus
from blockers.models import Addendum, Blocker, Escalation
from programmes.enums import OrganisationKind, OrganisationStatus
from programmes.models import Organisation
from servindus import clock
from servindus.workflow import ActRefused, Step, act, transition, write_journal

B = BlockerStatus
E = EscalationStatus


def _is_complete(blocker: Blocker, now: datetime) -> str | Promise | None:
    return dossiers.first_gap(blocker)


@transition(
    Blocker,
    sources=[B.QUALIFIED],
    target=B.ESCALATED,
    label=_("Send to the ministry"),
    icon="paper-airplane",
    guard=_is_complete,
)
def escalate_blocker(
    blocker: Blocker, step: Step, *, authorities: Sequence[Organisation], note: str = ""
) -> None:
    """Send the dossier as it stands to one or several authorities at once."""
    if not authorities:
        raise ActRefused(_("Choose at least one authority."))
    if reason := dossiers.name_refusal(blocker, note):
        raise ActRefused(reason)
    dossier = dossiers.build(blocker)
    today = clock.local_day(step.now)
    for authority in sorted(set(authorities), key=lambda row: row.pk):
        sent = open_escalation(
            blocker, step, authority, dossier, note=note, since=today
        )
        timing.start(sent, Code.ANSWER, step)
        sent.save()
    notices.owe_companies("report_escalated", blocker, step)


def _receiver(blocker: Blocker, authority: Organisation) -> Organisation:
    """Give the authority that gets the dossier, or say why it cannot."""
    authority = Organisation.objects.select_related("merged_into").get(pk=authority.pk)
    # Merged while somebody was reading: the one that goes on is written to.
    authority = authority.survivor
    if (authority.kind, authority.status) != (
        OrganisationKind.AUTHORITY,
        OrganisationStatus.VERIFIED,
    ):
        raise ActRefused(_("This organisation is no public authority."))
    if blocker.escalations.open().filter(authority=authority).exists():
        raise ActRefused(_("This authority has the dossier already."))
    return authority


def open_escalation(
    blocker: Blocker,
    step: Step,
    authority: Organisation,
    dossier: dict[str, Any],
    *,
    note: str,
    since: date,
    forwarded_from: Escalation | None = None,
) -> Escalation:
    """Open an escalation and its first clock; the caller starts or carries C4."""
    authority = _receiver(blocker, authority)
    sent = Escalation(
        blocker=blocker,
        authority=authority,
        sent_by=step.user,
        sent_at=step.now,
        since=since,
        covering_note=note,
        dossier=dossier,
        dossier_hash=dossiers.digest(dossier),
        forwarded_from=forwarded_from,
        # Until its clocks have said so, a few lines below.
        acknowledge_by=since,
        answer_by=since,
    )
    sent.save()
    entry = write_journal(
        "send_escalation",
        sent,
        by=step.by,
        now=step.now,
        channel=step.channel,
        target=sent.status,
    )
    timing.start(sent, Code.ACKNOWLEDGEMENT, step)
    notices.owe_liaisons("escalation_received", sent, entry)
    return sent


@transition(
    Blocker,
    sources=[B.ESCALATED],
    target=B.QUALIFIED,
    label=_("Recall from the ministry"),
    icon="arrow-uturn-left",
    closes=True,
)
def recall_blocker(blocker: Blocker, step: Step, *, text: str) -> None:
    """Take the dossier back from every authority that has not answered."""
    for sent in blocker.escalations.open().order_by("pk"):
        recall_escalation(sent, by=step.by, channel=step.channel, text=text)


@transition(
    Escalation,
    sources=ESCALATION_OPEN,
    target=E.RECALLED,
    label=_("Recall"),
    icon="arrow-uturn-left",
    closes=True,
    lock_first=("blocker",),
)
def recall_escalation(escalation: Escalation, step: Step, *, text: str) -> None:
    """Take the dossier back from one authority, as part of the blocker's recall."""
    if not text.strip():
        raise ActRefused(_("Say why: the authority reads it."))
    if reason := dossiers.name_refusal(escalation.blocker, text):
        raise ActRefused(reason)
    escalation.recalled_at = step.now
    escalation.end_reason = text
    timing.stop(escalation, step)
    notices.owe_liaisons("escalation_recalled", escalation, step.entry)


@act(
    Escalation,
    sources=ESCALATION_OPEN,
    label=_("Add to the dossier"),
    icon="document-plus",
    lock_first=("blocker",),
)
def add_addendum(escalation: Escalation, step: Step, *, text: str) -> None:
    """Add a fact; what was sent stays as it was."""
    if not text.strip():
        raise ActRefused(_("Write what the authority should know besides."))
    if reason := dossiers.name_refusal(escalation.blocker, text):
        raise ActRefused(reason)
    Addendum.objects.create(
        escalation=escalation, entry=step.entry, text=text, added_at=step.now
    )
    notices.owe_liaisons("escalation_completed", escalation, step.entry)
