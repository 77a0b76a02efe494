"""Mails about transfers: proposed, seen, planned, in use, kept, ended, late."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from benchmarking.categories import BETWEEN_LABS
from benchmarking.models import PracticeVersion, Transfer
from benchmarking.transfers.enums import ENDED, OPEN, TransferStatus
from benchmarking.transfers.turns import next_labs, waits_for
from programmes import rules
from programmes.hours import after_quiet
from programmes.models import Lab
from programmes.notifications import sender_of, staff_of
from servindus import clock, outbox
from servindus.categories import REMINDERS
from servindus.models import JournalEntry, OutboxEmail
from servindus.notifications import Notice, Recipient, Sender, register
from servindus.workflow import Step

T = TransferStatus


class TransferNotice(Notice):
    """A mail about a transfer, in the name of the programme: two labs write it."""

    model = "benchmarking.Transfer"
    category = BETWEEN_LABS.key
    audience = _("the other lab of the transfer")
    # Where the transfer stands while the mail is worth sending.
    while_in: tuple[str, ...] = ()

    def find(self, row: OutboxEmail) -> Transfer | None:
        """Give the transfer with its labs, its people and the practice."""
        return Transfer.objects.with_people().filter(pk=row.object_id).first()

    def sender(self, obj: Transfer) -> Sender:
        """Give the programme."""
        return sender_of(None)

    def is_moot(self, obj: Transfer, row: OutboxEmail) -> bool:
        """Whether it has moved on, or the reader works for no lab any more."""
        may = row.user is not None and row.user.has_perm(
            "benchmarking.view_transfer", obj
        )
        return not (may and obj.status in self.while_in)

    def context(self, obj: Transfer, row: OutboxEmail) -> dict[str, Any]:
        """Give the transfer, the practice, both labs and its page."""
        return {
            "transfer": obj,
            "version": obj.version,
            "giver": obj.giver,
            "receiver": obj.receiver,
            "file_url": settings.PUBLIC_URL + obj.get_absolute_url(),
        }


@register
class TransferProposed(TransferNotice):
    """To the lab that is asked: it sees how it is done, or says no."""

    name = "transfer_proposed"
    while_in = (T.PROPOSED,)

    def context(self, obj: Transfer, row: OutboxEmail) -> dict[str, Any]:
        """Say whether it is an offer: the lab of the practice proposes it."""
        offered = obj.proposed_lab_id == obj.giver_id
        return {**super().context(obj, row), "is_offer": offered}

    def is_moot(self, obj: Transfer, row: OutboxEmail) -> bool:
        """Whether a visit is noted already: another mail tells of it."""
        return super().is_moot(obj, row) or obj.contact_lab_id is not None


@register
class TransferContactLogged(TransferNotice):
    """To the other lab: a visit is noted, what does it keep of it?"""

    name = "transfer_contact_logged"
    while_in = (T.PROPOSED,)


@register
class TransferUnderstood(TransferNotice):
    """To the receiver: the plan is next."""

    name = "transfer_understood"
    audience = _("the lab that takes it over")
    while_in = (T.UNDERSTANDING,)


@register
class TransferPlanned(TransferNotice):
    """To the lab of the practice: how it is to be done there."""

    name = "transfer_planned"
    audience = _("the lab of the practice")
    while_in = (T.PLANNED, T.ADAPTING)


@register
class TransferUsed(TransferNotice):
    """To the lab of the practice: it is in use there, and what shows it."""

    name = "transfer_used"
    audience = _("the lab of the practice")
    while_in = (T.IN_USE,)


@register
class TransferSustained(TransferNotice):
    """To both labs: a third one has seen that it is still in use."""

    name = "transfer_sustained"
    audience = _("both labs of the transfer")
    while_in = (T.SUSTAINED,)


@register
class TransferEnded(TransferNotice):
    """To both labs: it goes no further, and why."""

    name = "transfer_ended"
    audience = _("both labs of the transfer")
    while_in = ENDED


@register
class TransferPracticeRetired(TransferNotice):
    """To the receiver: the lab of the practice has retired it, and why."""

    name = "transfer_practice_retired"
    audience = _("the lab that takes it over")
    while_in = (*OPEN, T.SUSTAINED)

    def context(self, obj: Transfer, row: OutboxEmail) -> dict[str, Any]:
        """Give the version that was retired, with the reason."""
        retired = PracticeVersion.objects.filter(pk=row.data["version"]).first()
        return {**super().context(obj, row), "retired": retired or obj.version}


@register
class TransferReminder(TransferNotice):
    """To whoever is next: the date has come."""

    name = "transfer_reminder"
    category = REMINDERS.key
    audience = _("whoever is next")
    while_in = OPEN

    def is_moot(self, obj: Transfer, row: OutboxEmail) -> bool:
        """Whether the turn is another one by now, or the reader's no longer."""
        if super().is_moot(obj, row) or obj.due_on is None:
            return True
        same = obj.due_on.isoformat() == row.data["due_on"]
        return not (same and waits_for(obj, rules.lab_ids(row.user), clock.today()))

    def context(self, obj: Transfer, row: OutboxEmail) -> dict[str, Any]:
        """Say whether a third lab is asked, and whether the date has passed."""
        assert obj.due_on is not None
        told = {
            "is_third": obj.status == T.IN_USE,
            "is_late": obj.due_on < clock.today(),
        }
        return {**super().context(obj, row), **told}


# --- Owed -----------------------------------------------------------------------------


def owe_proposed(transfer: Transfer, entry: JournalEntry, now: datetime) -> None:
    """Owe the proposal to the staff of the lab that is asked."""
    pk = transfer.other_side(transfer.proposed_lab_id)
    labs = Lab.objects.filter(pk=pk)
    _owe("transfer_proposed", transfer, entry, now, labs)


def owe(kind: str, transfer: Transfer, step: Step, labs: Iterable[Lab]) -> None:
    """Owe a mail to the staff of these labs; whoever acts gets none."""
    _owe(kind, transfer, step.entry, step.now, labs)


def owe_retired(transfer: Transfer, step: Step, version: PracticeVersion) -> None:
    """Owe the word to the receiver that the practice is retired."""
    data = {"version": version.pk}
    kind, labs = "transfer_practice_retired", [transfer.receiver]
    _owe(kind, transfer, step.entry, step.now, labs, data)


def owe_reminder(transfer: Transfer, step: Step) -> None:
    """Owe the reminder to the staff of the labs that are next."""
    assert transfer.due_on is not None
    data = {"due_on": transfer.due_on.isoformat()}
    labs = next_labs(transfer, clock.local_day(step.now))
    _owe("transfer_reminder", transfer, step.entry, step.now, labs, data)


def _owe(
    kind: str,
    transfer: Transfer,
    entry: JournalEntry,
    now: datetime,
    labs: Iterable[Lab],
    data: dict[str, Any] | None = None,
) -> None:
    told: set[int] = set()
    for lab in labs:
        for user in staff_of(lab):
            if user.pk == entry.user_id or user.pk in told:
                continue
            told.add(user.pk)
            outbox.post(
                kind,
                transfer,
                to=Recipient.of(user),
                cause=entry,
                not_before=after_quiet(lab, now),
                desk=lab.slug,
                data=data or {},
            )
