"""Files of organisations that staff brought in, and what became of each row."""

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.enums import ImportStatus, OrganisationKind
from servindus.models import Record

if TYPE_CHECKING:
    from servindus.models import User

# A file of errors must not fill the database; the count is always complete.
REFUSED_ROWS_KEPT = 500


def stored_name(run: "ImportRun", _name: str) -> str:
    """Give a file a random name: the one it came with is only shown."""
    return f"imports/{uuid.uuid4().hex}"


class ColumnMappingQuerySet(models.QuerySet["ColumnMapping"]):
    """Mappings in the reader's words."""

    def visible_to(self, user: "User") -> "ColumnMappingQuerySet":
        """The programme sees all, a lab its own and those of the whole programme."""
        if rules.is_programme_admin(user) or user.is_superuser:
            return self
        return self.filter(Q(lab__in=rules.lab_ids(user)) | Q(lab__isnull=True))

    def for_columns(self, fingerprint: str) -> "ColumnMappingQuerySet":
        """Mappings of files with these columns, a lab's own before the programme's."""
        rows = self.filter(fingerprint=fingerprint)
        return rows.order_by(F("lab").asc(nulls_last=True), "-updated_at")


class ColumnMapping(Record):
    """What a person said once that the columns of a file hold, for all such files."""

    name = models.CharField(_("name of the register"), max_length=60)
    # The source that its rows are known by; made from the name.
    source = models.CharField(_("source"), max_length=60)
    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="column_mappings",
    )
    fingerprint = models.CharField(_("fingerprint of the columns"), max_length=64)
    columns = models.JSONField(_("columns"), default=list)
    # The column of each meaning.
    meanings = models.JSONField(_("meanings"), default=dict)
    is_site = models.BooleanField(_("each row is a site"), default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("said by"),
        on_delete=models.PROTECT,
        related_name="column_mappings",
    )

    objects = ColumnMappingQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")
        constraints = (
            models.UniqueConstraint(
                fields=["fingerprint", "lab"],
                nulls_distinct=False,
                name="column_mapping_once_per_lab",
            ),
            models.CheckConstraint(
                name="column_mapping_has_a_name",
                condition=Q(meanings__has_key="name"),
            ),
            models.CheckConstraint(
                name="column_mapping_has_a_source", condition=~Q(source="")
            ),
        )
        rules_permissions: ClassVar = {
            "view": rules.sees_import,
            "delete": rules.forgets_mapping,
        }

    def __str__(self) -> str:
        return self.name

    def as_said(self) -> dict[str, Any]:
        """Give what an import keeps of it, whatever becomes of the mapping later."""
        return {
            "register": self.name,
            "source": self.source,
            "is_site": self.is_site,
            "meanings": dict(self.meanings),
        }


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """Imports in the reader's words."""

    def visible_to(self, user: "User") -> "ImportRunQuerySet":
        """The programme sees all imports, a lab its own staff's."""
        if rules.is_programme_admin(user) or user.is_superuser:
            return self
        return self.filter(
            Q(started_by=user)
            | Q(
                started_by__memberships__organisation__operated_labs__in=(
                    rules.lab_ids(user)
                )
            )
        ).distinct()


class ImportRun(Record):
    """One file of organisations: who brought it, how far it is, what was refused."""

    kind = models.CharField(
        _("kind of the new ones"), max_length=12, choices=OrganisationKind.choices
    )
    # A lab's slug, or `auto`: each row's commune says it.
    lab_choice = models.CharField(_("lab"), max_length=50, default="auto")
    file = models.FileField(_("file"), upload_to=stored_name, blank=True)
    # The refused rows, with their reasons.
    refused_file = models.FileField(
        _("refused rows"), upload_to=stored_name, blank=True
    )
    file_name = models.CharField(_("file name"), max_length=200)
    digest = models.CharField(_("fingerprint"), max_length=64, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("brought by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="imports",
    )
    source_date = models.DateField(_("date of the data"), null=True, blank=True)
    is_complete = models.BooleanField(_("the whole register"), default=False)
    # The columns with a few values each, for whoever says what they hold.
    columns = models.JSONField(_("columns"), default=list, blank=True)
    mapping = models.ForeignKey(
        ColumnMapping,
        verbose_name=_("column mapping"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="runs",
    )
    # What was said when the preview was made; a later change of the mapping by another
    # file must not change what was agreed to.
    said = models.JSONField(_("meanings"), default=dict, blank=True)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=ImportStatus.choices,
        default=ImportStatus.RECEIVED,
    )
    rows_read = models.PositiveIntegerField(_("rows read"), default=0)
    rows_total = models.PositiveIntegerField(_("rows"), null=True, blank=True)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    refused_rows = models.JSONField(_("refused rows"), default=list, blank=True)
    warnings = models.JSONField(_("rows to look at"), default=list, blank=True)
    left_rows = models.JSONField(_("rows that left"), default=list, blank=True)
    sample = models.JSONField(_("first rows"), default=list, blank=True)
    failure = models.CharField(_("why it failed"), max_length=400, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = (
            models.CheckConstraint(
                name="import_run_end_has_its_time",
                condition=Q(status__in=["done", "failed", "cancelled"])
                ^ Q(finished_at__isnull=True),
            ),
            models.CheckConstraint(
                name="import_run_reads_no_more_than_there_is",
                condition=Q(rows_total__isnull=True)
                | Q(rows_read__lte=F("rows_total")),
            ),
        )
        indexes = (
            models.Index(fields=["started_by", "-id"], name="import_run_of_person"),
        )
        rules_permissions: ClassVar = {
            "view": rules.sees_import,
            "add": rules.is_staff,
            "confirm": rules.owns_import,
            "cancel": rules.owns_import,
            "map": rules.owns_import,
            "ask_mapping": rules.runs_import,
            "preview": rules.runs_import,
            "finish": rules.runs_import,
            "fail": rules.runs_import,
        }

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """Give the page that shows progress and result."""
        return reverse("admin:programmes_importrun_change", args=[self.pk])

    @property
    def percent(self) -> int | None:
        """Give how much of the file is read, or None before its rows are counted."""
        if not self.rows_total:
            return None
        return int(100 * self.rows_read / self.rows_total)

    def count(self, name: str) -> Any:
        """Give one count of the result, 0 when there is none yet."""
        return self.counts.get(name, 0)
