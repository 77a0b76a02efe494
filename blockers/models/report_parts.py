"""What goes with a report: its files, and what is being typed."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from blockers.enums import MAX_FILES
from blockers.models.report import Report
from servindus.models.scratch import ScratchRow
from servindus.models.stored_file import IS_WHOLE, StoredFile


class ReportFile(StoredFile):
    """A file of a report; its place holds the count down."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField()

    class Meta(StoredFile.Meta):
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        constraints = (
            models.CheckConstraint(
                name="report_file_within_limits",
                condition=Q(position__gte=1, position__lte=MAX_FILES),
            ),
            models.CheckConstraint(name="report_file_is_whole", condition=IS_WHOLE),
            models.UniqueConstraint(
                fields=["report", "position"], name="report_file_place"
            ),
            models.UniqueConstraint(
                fields=["report", "digest"], name="report_file_once"
            ),
        )
        indexes = (models.Index(fields=["file"], name="report_file_file"),)
        rules_permissions: ClassVar[dict[str, Any]] = {}


class Scratch(ScratchRow):
    """What somebody is typing into one step of a report."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="scratches"
    )

    class Meta(ScratchRow.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["report", "number"], name="scratch_once_per_step"
            ),
        )
        rules_permissions: ClassVar[dict[str, Any]] = {}

    def __str__(self) -> str:
        return f"{self.report_id} {self.number}"
