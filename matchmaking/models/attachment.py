"""Files that a startup shows: up to two with a request, three with its profile."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matchmaking.enums import (
    MAX_ATTACHMENTS,
    MAX_DOCUMENTS,
    MAX_FILE_BYTES,
    MAX_FILE_NAME,
    FileKind,
)
from matchmaking.models.introduction import Introduction
from servindus.models import Record


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Files in their readers' words."""

    def shown_with(self, introduction: Introduction) -> "AttachmentQuerySet":
        """What goes with a request: its own files, then those of the profile."""
        return self.filter(
            Q(introduction=introduction)
            | Q(profile__organisation=introduction.startup_id)
        ).order_by("profile_id", "position")


class Attachment(Record):
    """A file of a request or of a profile; its place holds the count down."""

    introduction = models.ForeignKey(
        Introduction,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="attachments",
    )
    profile = models.ForeignKey(
        "matchmaking.StartupProfile",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="documents",
    )
    position = models.PositiveSmallIntegerField()
    # What the person called it, cleaned; the stored name is random.
    name = models.CharField(_("file name"), max_length=MAX_FILE_NAME)
    kind = models.CharField(_("kind"), max_length=4, choices=FileKind.choices)
    size = models.PositiveIntegerField(_("size"))
    digest = models.CharField(_("fingerprint"), max_length=64)
    file = models.FileField(_("file"), max_length=80)

    objects = AttachmentQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = (
            models.CheckConstraint(
                name="attachment_has_one_owner",
                condition=Q(introduction__isnull=True) ^ Q(profile__isnull=True),
            ),
            models.CheckConstraint(
                name="attachment_within_limits",
                condition=Q(position__gte=1)
                & (
                    Q(introduction__isnull=False, position__lte=MAX_ATTACHMENTS)
                    | Q(profile__isnull=False, position__lte=MAX_DOCUMENTS)
                ),
            ),
            models.CheckConstraint(
                name="attachment_is_whole",
                condition=Q(size__gte=1, size__lte=MAX_FILE_BYTES)
                & Q(kind__in=FileKind.values)
                & ~Q(name="")
                & ~Q(file=""),
            ),
            models.UniqueConstraint(
                fields=["introduction", "position"], name="attachment_place_of_request"
            ),
            models.UniqueConstraint(
                fields=["profile", "position"], name="attachment_place_of_profile"
            ),
            models.UniqueConstraint(
                fields=["introduction", "digest"], name="attachment_once_per_request"
            ),
            models.UniqueConstraint(
                fields=["profile", "digest"], name="attachment_once_per_profile"
            ),
        )
        indexes = (models.Index(fields=["file"], name="attachment_file"),)
        # Who reads a file is asked of the request or the profile that it goes with.
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return self.name
