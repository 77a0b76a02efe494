"""The approval: what one company says of the words that everybody would read."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from blockers import rules
from blockers.card_enums import ApprovalStatus
from servindus.models import Record


class Approval(Record):
    """A company's yes to a card, or the change that it asks for; for these very words.

    `card_hash` names the words: other words are other rows.
    """

    blocker = models.ForeignKey(
        "blockers.Blocker", on_delete=models.PROTECT, related_name="approvals"
    )
    report = models.ForeignKey(
        "blockers.Report", on_delete=models.PROTECT, related_name="approvals"
    )
    card_hash = models.CharField(max_length=64)
    status = models.CharField(
        _("status"),
        max_length=8,
        choices=ApprovalStatus.choices,
        default=ApprovalStatus.ASKED,
    )
    asked_at = models.DateTimeField(_("asked"))
    due_on = models.DateField(_("to answer by"))
    answered_at = models.DateTimeField(null=True, blank=True)
    text = models.CharField(_("change asked for"), max_length=1000, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("approval of a card")
        verbose_name_plural = _("approvals of cards")
        constraints = (
            models.UniqueConstraint(
                fields=["report", "blocker", "card_hash"],
                name="approval_once_per_words",
            ),
            models.CheckConstraint(
                name="approval_answered_has_its_day",
                condition=Q(status="asked", answered_at=None)
                | Q(~Q(status="asked"), answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="approval_change_says_which",
                condition=Q(~Q(text=""), status="change")
                | Q(~Q(status="change"), text=""),
            ),
            models.CheckConstraint(
                name="approval_names_its_words",
                condition=Q(card_hash__regex=r"^[0-9a-f]{64}$"),
            ),
        )
        rules_permissions: ClassVar[dict[str, Any]] = {
            "agree": rules.verifies,
            "amend": rules.verifies,
        }

    def __str__(self) -> str:
        return f"{self.report}: {self.get_status_display()}"
