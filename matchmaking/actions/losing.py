"""What becomes of somebody whose address brings our mails back."""

from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from matchmaking import notifications as notices
from matchmaking.actions.moderation import requeue_introduction
from matchmaking.enums import DecisionMakerStatus, IntroductionStatus
from matchmaking.models import DecisionMaker
from servindus.actors import SYSTEM
from servindus.models import Subscriber
from servindus.workflow import Step, transition

D = DecisionMakerStatus
S = IntroductionStatus


def _take_back(card: DecisionMaker, step: Step) -> None:
    """What was asked has reached nobody: it waits until somebody can be asked."""
    for introduction in card.introductions.filter(status=S.SENT).order_by("pk"):
        requeue_introduction(introduction, by=SYSTEM, reason="bounce")


@transition(
    DecisionMaker,
    sources=[D.INVITED, D.ACTIVE, D.PAUSED],
    target=D.UNREACHABLE,
    label=_("Cannot be reached"),
    icon="no-symbol",
    closes=True,
    records=("bounce",),
    after=_take_back,
)
def lose_decision_maker(card: DecisionMaker, step: Step, *, bounce: str) -> None:
    """Ask nobody where nothing arrives; the lab finds another address."""
    notices.owe_lost(card, step)


def lose_card(reader: Subscriber, step: Step) -> None:
    """Take the card of an address out of reach, in the transaction of the bounce."""
    cards = DecisionMaker.objects.alias(folded=Lower("email"))
    for card in cards.filter(folded=reader.email):
        # Whoever has left or wants no requests stays so.
        if card.status in lose_decision_maker.sources:
            lose_decision_maker(card, by=SYSTEM, bounce=reader.bounce)
