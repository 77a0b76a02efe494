"""What moderation leaves behind: proposed wordings, and answers kept ready."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from matchmaking import rules
from matchmaking.enums import AnswerKind, Ask, RejectReason
from matchmaking.models.introduction import Introduction
from programmes import rules as frame
from servindus.models import Model, Record

# What a moderator may put into other words.
TEXTS = ("subject", "why_you", "ask")


class RewordingQuerySet(models.QuerySet["Rewording"]):
    """Proposed wordings in people's words."""

    def waiting(self) -> "RewordingQuerySet":
        """Those that the startup has neither agreed to nor replaced."""
        return self.filter(agreed_at=None, void_at=None)


class Rewording(Model):
    """A moderator's wording of a request, beside the startup's; numbered, kept."""

    introduction = models.ForeignKey(
        Introduction, on_delete=models.CASCADE, related_name="rewordings"
    )
    entry = models.OneToOneField(
        "servindus.JournalEntry", on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveSmallIntegerField(_("version"))
    subject_before = models.CharField(max_length=80)
    why_you_before = models.CharField(max_length=600)
    ask_before = models.CharField(max_length=10, choices=Ask.choices)
    subject = models.CharField(_("subject"), max_length=80)
    why_you = models.CharField(_("why"), max_length=600)
    ask = models.CharField(_("what you expect"), max_length=10, choices=Ask.choices)
    # What the moderator answered for the text as reworded: the request may leave.
    checklist = models.JSONField(default=dict)
    agreed_at = models.DateTimeField(null=True, blank=True)
    void_at = models.DateTimeField(null=True, blank=True)

    objects = RewordingQuerySet.as_manager()

    class Meta(Model.Meta):
        verbose_name = _("rewording")
        verbose_name_plural = _("rewordings")
        constraints = (
            models.UniqueConstraint(
                fields=["introduction", "version"], name="rewording_version"
            ),
            models.UniqueConstraint(
                fields=["introduction"],
                condition=Q(agreed_at=None, void_at=None),
                name="rewording_waits_once",
            ),
            models.CheckConstraint(
                name="rewording_ends_one_way",
                condition=Q(agreed_at=None) | Q(void_at=None),
            ),
            models.CheckConstraint(
                name="rewording_is_whole",
                condition=Q(version__gte=1)
                & ~Q(subject="")
                & ~Q(why_you="")
                & ~Q(ask=""),
            ),
            models.CheckConstraint(
                name="rewording_changes_something",
                condition=~Q(
                    subject=F("subject_before"),
                    why_you=F("why_you_before"),
                    ask=F("ask_before"),
                ),
            ),
        )
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return f"{self.introduction_id}, {self.version}"


class AnswerTemplateQuerySet(models.QuerySet["AnswerTemplate"]):
    """Ready answers in people's words."""

    def visible_to(self, user: Any) -> "AnswerTemplateQuerySet":
        """Those of the reader's labs."""
        if user.is_superuser:
            return self
        return self.filter(lab__in=frame.lab_ids(user))


class AnswerTemplate(Record):
    """A text that a lab keeps ready for an act; edited before it is sent."""

    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    act = models.CharField(_("act"), max_length=8, choices=AnswerKind.choices)
    title = models.CharField(_("title"), max_length=80)
    reject_code = models.CharField(
        _("reason"),
        max_length=12,
        choices=RejectReason.choices,
        blank=True,
        help_text=_("For a refusal: the reason that the answer chooses."),
    )
    text_fr = models.TextField(
        _("text in French"),
        help_text=_("300 characters at most: the startup reads it."),
    )
    text_en = models.TextField(
        _("text in English"),
        blank=True,
        help_text=_("For startups that read English; else the French text is used."),
    )

    objects = AnswerTemplateQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("ready answer")
        verbose_name_plural = _("ready answers")
        ordering: ClassVar = ["act", "title", "pk"]
        constraints = (
            models.UniqueConstraint(
                fields=["lab", "act", "title"], name="answer_template_title"
            ),
            models.CheckConstraint(
                name="answer_template_is_whole",
                condition=~Q(title="") & ~Q(text_fr=""),
            ),
            models.CheckConstraint(
                name="answer_template_reason_of_refusal",
                condition=Q(reject_code="") | Q(act="reject"),
            ),
        )
        rules_permissions: ClassVar = {
            "view": rules.keeps_answers,
            "add": rules.keeps_answers,
            "change": rules.keeps_answers,
            "delete": rules.keeps_answers,
        }

    def __str__(self) -> str:
        return self.title

    def text_for(self, language: str | None = None) -> str:
        """Give the text in the reader's language; French where there is no other."""
        wanted = language or get_language() or "fr"
        return (
            self.text_en if wanted.startswith("en") and self.text_en else self.text_fr
        )
