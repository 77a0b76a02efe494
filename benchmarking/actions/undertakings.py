"""What was undertaken at an exchange: done, dropped with a word, chased by time."""

from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from benchmarking.exchanges import notifications as notices
from benchmarking.exchanges.enums import ActionStatus
from benchmarking.models import ExchangeAction
from servindus import clock, timers
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
    """Tell whoever carries it that its date comes near, and once that it has passed."""
    if not timers.once(step.entry.verb, action, since=since, rung=rung):
        raise ActRefused(_("This file has moved in the meantime."))
    notices.owe_due(action, step)
