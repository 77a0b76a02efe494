"""The mail that asks, later on, what came of a meeting."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matchmaking.categories import FOLLOW_UPS
from matchmaking.enums import FollowUpRound, Side
from matchmaking.models import FollowUp, Introduction
from matchmaking.notifications.introductions import UNREACHED
from servindus.models import OutboxEmail
from servindus.notifications import Notice, Sender, register


@register
class FollowUpAsked(Notice):
    """To one side: was it worth it, and what came of it?"""

    name = "follow_up_asked"
    model = "matchmaking.FollowUp"
    category = FOLLOW_UPS.key
    audience = _("startup and decision maker")

    def find(self, row: OutboxEmail) -> FollowUp | None:
        """Give the question with the people of its introduction."""
        return (
            FollowUp.objects.select_related(
                "link",
                "introduction__lab__operator",
                "introduction__startup",
                "introduction__requested_by",
                "introduction__decision_maker__organisation",
                "introduction__decision_maker__site",
            )
            .filter(pk=row.object_id)
            .first()
        )

    def is_moot(self, obj: FollowUp, row: OutboxEmail) -> bool:
        """Whether it was told, or the reader has gone."""
        if obj.answered_at is not None:
            return True
        if obj.side == Side.MANAGER:
            return obj.introduction.decision_maker.status in UNREACHED
        if row.user is None or not row.user.is_active:
            return True
        rows = Introduction.objects.visible_to(row.user)
        return not rows.filter(pk=obj.introduction_id).exists()

    def sender(self, obj: FollowUp) -> Sender:
        """Give the lab's operator."""
        lab = obj.introduction.lab
        return Sender(lab.operator_name, lab.contact_email)

    def context(self, obj: FollowUp, row: OutboxEmail) -> dict[str, Any]:
        """Give who met whom, and the page where one tells."""
        introduction = obj.introduction
        page = reverse("matchmaking:answer_follow_up", args=[introduction.public_id])
        other = (
            introduction.startup.name
            if obj.side == Side.MANAGER
            else introduction.decision_maker.place
        )
        return {
            "introduction": introduction,
            "lab": introduction.lab,
            "other": other,
            "is_first": obj.round == FollowUpRound.TEN_DAYS,
            "when": obj.get_round_display(),
            "page_url": obj.link.url() if obj.link else settings.PUBLIC_URL + page,
        }

    def stop_link(self, obj: FollowUp, row: OutboxEmail) -> str:
        """Give the one-click address of somebody without an account."""
        if obj.link is None:
            return ""
        path = reverse("matchmaking:stop_link", args=[obj.link.token()])
        return settings.PUBLIC_URL + path

    def thread(self, obj: FollowUp, row: OutboxEmail) -> str:
        """Keep it with the mails of its introduction."""
        return f"matchmaking.introduction-{obj.introduction_id}"
