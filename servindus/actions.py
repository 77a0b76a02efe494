"""Acts of the ground floor."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from servindus.models import OutboxEmail
from servindus.models.outbox import OutboxState
from servindus.workflow import Step, act


def _has_failed(row: OutboxEmail, now: datetime) -> str | Promise | None:
    return None if row.state == OutboxState.FAILED else _("This mail has not failed.")


@act(
    OutboxEmail,
    sources=[""],
    label=_("Try again"),
    icon="arrow-path",
    guard=_has_failed,
)
def retry_outbox_email(row: OutboxEmail, step: Step) -> None:
    """Owe a mail once more that was given up, from its first try."""
    row.state = OutboxState.OWED
    row.attempts = 0
    row.last_error = ""
    row.next_try_at = max(step.now, row.not_before)
