"""What facilities put on homes and in the header: the catalogue, what waits."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from programmes import rules
from programmes.facilities import catalogue
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
    current = request.path.startswith((href, reverse("programmes:access_request_list")))
    return [{"label": _("Workshops"), "href": href, "current": current}]


def part(request: HttpRequest) -> Part | None:
    """Give the card of requests that wait for the reader; one statement."""
    user = request.user
    assert isinstance(user, User)
    if not (rules.organisation_ids(user, *rules.COMPANY_KINDS) or rules.lab_ids(user)):
        return None
    [count] = capped_counts([catalogue.requests_of(user, "a-traiter")], cap=MOST_SHOWN)
    if not count:
        return None
    card = WaitingCard(
        count=count,
        title=_("Workshops and data"),
        text=_("A request to answer, or a word on what came of one."),
        href=f"{reverse('programmes:access_request_list')}?vue=a-traiter",
        link_label=_("Look at them"),
        icon="wrench-screwdriver",
        emphasis="mine",
    )
    return Part(cards=[card])
