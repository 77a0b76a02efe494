"""What facilities put on homes and in the header: the catalogue, what waits."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes import rules
from programmes.facilities import catalogue
from programmes.pilots import lists
from programmes.witnesses import lists as witnesses
from servindus.home import Part
from servindus.keyset import capped_counts
from servindus.models import User
from servindus.ui import WaitingCard

MOST_SHOWN = 100


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Give the catalogue's word; whoever answers for the State has other work."""
    user = request.user
    if user.is_authenticated and rules.authority_ids(user):
        return []
    href = reverse("programmes:facility_list")
    rooms = (
        reverse("programmes:access_request_list"),
        reverse("programmes:pilot_list"),
    )
    current = request.path.startswith((href, *rooms))
    return [{"label": _("Workshops"), "href": href, "current": current}]


def part(request: HttpRequest) -> Part | None:
    """Give the cards of what waits for the reader; one statement."""
    user = request.user
    assert isinstance(user, User)
    if not (rules.organisation_ids(user, *rules.COMPANY_KINDS) or rules.lab_ids(user)):
        return None
    # Three lists, one statement.
    count, pilots, waves = capped_counts(
        [
            catalogue.requests_of(user, "a-traiter"),
            lists.pilots_of(user, "a-traiter"),
            witnesses.waiting(user),
        ],
        cap=MOST_SHOWN,
    )
    cards = [_requests(count)] if count else []
    if pilots:
        cards.append(_pilots(pilots))
    if waves:
        cards.append(_waves(waves))
    return Part(cards=cards) if cards else None


def _requests(count: int) -> WaitingCard:
    return WaitingCard(
        count=count,
        title=_("Workshops and data"),
        text=_("A request to answer, or a word on what came of one."),
        href=f"{reverse('programmes:access_request_list')}?vue=a-traiter",
        link_label=_("Look at them"),
        icon="wrench-screwdriver",
        emphasis="mine",
    )


def _pilots(count: int) -> WaitingCard:
    return WaitingCard(
        count=count,
        title=_("Pilots"),
        text=_("A trial with a startup or a plant waits for your next step."),
        href=f"{reverse('programmes:pilot_list')}?vue=a-traiter",
        link_label=_("Look at them"),
        icon="light-bulb",
        emphasis="mine",
    )


def _waves(count: int) -> WaitingCard:
    return WaitingCard(
        count=count,
        title=_("Witness companies"),
        text=_("A wave to enter, or one to approve."),
        href=reverse("programmes:witness_engagement_list"),
        link_label=_("Look at them"),
        icon="eye",
        emphasis="mine",
    )
