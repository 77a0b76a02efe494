"""What staff found of a case and a blocker: the same thing, or not."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from blockers.enums import Verdict
from servindus.models import Model


class SameVerdict(Model):
    """Whether staff found a case and a blocker to be the same thing, with the reason.

    "Not the same" hides the suggestion for ever.
    """

    report = models.ForeignKey(
        "blockers.Report", on_delete=models.CASCADE, related_name="verdicts"
    )
    blocker = models.ForeignKey(
        "blockers.Blocker", on_delete=models.CASCADE, related_name="verdicts"
    )
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta(Model.Meta):
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints = (
            models.UniqueConstraint(
                fields=["report", "blocker"], name="verdict_once_per_pair"
            ),
            models.CheckConstraint(
                name="verdict_not_same_says_why",
                condition=Q(verdict="same") | ~Q(reason=""),
            ),
        )
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return f"{self.report} / {self.blocker}: {self.get_verdict_display()}"
