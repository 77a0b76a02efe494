"""What staff write down about a file for their colleagues alone."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from servindus import clock
from servindus.models.base import Model
from servindus.models.outbox import desks_read

if TYPE_CHECKING:
    from servindus.models.user import User


class StaffNoteQuerySet(models.QuerySet["StaffNote"]):
    """Notes in staff's words."""

    def about(self, obj: models.Model) -> "StaffNoteQuerySet":
        """The notes on one row, newest first."""
        return self.filter(
            object_type=obj._meta.label_lower, object_id=obj.pk
        ).order_by("-pk")

    def visible_to(self, user: "User") -> "StaffNoteQuerySet":
        """The notes of the desks that a person reads; others get none at all."""
        desks = desks_read(user)
        return self if desks is None else self.filter(desk__in=desks)


class StaffNote(Model):
    """A sentence for the desk; in no page, mail or export of anybody else."""

    object_type = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    # The lab whose staff reads it, as a slug, like the outbox's.
    desk = models.CharField(max_length=40)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    written_at = models.DateTimeField(_("written"), default=clock.now, editable=False)
    text = models.CharField(_("note"), max_length=1000)

    objects = StaffNoteQuerySet.as_manager()

    class Meta(Model.Meta):
        verbose_name = _("staff note")
        verbose_name_plural = _("staff notes")
        indexes = (
            models.Index(fields=["object_type", "object_id", "-id"], name="note_of"),
        )
        constraints = (
            models.CheckConstraint(
                name="note_is_whole",
                condition=~models.Q(text="") & ~models.Q(desk=""),
            ),
        )
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id}"
