"""What mail servers and providers say of an address, and what we make of it.

A report counts only when it names a mail that we wrote and the address that it went
to: the names of our mails cannot be guessed, so nobody can silence somebody else.
"""

import re
import smtplib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from servindus import clock, preferences
from servindus.actions import bounce_subscriber, silence_subscriber
from servindus.actors import SYSTEM
from servindus.categories import SUMMARY
from servindus.models import OutboxEmail
from servindus.models.subscriber import Bounce
from servindus.models.user import fold_email
from servindus.workflow import ActRefused

# `letters.headers` writes `<kind-uuid@host>`; providers leave the brackets out.
OUR_NAME = re.compile(
    r"<?([a-z0-9_]{1,64})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@"
)
# Class, subject and detail of RFC 3463; neither a version nor an address of numbers.
STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\d|\.\d)")
# Permanent for this mail and yet not about the address, by RFC 3463 and its registry:
# the sender's address, a full mailbox, a mail too large for it, a time that ran out;
# and the server's limits (3), the text (6), somebody's policy (7).
OTHER_FAULTS = frozenset({(1, 7), (1, 8), (2, 2), (2, 3), (4, 7)})
OTHER_SUBJECTS = frozenset({3, 6, 7})
# Answers to RCPT TO that speak of the mailbox (RFC 5321, 4.2.3); 552 is a full one,
# 554 anything.
MAILBOX_CODES = frozenset({550, 551, 553})
LONGEST_ADDRESS = 254


@dataclass(frozen=True)
class Report:
    """What came back: of which mail, to whom, and why; None is what may pass."""

    message_id: str
    recipient: str
    bounce: Bounce | None


def is_lasting(text: str) -> bool:
    """Whether a status, or an answer with one, says that the address is of no use."""
    found = STATUS.search(text)
    if found is None or found[1] != "5":
        return False
    subject, detail = int(found[2]), int(found[3])
    return subject not in OTHER_SUBJECTS and (subject, detail) not in OTHER_FAULTS


def refusal(error: Exception) -> tuple[int, str] | None:
    """Give what the server said at RCPT TO for good, or None: try again."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return None
    answers: Mapping[str, tuple[int, bytes]] = error.recipients
    for code, said in answers.values():
        text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        if 500 <= code < 600:
            return code, " ".join(text.replace("\0", " ").split())
    return None


def is_unknown(code: int, text: str) -> bool:
    """Whether such a refusal says that nobody is there."""
    if code not in MAILBOX_CODES:
        return False
    found = STATUS.search(text)
    if found is None:
        return True
    return found[2] == "1" and is_lasting(text)


def row_of(message_id: str) -> OutboxEmail | None:
    """Give the mail of ours that has this Message-ID."""
    found = OUR_NAME.search(message_id)
    if found is None:
        return None
    wanted = OutboxEmail.objects.filter(public_id=uuid.UUID(found[2]), kind=found[1])
    return wanted.select_related("user").first()


def last_row_to(address: str) -> OutboxEmail | None:
    """Give the latest mail to an address."""
    email = fold_email(address)
    if not email or "\0" in email or len(email) > LONGEST_ADDRESS:
        return None
    rows = OutboxEmail.objects.filter(recipient=email).select_related("user")
    return rows.order_by("-pk").first()


def take(report: Report) -> str:
    """Do what a report asks for; give what became of it.

    `hard` or `spam`: the address is given up; `known`: it was already; `passing`: it
    may still arrive; `foreign`: the report is not about a mail of ours to this address.
    """
    row = row_of(report.message_id)
    if row is None or fold_email(report.recipient) != fold_email(row.recipient):
        return "foreign"
    if report.bounce is None:
        return "passing"
    return str(report.bounce.value) if give_up(row, report.bounce) else "known"


def give_up(row: OutboxEmail, bounce: Bounce) -> bool:
    """Write no more to the address of a mail; False when nobody did already."""
    reader = preferences.stored_reader(row, clock.now())
    try:
        bounce_subscriber(reader, by=SYSTEM, bounce=bounce)
    except ActRefused:
        return False
    return True


def silence(row: OutboxEmail) -> bool:
    """End the digests to the address of a mail; False when there were none."""
    reader = preferences.stored_reader(row, clock.now())
    if not reader.wants_digest:
        return False
    silence_subscriber(reader, by=SYSTEM, category=SUMMARY.key)
    return True
