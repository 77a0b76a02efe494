"""Companies, operators and authorities, and the places where they work."""

from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, GeneratedField, Q
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.enums import NafVersion, OrganisationKind, OrganisationStatus
from servindus.models import Record
from servindus.models.base import Model
from servindus.search import folded, prefix_query
from servindus.ui import SHAPES, Shape

if TYPE_CHECKING:
    from servindus.models import User


def keyed(field: str) -> Func:
    """Give a name without order, legal form and articles (SQL function)."""
    return Func(field, function="programmes_name_key")


class NafCode(Model):
    """An activity code of one version of the French nomenclature."""

    version = models.CharField(_("version"), max_length=8, choices=NafVersion.choices)
    code = models.CharField(_("code"), max_length=6)
    label = models.CharField(_("label"), max_length=255)

    class Meta(Model.Meta):
        verbose_name = _("activity code")
        verbose_name_plural = _("activity codes")
        constraints = (
            models.UniqueConstraint(fields=["version", "code"], name="naf_once"),
        )
        rules_permissions: ClassVar = {"view": rules.is_staff}

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations in the lab's words."""

    found_by = "search"

    def visible_to(self, user: "User") -> "OrganisationQuerySet":
        """What this person may see: staff all, a member their own, others verified."""
        if rules.is_staff(user):
            return self.known()
        return self.known().filter(
            Q(status=OrganisationStatus.VERIFIED)
            | Q(pk__in=rules.organisation_ids(user))
        )

    def known(self) -> "OrganisationQuerySet":
        """Every organisation but those that were merged into another."""
        return self.exclude(status=OrganisationStatus.MERGED)

    def to_confirm(self) -> "OrganisationQuerySet":
        """Startups that signed up and wait for the lab."""
        return self.filter(status=OrganisationStatus.PENDING)

    def matching(self, text: str) -> "OrganisationQuerySet":
        """Organisations with these words or beginnings in the name, or this SIREN."""
        digits = "".join(text.split())
        if digits.isascii() and digits.isdigit() and len(digits) in (9, 14):
            return self.filter(siren=digits[:9])
        query = prefix_query(text)
        return self.filter(search=query) if query else self


