"""The programme, its four labs and the words that every room shares."""

from datetime import time
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programmes import known, rules
from programmes.enums import ReferenceMeasure
from servindus.calendar import WorkingCalendar
from servindus.models import Model


class Named(Model):
    """A row of reference data with its name in French and in English."""

    name_fr = models.CharField(_("name in French"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)

    class Meta(Model.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_fr


class Programme(Model):
    """The experiment that the four labs belong to."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    launched_by = models.CharField(_("launched by"), max_length=160)
    operator = models.ForeignKey(
        "programmes.Organisation",
        verbose_name=_("operator"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="operated_programmes",
    )
    launched_in = models.PositiveSmallIntegerField(_("year of the launch"))
    # What the files of `programmes/reference/` said when they were last loaded.
    reference_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta(Model.Meta):
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        rules_permissions: ClassVar = {
            "view": rules.is_staff,
            "change": rules.is_programme_admin,
        }

    def __str__(self) -> str:
        return self.name


class Lab(Model):
    """One of the four territories, with its operator, its perimeter and its days."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="labs"
    )
    slug = models.SlugField(unique=True)
    code = models.CharField(_("code in references"), max_length=3, unique=True)
    name = models.CharField(_("name"), max_length=80)
    project_name = models.CharField(_("project"), max_length=120, blank=True)
    epci_siren = models.CharField(_("SIREN of its EPCI"), max_length=9, unique=True)
    epci_name = models.CharField(_("EPCI"), max_length=160)
    operator = models.ForeignKey(
        "programmes.Organisation",
        verbose_name=_("operator"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="operated_labs",
    )
    contact_email = models.EmailField(_("address for replies"))
    contact_phone = models.CharField(_("phone"), max_length=32, blank=True)
    starts_on = models.DateField(_("start"), null=True, blank=True)
    ends_on = models.DateField(_("end"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=2, default="fr")
    reveal_minutes = models.PositiveSmallIntegerField(
        _("minutes to change one's mind"), default=10
    )
    quiet_from = models.TimeField(
        _("no mail from"), default=time(18), null=True, blank=True
    )
    quiet_to = models.TimeField(
        _("no mail until"), default=time(8), null=True, blank=True
    )

    class Meta(Model.Meta):
        verbose_name = _("lab")
        verbose_name_plural = _("labs")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                name="lab_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="lab_quiet_hours_come_in_pairs",
                condition=Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | Q(quiet_from__isnull=False, quiet_to__isnull=False),
            ),
            models.CheckConstraint(
                name="lab_reveal_within_a_day",
                condition=Q(reveal_minutes__lte=1440),
            ),
        )
        rules_permissions: ClassVar = {
            "view": rules.is_staff,
            "change": rules.is_lead_of_lab | rules.is_programme_admin,
            "read_people_of": rules.is_staff_of_lab | rules.is_programme_admin,
        }

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The lab's page."""
        return reverse("programmes:lab_detail", args=[self.slug])

    @property
    def calendar(self) -> WorkingCalendar:
        """The working days: week-ends, public holidays and quiet days are off."""
        return WorkingCalendar(known.closures(self.pk))

    @property
    def operator_name(self) -> str:
        """The operator's name, or the lab's own."""
        return self.operator.name if self.operator else self.name


class LabClosure(Model):
    """Quiet days of a lab: no delay runs and no mail leaves."""

    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="closures")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=120)

    class Meta(Model.Meta):
        verbose_name = _("quiet days")
        verbose_name_plural = _("quiet days")
        ordering = ("starts_on",)
        constraints = (
            models.CheckConstraint(
                name="closure_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
            ),
        )
        rules_permissions: ClassVar = dict.fromkeys(
            ("view", "add", "change", "delete"),
            rules.is_lead_of_lab | rules.is_programme_admin,
        )

    def save(self, **options: Any) -> None:
        """Save, and let this process count by the new days at once."""
        super().save(**options)
        known.forget()

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Delete, and let this process count by the new days at once."""
        found = super().delete(*args, **options)
        known.forget()
        return found

    def __str__(self) -> str:
        return f"{self.reason} ({self.starts_on:%d/%m/%Y} – {self.ends_on:%d/%m/%Y})"


class Commune(Model):
    """A commune of a lab's perimeter, or a municipal arrondissement of one."""

    code = models.CharField(_("INSEE code"), max_length=5, unique=True)
    name = models.CharField(_("name"), max_length=120)
    lab = models.ForeignKey(Lab, on_delete=models.PROTECT, related_name="communes")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    postcodes = models.JSONField(_("postcodes"), default=list)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    # Degrees (WGS 84) of the town; distances are reckoned from them. Some are unknown.
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    source_year = models.PositiveSmallIntegerField(_("year"))

    class Meta(Model.Meta):
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ("code",)
        rules_permissions: ClassVar = {"view": rules.is_staff}

    def __str__(self) -> str:
        return self.name


class LabReference(Model):
    """A yearly denominator of a lab, with where it comes from."""

    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="references")
    measure = models.CharField(
        _("measure"), max_length=32, choices=ReferenceMeasure.choices
    )
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.PositiveIntegerField(_("value"))
    source = models.CharField(_("source"), max_length=200)
    source_url = models.URLField(_("address of the source"), blank=True)

    class Meta(Model.Meta):
        verbose_name = _("denominator")
        verbose_name_plural = _("denominators")
        constraints = (
            models.UniqueConstraint(
                fields=["lab", "measure", "year"], name="lab_reference_once_a_year"
            ),
        )
        rules_permissions: ClassVar = {"view": rules.is_staff}

    def __str__(self) -> str:
        return f"{self.lab} {self.get_measure_display()} {self.year}: {self.value}"


class Workstream(Named):
    """One of the three axes of the programme."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    slug = models.SlugField(unique=True)
    promise_fr = models.TextField(_("in one sentence, in French"))
    promise_en = models.TextField(_("in one sentence, in English"))

    class Meta(Named.Meta):
        verbose_name = _("axis")
        verbose_name_plural = _("axes")
        ordering = ("number",)
        rules_permissions: ClassVar = {"view": rules.is_staff}

    def get_absolute_url(self) -> str:
        """The axis's page."""
        return reverse("programmes:axis_detail", args=[self.number])

    @property
    def promise(self) -> str:
        """What it is for, in the reader's language."""
        return self.promise_en if get_language() == "en" else self.promise_fr


class Topic(Named):
    """A subject that needs, offers, facilities, blockers and practices share."""

    slug = models.SlugField(unique=True)
    workstream = models.ForeignKey(
        Workstream, on_delete=models.PROTECT, related_name="topics"
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    rank = models.PositiveSmallIntegerField(_("order"), default=0)
    is_open = models.BooleanField(_("can be chosen"), default=True)

    class Meta(Named.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ("rank",)
        rules_permissions: ClassVar = {
            "view": rules.is_staff,
            "change": rules.is_programme_admin,
        }


def is_quiet(lab: Lab, at: time) -> bool:
    """Whether no mail leaves at this hour in Paris; the span may cross midnight."""
    if lab.quiet_from is None or lab.quiet_to is None:
        return False
    if lab.quiet_from <= lab.quiet_to:
        return lab.quiet_from <= at < lab.quiet_to
    return at >= lab.quiet_from or at < lab.quiet_to
