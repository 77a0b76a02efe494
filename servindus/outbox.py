"""The postman: `post` owes a mail inside an act, `send_due` hands it over once.

The row is claimed in one short transaction, sent outside any, and marked at once:
nothing is lost, and at most one extra copy leaves when the process is killed between
the hand-over and the mark (same Message-ID, so that mail programs show it once).
One that is asked to end (SIGTERM) ends between two mails.
"""

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection as database
from django.db import models, transaction

from servindus import bounces, broker, clock, letters, preferences, stopping
from servindus.models import JournalEntry, OutboxEmail
from servindus.models.outbox import OutboxState
from servindus.models.subscriber import Bounce
from servindus.notifications import Recipient, notice_named

logger = logging.getLogger(__name__)

# Three times the SMTP time-out, so that a slow hand-over keeps its claim.
LEASE = timedelta(seconds=3 * settings.EMAIL_TIMEOUT)
# What a server says that ends the connection: RFC 5321, 4.2.3.
CLOSING = 421
MARK = f"""UPDATE {OutboxEmail._meta.db_table} SET state = %s, sent_at = %s,
leased_until = NULL, last_error = '', updated_at = %s WHERE id = %s"""  # noqa: S608
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440)]


def post(
    kind: str,
    obj: models.Model,
    *,
    to: Recipient,
    cause: JournalEntry,
    not_before: datetime | None = None,
    desk: str = "",
    data: dict[str, Any] | None = None,
) -> OutboxEmail | None:
    """Owe a mail, once per cause, kind and recipient; only inside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("post() belongs inside the transaction of its cause")
    notice_named(kind)
    due = max(not_before or cause.at, cause.at)
    row, is_new = OutboxEmail.objects.get_or_create(
        cause=cause,
        kind=kind,
        recipient=to.email,
        defaults={
            "recipient_name": to.name,
            "user": to.user,
            "language": to.language,
            "object_type": obj._meta.label_lower,
            "object_id": obj.pk,
            "desk": desk,
            "data": data or {},
            "not_before": due,
            "next_try_at": due,
        },
    )
    if is_new and due <= clock.now():
        transaction.on_commit(wake, robust=True)
    return row if is_new else None


def wake() -> None:
    """Wake the postman; the sweep of each half minute does it without the broker."""
    if settings.EMAIL_URL:
        # By name: the task calls this module, which so need not know it.
        broker.wake("servindus.send_outbox")


def send_due(limit: int = 500, seconds: float = float("inf")) -> dict[str, int]:
    """Send what is due, one at a time; give the counts of what became of it.

    No mail is begun after so many seconds, if any: the rest leaves with the next run.
    """
    counts = dict.fromkeys(("sent", "retry", "failed", "dropped", "digest"), 0)
    if not settings.EMAIL_URL:
        return counts
    connection = get_connection()
    end = time.monotonic() + seconds
    with stopping.noted() as stop:
        try:
            for _turn in range(limit):
                is_over = stop.asked or time.monotonic() >= end
                row = None if is_over else claim()
                if row is None:
                    break
                counts[deliver(row, connection)] += 1
        finally:
            connection.close()
    return counts


def claim() -> OutboxEmail | None:
    """Take the next due mail for the length of the lease; nobody else gets it."""
    now = clock.now()
    return next(iter(claim_some(OutboxEmail.objects.due(now), 1, now)), None)


def claim_some(
    rows: "models.QuerySet[OutboxEmail]", most: int, now: datetime
) -> list[OutboxEmail]:
    """Take up to so many of these due mails for the length of the lease."""
    with transaction.atomic():
        ordered = rows.order_by("next_try_at", "pk")
        found = list(ordered.select_for_update(skip_locked=True)[:most])
        for row in found:
            row.leased_until = now + LEASE
            row.attempts += 1
        OutboxEmail.objects.filter(pk__in=[row.pk for row in found]).update(
            leased_until=now + LEASE, attempts=models.F("attempts") + 1, updated_at=now
        )
    return found


def give_back(rows: Sequence[OutboxEmail]) -> None:
    """Let others take mails that were claimed and not tried."""
    OutboxEmail.objects.filter(pk__in=[row.pk for row in rows]).update(
        leased_until=None, attempts=models.F("attempts") - 1, updated_at=clock.now()
    )


def drop_claimed(rows: Sequence[OutboxEmail]) -> int:
    """Note of many claimed mails at once that they are no longer due."""
    if not rows:
        return 0
    found = OutboxEmail.objects.filter(pk__in=[row.pk for row in rows])
    return found.update(
        state=OutboxState.DROPPED, leased_until=None, updated_at=clock.now()
    )


def deliver(
    row: OutboxEmail, connection: BaseEmailBackend, obj: models.Model | None = None
) -> str:
    """Hand one claimed mail over and mark it; give what became of it.

    `obj` is what the mail is about, where the caller has read it for many at once.
    """
    try:
        if kept := preferences.fate(row, clock.now()):
            return _mark(row, kept)
        message = letters.compose(row, obj)
        if message is None:
            return _mark(row, OutboxState.DROPPED)
        _hand_over(message, connection)
    except Exception as error:
        # Whatever went wrong with one mail, the next ones must leave.
        logger.warning("mail %s not sent: %s", row.key, error)
        return _refused(row, error) or _retry(row, error)
    state = _mark(row, OutboxState.SENT)
    after_sent(row, obj)
    return state


def after_sent(row: OutboxEmail, obj: models.Model | None = None) -> None:
    """Note what follows from a mail having reached its reader."""
    try:
        notice = notice_named(row.kind)
        about = obj if obj is not None else notice.find(row)
        if about is not None:
            notice.after_sent(about, row)
    except Exception:
        # The mail has left: it is not sent again, and the next ones do not wait.
        logger.exception("after mail %s", row.key)


def _hand_over(message: EmailMultiAlternatives, connection: BaseEmailBackend) -> None:
    """Hand it over by the open connection; one that the server has ended is renewed.

    421 says that nothing was taken; whatever else fails may have been, and waits.
    """
    is_new: bool | None = True
    try:
        is_new = connection.open()
        connection.send_messages([message])
    except Exception as error:
        connection.close()
        if is_new or CLOSING not in _codes(error):
            raise
        connection.send_messages([message])


def _codes(error: Exception) -> set[int]:
    """Give the codes with which a server has refused."""
    if isinstance(error, SMTPRecipientsRefused):
        return {code for code, _text in error.recipients.values()}
    return {error.smtp_code} if isinstance(error, SMTPResponseException) else set()


def _mark(row: OutboxEmail, state: OutboxState) -> str:
    row.state = state
    now = clock.now()
    row.sent_at = now if state == OutboxState.SENT else None
    row.leased_until = None
    row.last_error = ""
    # One statement for each mail, and before the next one leaves: a kill costs one
    # copy. It is written once, here, since the library takes as long to write it as
    # the database to do it.
    with database.cursor() as cursor:
        cursor.execute(MARK, [state, row.sent_at, now, row.pk])
    return str(state)


def _refused(row: OutboxEmail, error: Exception) -> str:
    """End a mail that is refused for good; empty when it is to be tried again."""
    said = bounces.refusal(error)
    try:
        return _give_up(row, *said) if said else ""
    except Exception:
        # What follows from it could not be done now: the next refusal says so again.
        logger.exception("mail %s: refused", row.key)
        return ""


@transaction.atomic
def _give_up(row: OutboxEmail, code: int, text: str) -> str:
    """End a mail that the server refuses for good; nobody there is written to again."""
    # First whatever follows, which locks cards and requests: acts lock those first.
    if bounces.is_unknown(code, text):
        bounces.give_up(row, Bounce.HARD)
    row.state = OutboxState.FAILED
    row.last_error = f"{code} {text}"[:2000]
    row.leased_until = None
    row.save(update_fields=["state", "last_error", "leased_until"])
    return "failed"


def _retry(row: OutboxEmail, error: Exception) -> str:
    row.last_error = f"{type(error).__name__}: {error}"[:2000]
    row.leased_until = None
    if row.attempts > len(BACK_OFF):
        row.state = OutboxState.FAILED
    else:
        row.next_try_at = clock.now() + BACK_OFF[row.attempts - 1]
    row.save(update_fields=["state", "last_error", "leased_until", "next_try_at"])
    return "failed" if row.state == OutboxState.FAILED else "retry"


def drop(*, obj: models.Model, kinds: tuple[str, ...] = ()) -> int:
    """Drop unsent mails about a row whose cause is undone; give how many."""
    rows = OutboxEmail.objects.filter(
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        state__in=[OutboxState.OWED, OutboxState.HELD, OutboxState.DIGEST],
    )
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return rows.update(state=OutboxState.DROPPED, updated_at=clock.now())
