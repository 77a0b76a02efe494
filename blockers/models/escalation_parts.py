"""What is said about a dossier once it is sent: questions to the lab, addenda."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from blockers import rules
from blockers.models.escalation import Escalation
from servindus.models import Model, Record


class InformationRequest(Record):
    """A question of the authority to the lab, and the lab's reply."""

    escalation = models.ForeignKey(
        Escalation, on_delete=models.PROTECT, related_name="questions"
    )
    question = models.CharField(_("question"), max_length=1000)
    due_on = models.DateField(_("reply wanted by"))
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.CharField(_("reply"), max_length=3000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta(Record.Meta):
        verbose_name = _("question of an authority")
        verbose_name_plural = _("questions of authorities")
        constraints = (
            models.UniqueConstraint(
                fields=["escalation"],
                condition=Q(answered_at=None),
                name="question_open_once",
            ),
            models.CheckConstraint(
                name="question_reply_is_whole",
                condition=Q(answer="", answered_at=None, answered_by=None)
                | Q(
                    ~Q(answer=""),
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="question_says_something", condition=~Q(question="")
            ),
        )
        rules_permissions: ClassVar[dict[str, Any]] = {}

    def __str__(self) -> str:
        return self.question


class Addendum(Model):
    """What the lab adds after sending; the dossier itself stays as it was."""

    escalation = models.ForeignKey(
        Escalation, on_delete=models.PROTECT, related_name="addenda"
    )
    entry = models.OneToOneField(
        "servindus.JournalEntry", on_delete=models.PROTECT, related_name="+"
    )
    text = models.CharField(_("text"), max_length=3000)
    added_at = models.DateTimeField(_("added"))

    class Meta(Model.Meta):
        verbose_name = _("addendum")
        verbose_name_plural = _("addenda")
        constraints = (
            models.CheckConstraint(
                name="addendum_says_something", condition=~Q(text="")
            ),
        )
        rules_permissions: ClassVar = {"add": rules.keeps_blocker_parts}

    def __str__(self) -> str:
        return self.text
