"""What is said with an act on a case."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from blockers.enums import Audience
from blockers.models.report import Report
from servindus.models import Model


class Remark(Model):
    """A sentence that goes with an act; the journal itself holds no sentences."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="remarks")
    entry = models.ForeignKey(
        "servindus.JournalEntry", on_delete=models.PROTECT, related_name="+"
    )
    text = models.CharField(_("text"), max_length=600)
    audience = models.CharField(max_length=8, choices=Audience.choices)

    class Meta(Model.Meta):
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        constraints = (
            models.UniqueConstraint(
                fields=["entry", "audience"], name="report_remark_once_per_act"
            ),
        )
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return self.text
