"""What a wave holds: what somebody has seen, and what weighs on the company."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programmes.models.witnesses import Wave, seen_by
from programmes.witnesses import rules as may
from programmes.witnesses.enums import (
    MOST_EUROS,
    MOST_HOURS,
    ObservationKind,
    QuoteAudience,
    Workability,
)
from servindus.models import Record

if TYPE_CHECKING:
    from servindus.models import User


class OfWave(Record):
    """A row of a wave: what it is about, for rights."""

    class Meta(Record.Meta):
        abstract = True

    wave: Any

    @property
    def organisation_id(self) -> int:
        """Whose company it is about."""
        return int(self.wave.engagement.organisation_id)

    @property
    def lab_id(self) -> int:
        """Whose lab follows it."""
        return int(self.wave.engagement.lab_id)


class ObservationQuerySet(models.QuerySet["Observation"]):
    """What was seen, each in its latest version."""

    def visible_to(self, user: "User") -> "ObservationQuerySet":
        """Those of the engagements that a person reads."""
        seen = seen_by(user, "wave__engagement__")
        return self if seen is None else self.filter(seen)

    def current(self) -> "ObservationQuerySet":
        """Those that no later version corrects."""
        return self.filter(revised_by=None)

    def with_people(self) -> "ObservationQuerySet":
        """Who has written them, and for which company, in the same query."""
        return self.select_related(
            "author", "second_author", "wave__engagement__organisation"
        )


class Observation(OfWave):
    """What somebody has seen or heard; a correction is a new version of it."""

    wave = models.ForeignKey(
        Wave,
        verbose_name=_("wave"),
        on_delete=models.PROTECT,
        related_name="observations",
    )
    kind = models.CharField(_("how"), max_length=11, choices=ObservationKind.choices)
    happened_on = models.DateField(_("day"))
    flow = models.CharField(_("flow observed"), max_length=120)
    text = models.TextField(_("what happened"), max_length=2000)
    quote = models.TextField(_("quote"), max_length=300, blank=True)
    quote_audience = models.CharField(
        _("who may read the quote"),
        max_length=9,
        choices=QuoteAudience.choices,
        default=QuoteAudience.LAB,
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    second_author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("with"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # A version is corrected once: the next correction is one of the correction.
    revises = models.OneToOneField(
        "self",
        verbose_name=_("corrects"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="revised_by",
    )

    objects = ObservationQuerySet.as_manager()

    class Meta(OfWave.Meta):
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        constraints = (
            models.CheckConstraint(
                name="observation_is_said", condition=~Q(flow="") & ~Q(text="")
            ),
            models.CheckConstraint(
                name="observation_visit_has_two_authors",
                condition=~Q(kind="visit") | Q(second_author__isnull=False),
            ),
            models.CheckConstraint(
                name="observation_authors_are_two_people",
                condition=Q(second_author=None)
                | Q(Q(second_author__isnull=False), ~Q(second_author=F("author"))),
            ),
            models.CheckConstraint(
                name="observation_no_quote_no_audience",
                condition=~Q(quote="") | Q(quote_audience="lab"),
            ),
            models.CheckConstraint(
                name="observation_corrects_another",
                condition=Q(revises=None)
                | Q(Q(revises__isnull=False), ~Q(revises=F("id"))),
            ),
        )
        indexes = (
            models.Index(fields=["wave", "-happened_on", "-id"], name="seen_in_wave"),
            models.Index(fields=["-created_at", "-id"], name="seen_by_date"),
        )
        rules_permissions: ClassVar = {
            "view": may.sees_witness,
            "revise": may.writes_wave,
            "export": may.exports_witness,
        }

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.flow}"

    def get_absolute_url(self) -> str:
        """Give its place in the page of its wave."""
        return f"{self.wave.get_absolute_url()}#o-{self.public_id}"


class BurdenRowQuerySet(models.QuerySet["BurdenRow"]):
    """What weighs, in the order of its numbers."""

    def visible_to(self, user: "User") -> "BurdenRowQuerySet":
        """Those of the engagements that a person reads."""
        seen = seen_by(user, "wave__engagement__")
        return self if seen is None else self.filter(seen)

    def kept(self) -> "BurdenRowQuerySet":
        """Those that nobody has struck out."""
        return self.filter(is_struck=False)


class BurdenRow(OfWave):
    """One obligation: its hours and euros a year, and whether one can live with it."""

    wave = models.ForeignKey(
        Wave,
        verbose_name=_("wave"),
        on_delete=models.PROTECT,
        related_name="burdens",
    )
    number = models.PositiveSmallIntegerField(_("number"))
    obligation = models.CharField(_("obligation"), max_length=160)
    hours_per_year = models.DecimalField(
        _("hours a year"), max_digits=8, decimal_places=1
    )
    euros_per_year = models.DecimalField(
        _("euros a year"), max_digits=12, decimal_places=2
    )
    workability = models.PositiveSmallIntegerField(
        _("workable?"), choices=Workability.choices
    )
    reasons = models.TextField(_("why"), max_length=1000, blank=True)
    irritations = models.JSONField(_("what is hard"), default=list, blank=True)
    # Where one click has brought it: a case of the room above.
    report = models.ForeignKey(
        "blockers.Report",
        verbose_name=_("report"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    is_struck = models.BooleanField(_("struck out"), default=False)

    objects = BurdenRowQuerySet.as_manager()

    class Meta(OfWave.Meta):
        verbose_name = _("burden")
        verbose_name_plural = _("burdens")
        constraints = (
            models.UniqueConstraint(
                fields=["wave", "number"], name="burden_number_once"
            ),
            models.CheckConstraint(
                name="burden_is_said", condition=~Q(obligation="") & Q(number__gte=1)
            ),
            models.CheckConstraint(
                name="burden_weighs_within_reason",
                condition=Q(
                    hours_per_year__gte=0,
                    hours_per_year__lte=MOST_HOURS,
                    euros_per_year__gte=0,
                    euros_per_year__lte=MOST_EUROS,
                ),
            ),
            models.CheckConstraint(
                name="burden_has_a_grade",
                condition=Q(workability__gte=1, workability__lte=4),
            ),
            models.CheckConstraint(
                name="burden_not_workable_says_why",
                condition=Q(workability__lt=4) | ~Q(reasons=""),
            ),
            models.CheckConstraint(
                name="burden_reported_is_not_workable",
                condition=Q(report=None)
                | Q(report__isnull=False, workability=4, is_struck=False),
            ),
        )
        indexes = (models.Index(fields=["-created_at", "-id"], name="burden_by_date"),)
        rules_permissions: ClassVar = {
            "view": may.sees_witness,
            "edit": may.writes_wave,
            "strike": may.writes_wave,
            "report": may.writes_wave,
            "export": may.exports_witness,
        }

    def __str__(self) -> str:
        return self.obligation

    def get_absolute_url(self) -> str:
        """Give its place in the page of its wave."""
        return f"{self.wave.get_absolute_url()}#b-{self.number}"
