"""What goes with a version: its evidence, and what is being typed."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from benchmarking.models.versions import PracticeVersion
from servindus.models import Model
from servindus.models.scratch import ScratchRow
from servindus.models.stored_file import IS_WHOLE, StoredFile


class PracticeScratch(ScratchRow):
    """What somebody is typing into one step of a version."""

    version = models.ForeignKey(
        PracticeVersion, on_delete=models.CASCADE, related_name="scratches"
    )

    class Meta(ScratchRow.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["version", "number"], name="practice_scratch_once_per_step"
            ),
        )
        rules_permissions: ClassVar[dict[str, Any]] = {}

    def __str__(self) -> str:
        return f"{self.version_id} {self.number}"


class Evidence(Model):
    """What shows that a practice works: a claim, a number over a number, a source."""

    version = models.ForeignKey(
        PracticeVersion,
        verbose_name=_("version"),
        on_delete=models.CASCADE,
        related_name="evidence",
    )
    rank = models.PositiveSmallIntegerField(_("order"))
    claim = models.CharField(_("what it shows"), max_length=200)
    indicator = models.CharField(_("what is counted"), max_length=200, blank=True)
    numerator = models.DecimalField(
        _("count"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    denominator = models.DecimalField(
        _("out of"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    starts_on = models.DateField(_("counted from"), null=True, blank=True)
    ends_on = models.DateField(_("counted until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    source_url = models.URLField(_("address of the source"), max_length=400, blank=True)
    checked_by = models.CharField(
        _("checked by"),
        max_length=160,
        blank=True,
        help_text=_("Somebody outside the lab and outside the companies."),
    )

    class Meta(Model.Meta):
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("evidence")
        constraints = (
            models.UniqueConstraint(
                fields=["version", "rank"], name="evidence_once_per_rank"
            ),
            models.CheckConstraint(
                name="evidence_is_said",
                condition=~Q(claim="") & ~Q(source="") & Q(rank__gte=1),
            ),
            models.CheckConstraint(
                name="evidence_counts_out_of_something",
                condition=Q(denominator=None)
                | Q(denominator__gt=0, numerator__isnull=False),
            ),
            models.CheckConstraint(
                name="evidence_count_says_what",
                condition=Q(numerator=None)
                | Q(~Q(indicator=""), numerator__isnull=False),
            ),
            models.CheckConstraint(
                name="evidence_days_in_order",
                condition=Q(ends_on=None)
                | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
            ),
        )
        rules_permissions: ClassVar[dict[str, Any]] = {}

    def __str__(self) -> str:
        return self.claim

    @property
    def is_measured(self) -> bool:
        """Whether something was counted over a period."""
        return self.numerator is not None and self.starts_on is not None


class EvidenceFile(StoredFile):
    """The paper behind a piece of evidence, read by whoever has an account."""

    piece = models.OneToOneField(
        Evidence, on_delete=models.CASCADE, related_name="paper"
    )

    class Meta(StoredFile.Meta):
        verbose_name = _("paper of a piece of evidence")
        verbose_name_plural = _("papers of evidence")
        constraints = (
            models.CheckConstraint(name="evidence_file_is_whole", condition=IS_WHOLE),
        )
        indexes = (models.Index(fields=["file"], name="evidence_file_file"),)
        rules_permissions: ClassVar[dict[str, Any]] = {}
