"""Files that people send: what a row keeps of each, whichever room it belongs to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from servindus.models.base import Record

MAX_FILE_BYTES = 5 * 1024 * 1024
MAX_FILE_NAME = 120


class FileKind(models.TextChoices):
    """What an attached file may be."""

    PDF = "pdf", "PDF"
    PNG = "png", "PNG"
    JPEG = "jpeg", "JPEG"

    @property
    def content_type(self) -> str:
        """The type that a browser is told."""
        return "application/pdf" if self == FileKind.PDF else f"image/{self}"

    @property
    def icon(self) -> str:
        """The name of its drawing (heroicons)."""
        return "document-text" if self == FileKind.PDF else "photo"


# For the check constraint that each room's table has under its own name.
IS_WHOLE = (
    Q(size__gte=1, size__lte=MAX_FILE_BYTES)
    & Q(kind__in=FileKind.values)
    & ~Q(name="")
    & ~Q(file="")
)


class StoredFile(Record):
    """A file beside a row of some room; the disk keeps it under a random name."""

    # What the person called it, cleaned; the stored name is random.
    name = models.CharField(_("file name"), max_length=MAX_FILE_NAME)
    kind = models.CharField(_("kind"), max_length=4, choices=FileKind.choices)
    size = models.PositiveIntegerField(_("size"))
    digest = models.CharField(_("fingerprint"), max_length=64)
    file = models.FileField(_("file"), max_length=80)

    class Meta(Record.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name
