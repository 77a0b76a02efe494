"""Whose turn a transfer is: a side's, a third lab's, or nobody's."""

from datetime import date

from benchmarking.models import Transfer
from benchmarking.transfers.enums import OPEN, TransferStatus
from programmes import known
from programmes.models import Lab

T = TransferStatus


def next_labs(transfer: Transfer, today: date) -> list[Lab]:
    """Give the labs whose turn it is; none once it is over, or in use for its year."""
    wanted = next_lab_ids(transfer, today)
    return [lab for lab in known.labs() if lab.pk in wanted]


def next_lab_ids(transfer: Transfer, today: date) -> set[int]:
    """Give the ids of the labs whose turn it is."""
    if transfer.status not in OPEN or transfer.due_on is None:
        return set()
    if transfer.status == T.PROPOSED:
        # Whoever has not spoken last: the lab asked, or the one that says what it saw.
        spoke = transfer.contact_lab_id or transfer.proposed_lab_id
        return {transfer.other_side(spoke)}
    if transfer.status != T.IN_USE:
        return {transfer.receiver_id}
    if transfer.due_on > today:
        return set()
    return {lab.pk for lab in known.labs()} - transfer.side_ids


def waits_for(transfer: Transfer, labs: set[int], today: date) -> bool:
    """Whether it waits for somebody of these labs; `lists.waiting_for` says the same.

    A third lab is none for whoever works for one of the sides too.
    """
    if transfer.status == T.IN_USE and labs & transfer.side_ids:
        return False
    return bool(next_lab_ids(transfer, today) & labs)
