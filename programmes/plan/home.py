"""What the plan puts on homes: milestones that wait, actions that nobody carries."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes import rules
from programmes.models import Milestone, PlanAction
from servindus import clock
from servindus.home import Part
from servindus.keyset import capped_counts
from servindus.models import User
from servindus.ui import WaitingCard

MOST_SHOWN = 100


def part(request: HttpRequest) -> Part | None:
    """Give the cards of whoever carries actions, and of leads; one statement."""
    user = request.user
    assert isinstance(user, User)
    if not rules.is_staff(user):
        return None
    late = Milestone.objects.overdue(clock.today()).filter(action__owner=user)
    lost = PlanAction.objects.orphaned(rules.lab_ids(user, lead=True))
    overdue, orphaned = capped_counts([late, lost], cap=MOST_SHOWN)
    cards = [_overdue(overdue)] if overdue else []
    if orphaned:
        cards.append(_orphaned(orphaned))
    return Part(cards=cards) if cards else None


def _overdue(count: int) -> WaitingCard:
    return WaitingCard(
        count=count,
        title=_("Milestones"),
        text=_("The day has passed: reached, or by when?"),
        href=f"{reverse('programmes:plan_action_list')}?porteur=moi&retard=oui",
        link_label=_("Look at them"),
        icon="flag",
        emphasis="late",
    )


def _orphaned(count: int) -> WaitingCard:
    return WaitingCard(
        count=count,
        title=_("Actions that nobody carries"),
        text=_("Whoever carried them has left: hand them over."),
        href=f"{reverse('programmes:plan_action_list')}?porteur=personne",
        link_label=_("Look at them"),
        icon="arrows-right-left",
        emphasis="mine",
    )
