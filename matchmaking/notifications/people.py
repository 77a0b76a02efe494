"""Mails about a card: may startups ask you, and: nothing reaches this person."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matchmaking.categories import MODERATION, REQUESTS
from matchmaking.enums import OPEN, DecisionMakerStatus, IntroductionStatus
from matchmaking.models import DecisionMaker
from matchmaking.notifications.introductions import link_of
from servindus import clock
from servindus.categories import ACCOUNT
from servindus.models import OutboxEmail
from servindus.models.subscriber import Bounce
from servindus.notifications import Notice, Sender, register


class CardNotice(Notice):
    """A mail about a card, from its lab."""

    model = "matchmaking.DecisionMaker"

    def find(self, row: OutboxEmail) -> DecisionMaker | None:
        """Give the card with company and lab."""
        return (
            DecisionMaker.objects.select_related(
                "organisation", "site", "lab__operator"
            )
            .filter(pk=row.object_id)
            .first()
        )

    def sender(self, obj: DecisionMaker) -> Sender:
        """Give the lab's operator; a reply reaches the lab."""
        return Sender(obj.lab.operator_name, obj.lab.contact_email)


@register
class DecisionMakerInvited(CardNotice):
    """To a person whose address we were given: may startups ask you?"""

    name = "decision_maker_invited"
    category = REQUESTS.key
    audience = _("decision maker")

    def is_moot(self, obj: DecisionMaker, row: OutboxEmail) -> bool:
        """Whether the person has answered or the link was replaced."""
        link = link_of(row)
        return (
            obj.status != DecisionMakerStatus.INVITED
            or link is None
            or not link.is_open
        )

    def context(self, obj: DecisionMaker, row: OutboxEmail) -> dict[str, Any]:
        """Give the card and the address of the page with its three answers."""
        link = link_of(row)
        return {"manager": obj, "lab": obj.lab, "link": link.url() if link else ""}

    def after_sent(self, obj: DecisionMaker, row: OutboxEmail) -> None:
        """Stamp when the person was told where the address comes from."""
        DecisionMaker.objects.filter(pk=obj.pk, informed_at__isnull=True).update(
            informed_at=clock.now()
        )


@register
class DecisionMakerLimited(CardNotice):
    """To the registered address: how often you are asked was chosen by your link."""

    name = "decision_maker_limited"
    category = ACCOUNT.key
    audience = _("decision maker")
    despite_bounce = True

    def is_moot(self, obj: DecisionMaker, row: OutboxEmail) -> bool:
        """A receipt was asked for by the choice itself: it always leaves."""
        return False

    def context(self, obj: DecisionMaker, row: OutboxEmail) -> dict[str, Any]:
        """Give what was chosen, by whom, and the page where it is chosen anew."""
        link = link_of(row)
        return {
            "manager": obj,
            "lab": obj.lab,
            "measure": row.cause.details,
            "typed_name": row.cause.typed_name,
            "link": f"{link.url()}mesure/" if link and link.is_open else "",
        }


@register
class DecisionMakerLost(CardNotice):
    """To moderators: nothing reaches this address, find another one."""

    name = "decision_maker_lost"
    category = MODERATION.key
    audience = _("moderators")

    def is_moot(self, obj: DecisionMaker, row: OutboxEmail) -> bool:
        """Whether the person can be reached again, or the reader may not know."""
        return (
            obj.status != DecisionMakerStatus.UNREACHABLE
            or row.user is None
            or not row.user.has_perm("matchmaking.activate_decision_maker", obj)
        )

    def context(self, obj: DecisionMaker, row: OutboxEmail) -> dict[str, Any]:
        """Say why, what waits, and where the card is."""
        path = reverse("admin:matchmaking_decisionmaker_change", args=[obj.pk])
        under_way = obj.introductions.filter(
            status__in=[status for status in OPEN if status != IntroductionStatus.DRAFT]
        )
        return {
            "manager": obj,
            "lab": obj.lab,
            "is_complaint": row.cause.details.get("bounce") == Bounce.COMPLAINT,
            "files": under_way.select_related("startup", "lab").order_by("pk"),
            "desk_url": settings.PUBLIC_URL + path,
        }
