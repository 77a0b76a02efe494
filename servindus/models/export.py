"""Exports that people asked for: which list, in which format, and the file's days."""

from typing import ClassVar

import rules
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from servindus import clock
from servindus.actors import is_system
from servindus.models.base import Record
from servindus.models.user import User


class ExportStatus(models.TextChoices):
    """Where an export is."""

    WAITING = "waiting", _("being prepared")
    DONE = "done", _("ready")
    FAILED = "failed", _("not made")
    FORGOTTEN = "forgotten", _("deleted")


class ExportFormat(models.TextChoices):
    """The kinds of files; what each of them takes is in `servindus.exports.formats`."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"
    ODS = "ods", "ODS"
    JSON = "json", "JSON"


@rules.predicate
def _author(actor: object, obj: "Export | None" = None) -> bool:
    """Whoever asked for it; nobody else ever fetches a file."""
    return obj is None or (
        obj.author_id is not None and obj.author_id == getattr(actor, "pk", None)
    )


class ExportQuerySet(models.QuerySet["Export"]):
    """Exports in their readers' words."""

    def visible_to(self, user: User) -> "ExportQuerySet":
        """One's own."""
        return self.filter(author=user)

    def waiting(self) -> "ExportQuerySet":
        """Those whose file is still to be made."""
        return self.filter(status=ExportStatus.WAITING)

    def to_forget(self) -> "ExportQuerySet":
        """Those whose days are over."""
        kept = (ExportStatus.DONE, ExportStatus.FAILED)
        return self.filter(status__in=kept, expires_at__lte=clock.now())


class Export(Record):
    """One list taken out by one person; after its days only the journal tells of it."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="exports",
    )
    dataset = models.CharField(_("list"), max_length=60)
    format = models.CharField(_("format"), max_length=4, choices=ExportFormat.choices)
    # The list's address, with what was searched: emptied with the file.
    query = models.TextField(blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="fr")
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=ExportStatus.choices,
        default=ExportStatus.WAITING,
    )
    rows = models.PositiveIntegerField(_("rows"), default=0)
    digest = models.CharField(_("fingerprint"), max_length=64, blank=True)
    # Below MEDIA_ROOT; empty for a file that left at once and was never kept.
    file = models.CharField(max_length=80, blank=True)
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    failure = models.CharField(_("why it failed"), max_length=400, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        constraints = (
            models.CheckConstraint(
                name="export_end_has_its_times",
                condition=Q(
                    status="waiting", finished_at__isnull=True, expires_at__isnull=True
                )
                | Q(status="forgotten")
                | Q(
                    status__in=["done", "failed"],
                    finished_at__isnull=False,
                    expires_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="export_done_has_fingerprint",
                condition=~Q(status="done") | ~Q(digest=""),
            ),
            models.CheckConstraint(
                name="export_failed_says_why",
                condition=~Q(status="failed") | ~Q(failure=""),
            ),
            models.CheckConstraint(
                name="export_forgotten_is_empty",
                condition=~Q(status="forgotten") | Q(query="", file="", file_name=""),
            ),
        )
        indexes = (
            models.Index(fields=["author", "-id"], name="export_of_person"),
            models.Index(
                fields=["id"], condition=Q(status="waiting"), name="export_waiting"
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(status__in=["done", "failed"]),
                name="export_to_forget",
            ),
        )
        rules_permissions: ClassVar = {
            "view": rules.is_active & _author,
            "finish": is_system | (rules.is_active & _author),
            "fail": is_system,
            "forget": is_system | (rules.is_active & _author),
        }

    def __str__(self) -> str:
        return f"{self.dataset} {self.format} {self.pk}"

    def get_absolute_url(self) -> str:
        """Give the page that shows how far it is."""
        return reverse("export_detail", args=[self.public_id])

    @property
    def stored_name(self) -> str:
        """The file's place below MEDIA_ROOT: random, and the same on every try."""
        return f"exports/{self.public_id.hex}"
