"""What facilities put on homes and in the header: the catalogue, what waits."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes import rules
from programmes.facilities import catalogue
from programmes.pilots import lists
from servindus.home import Waiting
from servindus.models import User
from servindus.ui import WaitingCard


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


def waiting(request: HttpRequest) -> list[Waiting]:
    """Give the requests and the pilots that wait for the reader."""
    user = request.user
    assert isinstance(user, User)
    if not (rules.organisation_ids(user, *rules.COMPANY_KINDS) or rules.lab_ids(user)):
        return []
    return [
        Waiting(catalogue.requests_of(user, "a-traiter"), _requests),
        Waiting(lists.pilots_of(user, "a-traiter"), _pilots),
    ]


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
