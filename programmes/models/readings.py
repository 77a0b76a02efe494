"""What labs read: sheets that are approved and locked whole, rows that stay."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.indicators import rules as may
from programmes.indicators.aggregate import Amount
from programmes.indicators.enums import PUBLIC, Confidence, SheetStatus
from programmes.models.indicators import Indicator, Period, exact_number
from servindus import clock
from servindus.models import Record
from servindus.models.base import Model

if TYPE_CHECKING:
    from servindus.models import User

S = SheetStatus


class ReadingSheetQuerySet(models.QuerySet["ReadingSheet"]):
    """Sheets in the words of whoever fills them in."""

    def visible_to(self, user: "User") -> "ReadingSheetQuerySet":
        """Those of one's labs; the programme sees all."""
        if rules.is_programme_admin(user) or user.is_superuser:
            return self
        return self.filter(lab__in=rules.lab_ids(user))


class ReadingSheet(Record):
    """What one lab has read for one period: filled in, approved, locked as a whole."""

    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab"),
        on_delete=models.PROTECT,
        related_name="reading_sheets",
    )
    period = models.ForeignKey(
        Period,
        verbose_name=_("period"),
        on_delete=models.PROTECT,
        related_name="sheets",
    )
    status = models.CharField(
        _("status"), max_length=9, choices=S.choices, default=S.DRAFT
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("approved on"), null=True, blank=True)
    # Why it was sent back, or unlocked.
    reason = models.TextField(_("reason"), max_length=300, blank=True)

    objects = ReadingSheetQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("sheet of readings")
        verbose_name_plural = _("sheets of readings")
        constraints = (
            models.UniqueConstraint(fields=["lab", "period"], name="sheet_once"),
            models.CheckConstraint(
                name="sheet_approved_since",
                condition=Q(
                    status__in=["approved", "locked"],
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                )
                | Q(
                    ~Q(status__in=["approved", "locked"]),
                    approved_at=None,
                    approved_by=None,
                ),
            ),
        )
        indexes = (models.Index(fields=["-created_at", "-id"], name="sheet_by_date"),)
        rules_permissions: ClassVar = {
            "view": may.sees_sheet,
            "write": may.writes_sheet,
            "submit": may.writes_sheet,
            "nudge": rules.is_system,
            "approve": may.approves_sheet,
            "return": may.approves_sheet,
            "lock": may.locks_sheet,
            "unlock": may.locks_sheet,
        }

    def __str__(self) -> str:
        return f"{self.lab}, {self.period}"

    def get_absolute_url(self) -> str:
        """Give its page in the portal."""
        return reverse("programmes:reading_sheet_detail", args=[self.public_id])


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Readings: which ones count, which ones everybody reads."""

    def tips(self) -> "ReadingQuerySet":
        """Those that no later one revises, what was taken back among them."""
        return self.exclude(Exists(Reading.objects.filter(revises=OuterRef("pk"))))

    def heads(self) -> "ReadingQuerySet":
        """What counts: those that no later one revises or takes back."""
        return self.tips().exclude(value=None, numerator=None)

    def public(self) -> "ReadingQuerySet":
        """The heads of what a lab has approved."""
        return self.heads().filter(sheet__status__in=PUBLIC)


class Reading(Model):
    """What was read once; a correction is a new row that revises it.

    One without numbers takes the one before back: the line is not read any more.
    """

    sheet = models.ForeignKey(
        ReadingSheet,
        verbose_name=_("sheet of readings"),
        on_delete=models.PROTECT,
        related_name="readings",
    )
    indicator = models.ForeignKey(
        Indicator,
        verbose_name=_("indicator"),
        on_delete=models.PROTECT,
        related_name="readings",
    )
    value = exact_number(_("value"), null=True, blank=True)
    numerator = exact_number(_("numerator"), null=True, blank=True)
    denominator = exact_number(_("denominator"), null=True, blank=True)
    method = models.CharField(_("how it was read"), max_length=300, blank=True)
    confidence = models.CharField(
        _("confidence"), max_length=1, choices=Confidence.choices
    )
    # Unique: no reading has two successors, so each story has one end.
    revises = models.OneToOneField(
        "self",
        verbose_name=_("revises"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="revised_by",
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    written_at = models.DateTimeField(default=clock.now, editable=False)

    objects = ReadingQuerySet.as_manager()

    class Meta(Model.Meta):
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = (
            # One beginning; with `revises` unique, one head.
            models.UniqueConstraint(
                fields=["indicator", "sheet"],
                condition=Q(revises__isnull=True),
                name="reading_begins_once",
            ),
            models.CheckConstraint(
                name="reading_is_a_number_or_a_pair",
                condition=Q(
                    value__isnull=False,
                    numerator__isnull=True,
                    denominator__isnull=True,
                )
                | Q(
                    value__isnull=True,
                    numerator__isnull=False,
                    denominator__isnull=False,
                    denominator__gte=0,
                )
                | Q(
                    value__isnull=True,
                    numerator__isnull=True,
                    denominator__isnull=True,
                    revises__isnull=False,
                ),
            ),
        )
        # Asked about its sheet: a desk shows a sheet with its readings.
        rules_permissions: ClassVar[dict[str, Any]] = {"view": may.sees_sheet}

    def __str__(self) -> str:
        amount = self.amount
        return f"{self.indicator_id}: {amount.value if amount else None}"

    @property
    def amount(self) -> Amount | None:
        """The exact number, as it adds up; None where one was taken back."""
        if self.value is not None:
            return Amount.of(self.value)
        if self.numerator is None:
            return None
        return Amount.of(self.numerator, self.denominator)
