"""Indicators, the periods they are read for, and what is aimed at."""

import re
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.indicators import periods
from programmes.indicators import rules as may
from programmes.indicators.enums import (
    PAIRED,
    Direction,
    Level,
    Measure,
    PeriodKind,
)
from programmes.models.frame import Named
from servindus.models import Record
from servindus.models.base import Model

# Words that stand where a code stands in addresses.
RESERVED = ("nouveau", "releves", "saisie")
PLAIN = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def exact_number(label: Any, **options: Any) -> "models.DecimalField[Any, Any]":
    """Give a column of exact numbers."""
    return models.DecimalField(label, max_digits=16, decimal_places=4, **options)


PAIR = ("numerator_fr", "numerator_en", "denominator_fr", "denominator_en")


def _fault_of_code(code: str) -> Any:
    if code in RESERVED:
        return _("This word is taken: choose another code.")
    if not re.fullmatch(PLAIN, code):
        return _("Small letters, digits and hyphens between them only.")
    return None


def faults_of(one: "Indicator") -> dict[str, Any]:
    """Give what does not fit in a definition, by field."""
    found: dict[str, Any] = {}
    if words := _fault_of_code(one.code):
        found["code"] = words
    paired = one.measure in PAIRED
    for name in PAIR:
        if paired and not getattr(one, name):
            found[name] = _("A ratio or an average says what it is made of.")
        if not paired and getattr(one, name):
            found[name] = _("Only a ratio or an average has one: leave it empty.")
    if one.measure == Measure.STOCK and one.is_cumulative:
        found["is_cumulative"] = _("A number on the last day does not pile up.")
    whole = one.parent
    if whole is not None:
        if one.is_computed:
            # Of one that is read the other field is not asked.
            found["parent"] = _("A part is read, and not computed.")
        elif whole.pk == one.pk or whole.parent_id or (one.pk and one.parts.exists()):
            found["parent"] = _("A part has no parts of its own.")
        elif (whole.measure, whole.rhythm) != (one.measure, one.rhythm):
            found["parent"] = _("A part is measured like its whole, and as often.")
    return found


