"""One merge of two blockers, kept so that it can be taken back exactly."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from blockers.models.blocker import Blocker
from servindus.models import Record


class BlockerMerge(Record):
    """Which blocker went into which one, from which status, and who may object.

    What moved says itself where it came from (`came_from`): it counts where it is.
    """

    merged = models.ForeignKey(Blocker, on_delete=models.PROTECT, related_name="merges")
    survivor = models.ForeignKey(
        Blocker, on_delete=models.PROTECT, related_name="absorbed"
    )
    status_before = models.CharField(max_length=12)
    done_at = models.DateTimeField()
    # The other lab's last day to object; none where one lab leads both.
    object_until = models.DateField(_("objection until"), null=True, blank=True)
    objection = models.CharField(_("objection"), max_length=600, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta(Record.Meta):
        verbose_name = _("merge of blockers")
        verbose_name_plural = _("merges of blockers")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                name="blocker_merge_joins_two", condition=~Q(survivor=F("merged"))
            ),
            models.CheckConstraint(
                name="blocker_merge_objected_is_undone",
                condition=Q(objection="") | Q(undone_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["merged"],
                condition=Q(undone_at__isnull=True),
                name="blocker_merged_once",
            ),
        )
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return f"{self.merged_id} -> {self.survivor_id}"