class Organisation(Record):
    """A legal unit: startup, industrial company, operator, authority or network."""

    kind = models.CharField(_("kind"), max_length=12, choices=OrganisationKind.choices)
    name = models.CharField(_("name"), max_length=255)
    acronym = models.CharField(_("acronym"), max_length=80, blank=True)
    siren = models.CharField(
        _("SIREN"), max_length=9, null=True, blank=True, unique=True
    )
    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organisations",
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("parent company"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="subsidiaries",
    )
    naf_version = models.CharField(
        _("version of the activity code"),
        max_length=8,
        choices=NafVersion.choices,
        blank=True,
    )
    naf_code = models.CharField(_("activity code"), max_length=6, blank=True)
    headcount_band = models.CharField(_("headcount band"), max_length=4, blank=True)
    created_on = models.DateField(_("founded on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True)
    source = models.CharField(_("source"), max_length=60, blank=True)
    source_id = models.CharField(_("identifier there"), max_length=120, blank=True)
    source_date = models.DateField(_("date of the data"), null=True, blank=True)
    left_source_on = models.DateField(
        _("no longer in the register as of"), null=True, blank=True
    )
    is_fictitious = models.BooleanField(
        _("invented for the demonstration"), default=False
    )
    status = models.CharField(
        _("status"),
        max_length=8,
        choices=OrganisationStatus.choices,
        default=OrganisationStatus.VERIFIED,
    )
    refusal = models.CharField(_("reason of the refusal"), max_length=400, blank=True)
    # Where this organisation went; its own number and keys stay here, so that old
    # links and the next import of the same file find the one that goes on.
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
    )
    # Fields that staff chose when two were merged: no import writes over them.
    settled_fields = models.JSONField(default=list, blank=True, editable=False)
    sort_name = GeneratedField(
        expression=folded("name"),
        output_field=models.CharField(max_length=600),
        db_persist=True,
    )
    search = GeneratedField(
        expression=SearchVector(folded("name"), config="french")
        + SearchVector(folded("name"), config="simple")
        + SearchVector(folded("acronym"), config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    # The words of the name in order, without legal forms and articles.
    name_key = GeneratedField(
        expression=keyed("name"),
        output_field=models.CharField(max_length=600),
        db_persist=True,
    )
    acronym_key = GeneratedField(
        expression=keyed("acronym"),
        output_field=models.CharField(max_length=300),
        db_persist=True,
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = (
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source_id=""),
                name="organisation_once_per_source",
            ),
            models.CheckConstraint(
                name="organisation_siren_is_nine_digits",
                condition=Q(siren__isnull=True) | Q(siren__regex=r"^[0-9]{9}$"),
            ),
            models.CheckConstraint(
                name="organisation_invented_has_no_siren",
                condition=Q(is_fictitious=False) | Q(siren__isnull=True),
            ),
            models.CheckConstraint(
                name="organisation_naf_has_its_version",
                condition=Q(naf_code="") | ~Q(naf_version=""),
            ),
            models.CheckConstraint(
                name="organisation_that_left_has_a_source",
                condition=Q(left_source_on__isnull=True) | ~Q(source=""),
            ),
            models.CheckConstraint(
                name="organisation_refused_has_reason",
                condition=~Q(status="refused") | ~Q(refusal=""),
            ),
            models.CheckConstraint(
                name="organisation_merged_points_to_another",
                condition=Q(
                    Q(merged_into__isnull=False),
                    ~Q(merged_into=F("pk")),
                    status="merged",
                    siren__isnull=True,
                )
                | Q(~Q(status="merged"), merged_into__isnull=True),
            ),
        )
        indexes = (
            models.Index(fields=["sort_name", "id"], name="organisation_by_name"),
            models.Index(
                fields=["lab", "kind", "sort_name", "id"], name="organisation_of_lab"
            ),
            models.Index(
                fields=["lab", "sort_name", "id"], name="organisation_of_lab_by_name"
            ),
            models.Index(
                fields=["lab", "created_at"],
                condition=Q(status="pending"),
                name="organisation_to_confirm",
            ),
            GinIndex(fields=["search"], name="organisation_search"),
            # Also for beginnings: `LIKE 'cabl%'` under any collation.
            models.Index(
                fields=["name_key"],
                opclasses=["varchar_pattern_ops"],
                name="organisation_name_key",
            ),
            models.Index(
                fields=["acronym_key"],
                condition=~Q(acronym_key=""),
                name="organisation_acronym_key",
            ),
            models.Index(
                fields=["id"],
                condition=Q(siren__isnull=True) & ~Q(status="merged"),
                name="organisation_without_siren",
            ),
        )
        rules_permissions: ClassVar = {
            "view": rules.sees_organisation,
            "add": rules.is_lab_staff | rules.is_programme_admin,
            "change": rules.is_staff_of_organisation | rules.is_programme_admin,
            "confirm": rules.judges_organisation,
            "refuse": rules.judges_organisation,
            "merge": rules.is_staff_of_organisation | rules.is_programme_admin,
            "unmerge": rules.is_staff_of_organisation | rules.is_programme_admin,
            "import": rules.is_lab_staff | rules.is_programme_admin,
            "note": rules.writes_notes,
            "read_notes_of": rules.reads_notes,
        }

    def __str__(self) -> str:
        return self.name

    @property
    def shape(self) -> Shape:
        """The shape that stands for this kind of organisation."""
        return SHAPES[self.kind]

    @property
    def is_verified(self) -> bool:
        """Whether lab staff have confirmed it."""
        return self.status == OrganisationStatus.VERIFIED

    @property
    def survivor(self) -> "Organisation":
        """The organisation that goes on: itself, unless it was merged."""
        return self.merged_into or self

    def takes_over(self, name: str, source: str, source_id: str) -> bool:
        """Whether this row of a register may write over a field that is known.

        The organisation's own row may, unless staff chose the field in a merge; the
        row of one that was merged into it only fills what is empty.
        """
        is_own = self.source == source and self.source_id in ("", source_id)
        return is_own and name not in self.settled_fields


class SiteQuerySet(models.QuerySet["Site"]):
    """Plants and offices in the directory's words."""

    found_by = "words"

    def matching(self, text: str) -> "SiteQuerySet":
        """Sites whose name, company or commune has these words or beginnings."""
        query = prefix_query(text)
        return self.filter(words=query) if query else self


class Site(Record):
    """A plant or an office; its key is its source plus that source's identifier.

    Real registers list several plants under one SIRET, so a SIRET is no key.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="sites"
    )
    name = models.CharField(_("name"), max_length=255)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    address = models.CharField(_("address"), max_length=400, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    commune_name = models.CharField(_("commune"), max_length=160, blank=True)
    commune = models.ForeignKey(
        "programmes.Commune",
        verbose_name=_("commune of a lab"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sites",
    )
    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sites",
    )
    naf_version = models.CharField(max_length=8, choices=NafVersion.choices, blank=True)
    naf_code = models.CharField(_("activity code"), max_length=6, blank=True)
    source = models.CharField(_("source"), max_length=60, blank=True)
    source_id = models.CharField(_("identifier there"), max_length=120, blank=True)
    source_date = models.DateField(_("date of the data"), null=True, blank=True)
    left_source_on = models.DateField(
        _("no longer in the register as of"), null=True, blank=True
    )
    sort_name = GeneratedField(
        expression=folded("name"),
        output_field=models.CharField(max_length=600),
        db_persist=True,
    )
    search = GeneratedField(
        expression=SearchVector(folded("name"), config="french")
        + SearchVector(folded("name"), config="simple")
        + SearchVector(folded("commune_name"), config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    # Its own words and its company's; the database keeps it (trigger `words_of_site`).
    words = SearchVectorField(null=True, editable=False)

    objects = SiteQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        constraints = (
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source_id=""),
                name="site_once_per_source",
            ),
            models.CheckConstraint(
                name="site_that_left_has_a_source",
                condition=Q(left_source_on__isnull=True) | ~Q(source=""),
            ),
            models.CheckConstraint(
                name="site_siret_is_fourteen_digits",
                condition=Q(siret="") | Q(siret__regex=r"^[0-9]{14}$"),
            ),
        )
        indexes = (
            models.Index(fields=["sort_name", "id"], name="site_by_name"),
            models.Index(fields=["lab", "sort_name", "id"], name="site_of_lab"),
            models.Index(fields=["siret"], name="site_siret"),
            models.Index(
                folded("address"),
                "postcode",
                condition=~Q(address=""),
                name="site_by_address",
            ),
            GinIndex(fields=["words"], name="site_words"),
        )
        rules_permissions: ClassVar = {
            "view": rules.is_lab_staff | rules.is_programme_admin,
            "add": rules.is_lab_staff | rules.is_programme_admin,
            "change": rules.is_staff_of_site | rules.is_programme_admin,
        }

    def __str__(self) -> str:
        return self.name