class Indicator(Named):
    """One thing that is measured the same way in each lab and each period."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    definition_fr = models.TextField(_("definition in French"))
    definition_en = models.TextField(_("definition in English"))
    unit_fr = models.CharField(_("unit in French"), max_length=40)
    unit_en = models.CharField(_("unit in English"), max_length=40)
    level = models.CharField(_("level"), max_length=7, choices=Level.choices)
    direction = models.CharField(
        _("direction"), max_length=6, choices=Direction.choices
    )
    measure = models.CharField(_("measure"), max_length=7, choices=Measure.choices)
    is_cumulative = models.BooleanField(_("piles up over time"), default=False)
    rhythm = models.CharField(_("read each"), max_length=7, choices=PeriodKind.choices)
    numerator_fr = models.CharField(
        _("numerator in French"), max_length=120, blank=True
    )
    numerator_en = models.CharField(
        _("numerator in English"), max_length=120, blank=True
    )
    denominator_fr = models.CharField(
        _("denominator in French"), max_length=120, blank=True
    )
    denominator_en = models.CharField(
        _("denominator in English"), max_length=120, blank=True
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
    )
    is_computed = models.BooleanField(_("is the sum of its parts"), default=False)
    source = models.CharField(_("source"), max_length=200)
    # Without one the programme itself looks after it.
    owner = models.ForeignKey(
        "programmes.Organisation",
        verbose_name=_("looked after by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    rank = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(Named.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("rank", "code")
        constraints = (
            models.CheckConstraint(
                name="indicator_pairs_name_both",
                condition=Q(
                    ~Q(numerator_fr="", numerator_en=""),
                    ~Q(denominator_fr="", denominator_en=""),
                    measure__in=["ratio", "average"],
                )
                | Q(
                    ~Q(measure__in=["ratio", "average"]),
                    numerator_fr="",
                    numerator_en="",
                    denominator_fr="",
                    denominator_en="",
                ),
            ),
            models.CheckConstraint(
                name="indicator_stock_does_not_pile_up",
                condition=~Q(measure="stock", is_cumulative=True),
            ),
            # Their pages would have the addresses of others.
            models.CheckConstraint(
                name="indicator_code_is_no_word_of_ours",
                condition=~Q(code__in=RESERVED),
            ),
            # Files name it, in whatever letters; addresses are kept by people.
            models.CheckConstraint(
                name="indicator_code_is_plain",
                condition=Q(code__regex=PLAIN),
            ),
            models.CheckConstraint(
                name="indicator_part_is_no_sum",
                condition=Q(parent=None)
                | (Q(is_computed=False) & ~Q(parent=models.F("pk"))),
            ),
        )
        rules_permissions: ClassVar = {
            "view": rules.is_staff,
            "edit": may.defines_indicators,
        }

    def clean(self) -> None:
        """Tell at its field what the database would refuse."""
        if faults := faults_of(self):
            raise ValidationError(faults)

    def get_absolute_url(self) -> str:
        """Give its page, where its definition stands."""
        return reverse("programmes:indicator_detail", args=[self.code])

    @property
    def is_read(self) -> bool:
        """Whether figures are made of it: it was read, or a part of this sum was."""
        if self.readings.exists():
            return True
        return self.is_computed and self.parts.filter(readings__isnull=False).exists()

    @property
    def definition(self) -> str:
        """What it says, in the reader's language."""
        return self._said("definition")

    @property
    def unit(self) -> str:
        """Its unit, in the reader's language; a ratio is told in hundredths."""
        return "%" if self.measure == Measure.RATIO else self._said("unit")

    @property
    def numerator(self) -> str:
        """What is counted above, in the reader's language."""
        return self._said("numerator")

    @property
    def denominator(self) -> str:
        """What it is counted over, in the reader's language."""
        return self._said("denominator")

    def _said(self, name: str) -> str:
        language = "en" if get_language() == "en" else "fr"
        return str(getattr(self, f"{name}_{language}"))


class Period(Model):
    """A month, a quarter or a year, the same for every lab."""

    kind = models.CharField(_("kind"), max_length=7, choices=PeriodKind.choices)
    starts_on = models.DateField(_("first day"))

    class Meta(Model.Meta):
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering = ("starts_on", "kind")
        constraints = (
            models.UniqueConstraint(fields=["kind", "starts_on"], name="period_once"),
            models.CheckConstraint(
                name="period_starts_on_its_first_day",
                condition=Q(starts_on__day=1)
                & (
                    Q(kind="month")
                    | Q(kind="quarter", starts_on__month__in=[1, 4, 7, 10])
                    | Q(kind="year", starts_on__month=1)
                ),
            ),
        )
        rules_permissions: ClassVar = {"view": rules.is_staff}

    def __str__(self) -> str:
        return self.slug

    @property
    def slug(self) -> str:
        """How addresses name it."""
        return periods.slug_of(self.kind, self.starts_on)

    @property
    def ends_before(self) -> date:
        """The first day that is no longer in it."""
        return periods.next_start(self.kind, self.starts_on)


class Target(Record):
    """What is aimed at for a period, and where it began."""

    indicator = models.ForeignKey(
        Indicator,
        verbose_name=_("indicator"),
        on_delete=models.PROTECT,
        related_name="targets",
    )
    # Without one it is the whole programme's.
    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    period = models.ForeignKey(
        Period, verbose_name=_("period"), on_delete=models.PROTECT, related_name="+"
    )
    value = exact_number(_("target"))
    baseline = exact_number(_("baseline"))

    class Meta(Record.Meta):
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = (
            models.UniqueConstraint(
                fields=["indicator", "lab", "period"],
                name="target_once",
                nulls_distinct=False,
            ),
        )
        rules_permissions: ClassVar = {
            "view": rules.is_staff,
            "remove": may.sets_target,
        }

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.period}: {self.value.normalize():f}"
