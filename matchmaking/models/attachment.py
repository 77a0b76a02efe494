"""Files that a startup shows: up to two with a request, three with its profile."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matchmaking.enums import MAX_ATTACHMENTS, MAX_DOCUMENTS
from matchmaking.models.introduction import Introduction
from servindus.models.stored_file import IS_WHOLE, StoredFile


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Files in their readers' words."""

    def shown_with(self, introduction: Introduction) -> "AttachmentQuerySet":
        """What goes with a request: its own files, then those of the profile."""
        return self.filter(
            Q(introduction=introduction)
            | Q(profile__organisation=introduction.startup_id)
        ).order_by("profile_id", "position")


class Attachment(StoredFile):
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

    objects = AttachmentQuerySet.as_manager()

    class Meta(StoredFile.Meta):
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
                condition=IS_WHOLE,
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
