"""Mails about what everybody would read: to the companies, and back to the lab."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from blockers import cards
from blockers.card_enums import ApprovalStatus
from blockers.escalation_notifications import SentReportNotice
from blockers.follow_up_notifications import LeadersNotice, owe_lab
from blockers.models import Blocker, Report
from blockers.notifications import link_of, owe_reporter
from servindus.models import OutboxEmail
from servindus.notifications import register
from servindus.workflow import Step

__all__ = ["owe_company", "owe_lab"]


@register
class CardAsked(SentReportNotice):
    """To the company: read what everybody would read, agree or ask for a change."""

    name = "card_asked"

    def is_moot(self, obj: Report, row: OutboxEmail) -> bool:
        """Whether it has said so, or the words have changed since."""
        approval = cards.asked_of(obj)
        if approval is None or approval.status != ApprovalStatus.ASKED:
            return True
        return super().is_moot(obj, row)

    def context(self, obj: Report, row: OutboxEmail) -> dict[str, Any]:
        """Add the day until which a change can be asked for, and the page."""
        link = link_of(row)
        path = (
            reverse("blockers:link_agree_approval", args=[link.token()])
            if link
            else reverse("blockers:agree_approval", args=[obj.public_id])
        )
        return {
            **super().context(obj, row),
            "approval": cards.asked_of(obj),
            "card_url": settings.PUBLIC_URL + path,
        }


@register
class CardAmended(LeadersNotice):
    """To the lab: a company asks for other words."""

    name = "card_amended"

    def is_moot(self, obj: Blocker, row: OutboxEmail) -> bool:
        """Whether the words have been changed since."""
        rows = obj.approvals.filter(card_hash=cards.words_hash(obj))
        waits = rows.filter(status=ApprovalStatus.CHANGE).exists()
        return not waits or super().is_moot(obj, row)


def owe_company(kind: str, report: Report, step: Step) -> None:
    """Owe whoever reported a mail about the card."""
    owe_reporter(kind, report, step)
