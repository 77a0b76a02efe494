"""Acts of the ground floor."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from servindus.models import OutboxEmail
from servindus.models.outbox import OutboxState
from servindus.workflow import Step, act


def _is_held(row: OutboxEmail, now: datetime) -> str | Promise | None:
    return None if row.state == OutboxState.HELD else _("This mail is not held back.")


def _has_failed(row: OutboxEmail, now: datetime) -> str | Promise | None:
    return None if row.state == OutboxState.FAILED else _("This mail has not failed.")


def _owe_anew(row: OutboxEmail, step: Step) -> None:
    row.state = OutboxState.OWED
    row.attempts = 0
    row.last_error = ""
    row.next_try_at = max(step.now, row.not_before)


@act(
    OutboxEmail,
    sources=[""],
    label=_("Try again"),
    icon="arrow-path",
    guard=_has_failed,
)
def retry_outbox_email(row: OutboxEmail, step: Step) -> None:
    """Owe a mail once more that was given up, from its first try."""
    _owe_anew(row, step)


@act(
    OutboxEmail,
    sources=[""],
    label=_("Release"),
    icon="paper-airplane",
    guard=_is_held,
)
def release_outbox_email(row: OutboxEmail, step: Step) -> None:
    """Let a mail leave that a restore held back; it is read again before it does."""
    _owe_anew(row, step)


@act(
    OutboxEmail,
    sources=[""],
    label=_("Drop"),
    icon="trash",
    closes=True,
    guard=_is_held,
)
def drop_outbox_email(row: OutboxEmail, step: Step) -> None:
    """Give up a mail that a restore held back: it had left, or has lost its sense."""
    row.state = OutboxState.DROPPED
