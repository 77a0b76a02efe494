"""The postman: `post` owes a mail inside an act, `send_due` hands it over once.

The row is claimed in one short transaction, sent outside any, and marked at once:
nothing is lost, and at most one extra copy leaves when the process is killed between
the hand-over and the mark (same Message-ID, so that mail programs show it once).
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models, transaction

from servindus import clock, letters
from servindus.models import JournalEntry, OutboxEmail
from servindus.models.outbox import OutboxState
from servindus.notifications import Recipient, notice_named

logger = logging.getLogger(__name__)

# Three times the SMTP time-out, so that a slow hand-over keeps its claim.
LEASE = timedelta(seconds=3 * settings.EMAIL_TIMEOUT)
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
    """Wake the postman; the sweep of each minute stands in when the broker is down."""
    if settings.EMAIL_URL:
        # By name: the task calls this module, which so need not know it.
        current_app.send_task("servindus.send_outbox")


def send_due(limit: int = 500) -> dict[str, int]:
    """Send what is due, one at a time; give the counts of sent, failed, dropped."""
    counts = {"sent": 0, "retry": 0, "failed": 0, "dropped": 0}
    if not settings.EMAIL_URL:
        return counts
    connection = get_connection()
    try:
        for _turn in range(limit):
            row = claim()
            if row is None:
                break
            counts[_deliver(row, connection)] += 1
    finally:
        connection.close()
    return counts


def claim() -> OutboxEmail | None:
    """Take the next due mail for the length of the lease; nobody else gets it."""
    now = clock.now()
    with transaction.atomic():
        row = (
            OutboxEmail.objects.due(now)
            .order_by("next_try_at", "pk")
            .select_for_update(skip_locked=True)
            .first()
        )
        if row is None:
            return None
        row.leased_until = now + LEASE
        row.attempts += 1
        row.save(update_fields=["leased_until", "attempts"])
    return row


def _deliver(row: OutboxEmail, connection: BaseEmailBackend) -> str:
    try:
        message = letters.compose(row)
        if message is None:
            return _mark(row, OutboxState.DROPPED)
        _hand_over(message, connection)
    except Exception as error:
        # Whatever went wrong with one mail, the next ones must leave.
        logger.warning("mail %s not sent: %s", row.key, error)
        return _retry(row, error)
    state = _mark(row, OutboxState.SENT)
    try:
        notice = notice_named(row.kind)
        if (obj := notice.find(row)) is not None:
            notice.after_sent(obj, row)
    except Exception:
        # The mail has left: it is not sent again, and the next ones do not wait.
        logger.exception("after mail %s", row.key)
    return state


def _hand_over(message: EmailMultiAlternatives, connection: BaseEmailBackend) -> None:
    try:
        connection.send_messages([message])
    except Exception:
        connection.close()
        raise


def _mark(row: OutboxEmail, state: OutboxState) -> str:
    row.state = state
    row.sent_at = clock.now() if state == OutboxState.SENT else None
    row.leased_until = None
    row.last_error = ""
    row.save(update_fields=["state", "sent_at", "leased_until", "last_error"])
    return str(state)


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
        state__in=[OutboxState.OWED, OutboxState.HELD],
    )
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return rows.update(state=OutboxState.DROPPED, updated_at=clock.now())
