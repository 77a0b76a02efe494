"""Denominators: what a volume of a lab is divided by, frozen per year."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from benchmarking.comparison import rules as may
from programmes.enums import ReferenceMeasure
from servindus import clock
from servindus.models import Model

if TYPE_CHECKING:
    from servindus.models import User

# Years that a typing error does not reach.
FIRST_YEAR, LAST_YEAR = 2000, 2100


class DenominatorQuerySet(models.QuerySet["Denominator"]):
    """Denominators in the words of whoever divides by them."""

    def visible_to(self, user: "User") -> "DenominatorQuerySet":
        """All of them: they are published with the figures."""
        return self

    def current(self) -> "DenominatorQuerySet":
        """Those that nothing has corrected."""
        return self.filter(superseded_by=None)


class Denominator(Model):
    """How many there are in a lab's territory in one year, and who says so.

    A row is never changed: a correction is a new row, which says why.
    """

    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab"),
        on_delete=models.PROTECT,
        related_name="denominators",
    )
    kind = models.CharField(
        _("measure"), max_length=32, choices=ReferenceMeasure.choices
    )
    year = models.PositiveSmallIntegerField(
        _("year"),
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    # Jobs may be counted in full-time equivalents.
    value = models.DecimalField(_("value"), max_digits=11, decimal_places=1)
    source = models.CharField(_("source"), max_length=300)
    source_on = models.DateField(_("date of the source"))
    is_fictitious = models.BooleanField(_("invented for the demonstration"))
    # Nobody froze what came with the reference data.
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("frozen by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    frozen_at = models.DateTimeField(_("frozen on"), default=clock.now, editable=False)
    supersedes = models.OneToOneField(
        "self",
        verbose_name=_("corrects"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="superseded_by",
    )
    reason = models.CharField(_("why it is corrected"), max_length=300, blank=True)

    objects = DenominatorQuerySet.as_manager()

    class Meta(Model.Meta):
        verbose_name = _("frozen denominator")
        verbose_name_plural = _("frozen denominators")
        constraints = (
            models.UniqueConstraint(
                fields=["lab", "kind", "year"],
                condition=Q(supersedes=None),
                name="denominator_begins_once",
            ),
            models.CheckConstraint(
                name="denominator_divides", condition=Q(value__gt=0)
            ),
            models.CheckConstraint(
                name="denominator_has_its_source", condition=~Q(source="")
            ),
            models.CheckConstraint(
                name="denominator_of_a_likely_year",
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
            ),
            models.CheckConstraint(
                name="denominator_corrected_says_why",
                condition=Q(supersedes=None, reason="")
                | (Q(supersedes__isnull=False) & ~Q(reason="")),
            ),
        )
        indexes = (
            models.Index(fields=["-year", "kind", "lab"], name="denominator_by_year"),
        )
        rules_permissions: ClassVar = {
            "view": may.sees_denominators,
            "correct": may.freezes_denominators,
        }

    def __str__(self) -> str:
        return f"{self.lab} {self.get_kind_display()} {self.year}"
