"""What the frame puts on somebody's home: who waits to come in."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes import rules
from programmes.models import Membership
from programmes.models.people import MembershipQuerySet
from servindus import ui
from servindus.home import Part
from servindus.models import User

# Beyond this many a count says "99+"; counting further would be wasted.
MOST = 100


def part(request: HttpRequest) -> Part | None:
    """Give the card of requests to join to leads; a lab's own home counts its own."""
    user = request.user
    assert isinstance(user, User)
    count = 0 if rules.lab_ids(user) else _to_confirm(user)
    cards = [_waiting_card(user, count)] if count else []
    notes: list[dict[str, Any]] = []
    if not rules.memberships_of(user):
        notes.append(_no_place_yet(user))
    return Part(cards=cards, notes=notes) if cards or notes else None


def _to_confirm(user: User) -> int:
    """Give how many requests this person can decide, at most MOST."""
    if not rules.led_organisation_ids(user) and not rules.lab_ids(user):
        return 0
    return int(_requests_for(user).order_by()[:MOST].count())


def _requests_for(user: User) -> MembershipQuerySet:
    led, labs = rules.led_organisation_ids(user), rules.lab_ids(user)
    return Membership.objects.to_confirm().decided_by(led, labs).exclude(user=user)


def waiting_line(user: User) -> str:
    """Give the line of the demonstration's entrance."""
    count = _to_confirm(user)
    if not count:
        return ""
    return ngettext(
        "%(count)d request to join", "%(count)d requests to join", count
    ) % {"count": count}


def _waiting_card(user: User, count: int) -> ui.WaitingCard:
    first = _requests_for(user).select_related("organisation").order_by("pk")[0]
    href = reverse(
        "programmes:organisation_members", args=[first.organisation.public_id]
    )
    return ui.WaitingCard(
        count=count,
        title=_("Requests to join"),
        text=_("To be confirmed or refused within two working days."),
        href=href,
        link_label=_("Look at them"),
        icon="user-plus",
        emphasis="mine",
    )


def _no_place_yet(user: User) -> dict[str, Any]:
    """Say to somebody without organisation what happens next."""
    if user.memberships.filter(status="pending").exists():
        return {
            "tone": "info",
            "icon": "clock",
            "strong": _("Your request is with the lab."),
            "text": _("You will be told within two working days."),
            "href": "",
            "link_label": "",
        }
    return {
        "tone": "info",
        "icon": "information-circle",
        "strong": _("You belong to no organisation yet."),
        "text": _("Ask to join your startup."),
        "href": reverse("programmes:request_membership"),
        "link_label": _("Join a startup"),
    }
