"""A practice in use in another lab: shown, confirmed a year later, or found gone."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benchmarking.actions.transfers import MOVED, end
from benchmarking.models import PracticeVersion, Transfer
from benchmarking.transfers import notifications as notices
from benchmarking.transfers.enums import (
    ENDED,
    OPEN,
    SUSTAIN_MONTHS,
    TransferStatus,
)
from programmes import rules
from programmes.jobs.fte import months_after
from servindus import clock, timers
from servindus.workflow import ActRefused, Step, act, transition

T = TransferStatus


# --- In use, and a year later ---------------------------------------------------------


@transition(
    Transfer,
    sources=[T.ADAPTING],
    target=T.IN_USE,
    label=_("It is in use"),
    icon="play-circle",
    records=("used_on",),
)
def use_transfer(
    transfer: Transfer,
    step: Step,
    *,
    used_on: date,
    text: str,
    source: str,
    value: Decimal | None = None,
    **parts: str,
) -> None:
    """Show that it is in use, with a first dated piece of evidence.

    `parts` say again what was kept, adapted and dropped, as it came to be.
    """
    today = clock.local_day(step.now)
    began = transfer.started_on
    assert began is not None
    if not began <= used_on <= today:
        raise ActRefused(_("It is in use since a day after it began, up to today."))
    transfer.used_on, transfer.use_text = used_on, text
    transfer.use_source, transfer.use_value = source, value
    for name in ("kept", "adapted", "dropped"):
        setattr(transfer, name, parts.get(name, getattr(transfer, name)))
    transfer.due_on = months_after(used_on, SUSTAIN_MONTHS)
    notices.owe("transfer_used", transfer, step, [transfer.giver])


def _is_a_year_old(transfer: Transfer, now: datetime) -> str | Promise | None:
    since = transfer.used_on
    if since and clock.local_day(now) < months_after(since, SUSTAIN_MONTHS):
        return _("It has to be in use for twelve months first.")
    return None


@transition(
    Transfer,
    sources=[T.IN_USE],
    target=T.SUSTAINED,
    label=_("Confirm that it is still in use"),
    icon="check-badge",
    guard=_is_a_year_old,
)
def sustain_transfer(
    transfer: Transfer, step: Step, *, text: str, value: Decimal | None = None
) -> None:
    """A third lab has looked, a year later: it is still in use."""
    others = rules.lab_ids(step.user) - transfer.side_ids
    if not others:
        raise ActRefused(_("A third lab confirms this."))
    transfer.check_text, transfer.check_value = text, value
    transfer.checked_by, transfer.checked_lab_id = step.user, min(others)
    transfer.sustained_on = clock.local_day(step.now)
    transfer.due_on = None
    sides = [transfer.giver, transfer.receiver]
    notices.owe("transfer_sustained", transfer, step, sides)


@transition(
    Transfer,
    sources=[T.IN_USE],
    target=T.STOPPED,
    label=_("It is not in use any more"),
    icon="stop-circle",
    closes=True,
    guard=_is_a_year_old,
    records=("code",),
)
def refute_transfer(transfer: Transfer, step: Step, *, code: str, text: str) -> None:
    """A third lab has looked, a year later: nobody uses it any more."""
    end(transfer, step, code, text)


@act(
    Transfer,
    sources=[T.IN_USE, T.SUSTAINED, *ENDED],
    label=_("Take a name out"),
    icon="eye-slash",
)
def redact_transfer(
    transfer: Transfer, step: Step, *, use_text: str = "", end_text: str = ""
) -> None:
    """Write what everybody reads without a name that slipped in, by the programme."""
    if transfer.use_text:
        transfer.use_text = use_text or transfer.use_text
    if transfer.end_text:
        transfer.end_text = end_text or transfer.end_text


# --- By the platform ------------------------------------------------------------------


@act(
    Transfer,
    sources=list(OPEN),
    label=_("Remind whoever is next"),
    keeps_row=True,
    records=("since", "rung"),
)
def remind_transfer(transfer: Transfer, step: Step, *, since: date, rung: int) -> None:
    """Tell whoever is next that the date has come."""
    if since != transfer.due_on or not timers.once(
        step.entry.verb, transfer, since=since, rung=rung
    ):
        raise ActRefused(MOVED)
    notices.owe_reminder(transfer, step)


@act(
    Transfer,
    sources=[*OPEN, T.SUSTAINED],
    label=_("Say that the practice is retired"),
    keeps_row=True,
    records=("version",),
)
def warn_transfer(transfer: Transfer, step: Step, *, version: PracticeVersion) -> None:
    """Tell whoever takes it over that its lab has retired the practice, and why.

    `version` is the one that was retired: it may be newer than the one carried over.
    """
    notices.owe_retired(transfer, step, version)
