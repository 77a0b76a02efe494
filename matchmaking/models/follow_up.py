"""What came of a meeting later on: asked of each side, told by each for itself."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matchmaking import rules
from matchmaking.enums import WITH_NUMBER, ClaimKind, FollowUpRound, Satisfaction, Side
from servindus.models import Record


class FollowUp(Record):
    """One question to one side: ten days, three, six or twelve months later."""

    introduction = models.ForeignKey(
        "matchmaking.Introduction", on_delete=models.PROTECT, related_name="follow_ups"
    )
    side = models.CharField(max_length=8, choices=Side.choices)
    round = models.CharField(max_length=4, choices=FollowUpRound.choices)
    # What a decision maker without an account answers by.
    link = models.ForeignKey(
        "matchmaking.AnswerLink",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="follow_ups",
    )
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    satisfaction = models.PositiveSmallIntegerField(
        _("was the meeting worth its time?"),
        choices=Satisfaction.choices,
        null=True,
        blank=True,
    )
    comment = models.CharField(_("comment"), max_length=400, blank=True)
    may_share = models.BooleanField(_("the other side may read it"), default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta(Record.Meta):
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = (
            models.UniqueConstraint(
                fields=["introduction", "side", "round"], name="follow_up_once_a_round"
            ),
            models.CheckConstraint(
                name="follow_up_satisfaction_in_scale",
                condition=Q(satisfaction=None)
                | Q(satisfaction__lte=Satisfaction.VERY, round="j10"),
            ),
            models.CheckConstraint(
                name="follow_up_unanswered_says_nothing",
                condition=Q(answered_at__isnull=False)
                | Q(satisfaction=None, comment="", may_share=False),
            ),
        )
        rules_permissions: ClassVar = {"answer": rules.tells_later}

    def __str__(self) -> str:
        return f"{self.introduction}: {self.get_round_display()}"


class OutcomeClaim(Record):
    """One thing that came of it, as one side says, until the other confirms it."""

    introduction = models.ForeignKey(
        "matchmaking.Introduction", on_delete=models.PROTECT, related_name="claims"
    )
    follow_up = models.ForeignKey(
        FollowUp, on_delete=models.PROTECT, related_name="claims"
    )
    side = models.CharField(max_length=8, choices=Side.choices)
    kind = models.CharField(max_length=14, choices=ClaimKind.choices)
    # Euros of a contract, or a number of jobs.
    amount = models.DecimalField(
        _("value"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    said_at = models.DateTimeField(_("said"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = (
            models.UniqueConstraint(
                fields=["introduction", "side", "kind"], name="claim_once_a_side"
            ),
            models.CheckConstraint(
                name="claim_amount_is_no_debt",
                condition=Q(amount=None) | Q(amount__gte=0),
            ),
            models.CheckConstraint(
                name="claim_of_jobs_says_how_many",
                condition=~Q(kind__in=["jobs_created", "jobs_kept"])
                | Q(amount__isnull=False, amount__gt=0),
            ),
            models.CheckConstraint(
                name="claim_amount_where_it_means_something",
                condition=Q(amount=None)
                | Q(kind__in=[str(kind) for kind in WITH_NUMBER]),
            ),
            models.CheckConstraint(
                name="claim_confirmed_after_it_was_said",
                condition=Q(confirmed_at=None)
                | Q(confirmed_at__gte=models.F("said_at")),
            ),
        )
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return f"{self.introduction}: {self.get_kind_display()}"
