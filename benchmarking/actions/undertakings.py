"""What was undertaken at an exchange: done, dropped with a word, chased by time."""

from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from benchmarking.exchanges import notifications as notices
from benchmarking.exchanges.enums import ActionStatus, ExchangeStatus
from benchmarking.exchanges.people import people_of
from benchmarking.models import ExchangeAction
from servindus import clock, timers
from servindus.models import User
from servindus.workflow import ActRefused, Step, act, transition

A = ActionStatus


@transition(
    ExchangeAction,
    sources=[A.OPEN],
    target=A.DONE,
    label=pgettext_lazy("action of an exchange", "It is done"),
    icon="check",
)
def finish_exchange_action(action: ExchangeAction, step: Step, *, text: str) -> None:
    """Say that it is done, and what came of it."""
    action.closing, action.closed_on = text, clock.local_day(step.now)


@transition(
    ExchangeAction,
    sources=[A.OPEN],
    target=A.DROPPED,
    label=pgettext_lazy("action of an exchange", "Drop it"),
    icon="minus-circle",
    closes=True,
)
def drop_exchange_action(action: ExchangeAction, step: Step, *, text: str) -> None:
    """Give it up, with the reason."""
    action.closing, action.closed_on = text, clock.local_day(step.now)


def _minutes_are_out(action: ExchangeAction, now: datetime) -> str | Promise | None:
    if action.exchange.status != ExchangeStatus.MINUTED:
        return _("Until the minutes leave, strike it out and write it anew.")
    return None


@act(
    ExchangeAction,
    sources=[A.OPEN],
    label=_("Hand it to somebody else"),
    icon="arrow-right-circle",
    guard=_minutes_are_out,
    records=("owner", "instead_of"),
)
def hand_exchange_action(
    action: ExchangeAction, step: Step, *, owner: User, instead_of: int
) -> None:
    """Let somebody else of the labs carry it; `instead_of` is whom the writer read.

    The minutes stay as they were sent: the journal knows who carried it first.
    """
    if action.owner_id != instead_of:
        raise ActRefused(_("Somebody has handed it on in the meantime."))
    if owner.pk == instead_of:
        raise ActRefused(_("They carry it already."))
    lab = {user.pk: lab for user, lab in people_of(action.exchange)}.get(owner.pk)
    if lab is None:
        raise ActRefused(_("It is carried by somebody of a lab that was there."))
    before = action.owner
    action.owner, action.lab = owner, lab
    # Before the mails, which read it.
    action.save()
    notices.owe_handed(action, before, step)


@act(
    ExchangeAction,
    sources=[A.OPEN],
    label=_("Remind whoever carries it"),
    keeps_row=True,
    records=("since", "rung"),
)
def chase_exchange_action(
    action: ExchangeAction, step: Step, *, since: date, rung: int
) -> None:
    """Tell whoever carries it that its date comes near, and once that it has passed.

    Where they have left, the host is asked instead.
    """
    if not timers.once(step.entry.verb, action, since=since, rung=rung):
        raise ActRefused(_("This file has moved in the meantime."))
    notices.owe_due(action, step)
