"""How often somebody wants to be asked."""

from django.utils.translation import gettext_lazy as _

from matchmaking import notifications as notices
from matchmaking import seats
from matchmaking.enums import DecisionMakerStatus
from matchmaking.models import AnswerLink, DecisionMaker
from servindus.actors import LinkHolder
from servindus.workflow import Step, act

D = DecisionMakerStatus


def _say_when(card: DecisionMaker, step: Step) -> None:
    seats.keep(card, step.now)


@act(
    DecisionMaker,
    sources=[D.INVITED, D.ACTIVE, D.PAUSED],
    label=_("Choose how often"),
    icon="adjustments-horizontal",
    records=("per_week", "per_month", "waiting"),
    after=_say_when,
)
def limit_decision_maker(
    card: DecisionMaker, step: Step, *, per_week: int, per_month: int, waiting: int
) -> None:
    """Ask this person so often at most; what waits is told its new day."""
    card.budget_per_week = per_week
    card.budget_per_month = per_month
    card.max_waiting = waiting
    # Mails are passed on: whoever is asked hears what was chosen in their name.
    if isinstance(step.by, LinkHolder) and isinstance(step.by.link, AnswerLink):
        notices.owe_receipt(card, step, step.by.link)
