"""The mail that asks a person whether startups may ask."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from matchmaking.categories import REQUESTS
from matchmaking.enums import DecisionMakerStatus
from matchmaking.models import DecisionMaker
from matchmaking.notifications.introductions import link_of
from servindus import clock
from servindus.models import OutboxEmail
from servindus.notifications import Notice, Sender, register


@register
class DecisionMakerInvited(Notice):
    """To a person whose address we were given: may startups ask you?"""

    name = "decision_maker_invited"
    model = "matchmaking.DecisionMaker"
    category = REQUESTS.key
    audience = _("decision maker")

    def find(self, row: OutboxEmail) -> DecisionMaker | None:
        """Give the card with company and lab."""
        return (
            DecisionMaker.objects.select_related(
                "organisation", "site", "lab__operator"
            )
            .filter(pk=row.object_id)
            .first()
        )

    def is_moot(self, obj: DecisionMaker, row: OutboxEmail) -> bool:
        """Whether the person has answered or the link was replaced."""
        link = link_of(row)
        return (
            obj.status != DecisionMakerStatus.INVITED
            or link is None
            or not link.is_open
        )

    def sender(self, obj: DecisionMaker) -> Sender:
        """Give the lab's operator."""
        return Sender(obj.lab.operator_name, obj.lab.contact_email)

    def context(self, obj: DecisionMaker, row: OutboxEmail) -> dict[str, Any]:
        """Give the card and the address of the page with its three answers."""
        link = link_of(row)
        return {"manager": obj, "lab": obj.lab, "link": link.url() if link else ""}

    def after_sent(self, obj: DecisionMaker, row: OutboxEmail) -> None:
        """Stamp when the person was told where the address comes from."""
        DecisionMaker.objects.filter(pk=obj.pk, informed_at__isnull=True).update(
            informed_at=clock.now()
        )
