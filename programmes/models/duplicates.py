"""Two organisations that may be one, and what a merge of them moved."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.enums import DuplicateReason, DuplicateStatus
from servindus import clock
from servindus.models import Record

if TYPE_CHECKING:
    from programmes.models.organisations import Organisation
    from servindus.models import User

# So long a merge can be undone; the pages say it.
UNDO_DAYS = 30


class DuplicateQuerySet(models.QuerySet["Duplicate"]):
    """Pairs in the words of the lab."""

    def visible_to(self, user: "User") -> "DuplicateQuerySet":
        """The programme sees all pairs, a lab those whose two sides are its own."""
        if rules.is_programme_admin(user) or user.is_superuser:
            return self
        labs = rules.lab_ids(user)
        return self.filter(first__lab__in=labs, second__lab__in=labs)

    def suggested(self) -> "DuplicateQuerySet":
        """Pairs that nobody has decided on."""
        return self.filter(status=DuplicateStatus.SUGGESTED)


class Duplicate(Record):
    """Two organisations that may be one; the older row comes first."""

    first = models.ForeignKey(
        "programmes.Organisation",
        verbose_name=_("one"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    second = models.ForeignKey(
        "programmes.Organisation",
        verbose_name=_("the other"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    score = models.PositiveSmallIntegerField(_("likeness"))
    reasons = models.JSONField(_("reasons"), default=list)
    # The search that last found the pair; what none finds any more is taken away.
    seen_at = models.DateTimeField(default=clock.now, editable=False)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=DuplicateStatus.choices,
        default=DuplicateStatus.SUGGESTED,
    )
    dismissal = models.CharField(
        _("why these are two companies"), max_length=400, blank=True
    )

    objects = DuplicateQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints = (
            models.UniqueConstraint(
                fields=["first", "second"], name="duplicate_pair_once"
            ),
            # One order of the two: the same pair cannot stand twice, and the locks
            # are always taken in this order.
            models.CheckConstraint(
                name="duplicate_is_in_order", condition=Q(first__lt=F("second"))
            ),
            models.CheckConstraint(
                name="duplicate_score_is_a_percentage",
                condition=Q(score__gte=1, score__lte=100),
            ),
            models.CheckConstraint(
                name="duplicate_dismissed_has_reason",
                condition=~Q(status="dismissed") | ~Q(dismissal=""),
            ),
        )
        indexes = (
            models.Index(fields=["status", "-score", "id"], name="duplicate_by_status"),
        )
        rules_permissions: ClassVar = {
            "view": rules.merges_pair,
            "dismiss": rules.merges_pair,
            "reopen": rules.merges_pair,
            "merge": rules.merges_pair,
            "unmerge": rules.merges_pair,
        }

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"

    def get_absolute_url(self) -> str:
        """Give the page that shows the two side by side."""
        return reverse("admin:programmes_duplicate_change", args=[self.pk])

    @property
    def reason_words(self) -> list[str]:
        """Give the reasons as people read them."""
        words = dict(DuplicateReason.choices)
        return [str(words[code]) for code in self.reasons if code in words]

    @property
    def last_merge(self) -> "OrganisationMerge | None":
        """Give the merge that can be undone or was, the last one."""
        return self.merges.select_related("survivor", "merged", "undone_by").first()


class OrganisationMerge(Record):
    """One merge: what moved, with what stood there before, so that it can go back."""

    duplicate = models.ForeignKey(
        Duplicate, on_delete=models.PROTECT, related_name="merges"
    )
    survivor = models.ForeignKey(
        "programmes.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    merged = models.ForeignKey(
        "programmes.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    done_at = models.DateTimeField()
    # What the survivor's changed fields and the merged row's number and status were.
    survivor_before = models.JSONField(default=dict)
    survivor_after = models.JSONField(default=dict)
    merged_before = models.JSONField(default=dict)
    # "programmes.site.organisation" -> the ids of the rows that moved.
    moved = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta(Record.Meta):
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                name="organisation_merge_joins_two",
                condition=~Q(survivor=F("merged")),
            ),
            models.UniqueConstraint(
                fields=["merged"],
                condition=Q(undone_at__isnull=True),
                name="organisation_merged_once",
            ),
        )
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return f"{self.merged_id} -> {self.survivor_id}"

    @property
    def undo_until(self) -> datetime:
        """The moment until which it can be undone."""
        return self.done_at + timedelta(days=UNDO_DAYS)

    @property
    def moved_count(self) -> int:
        """How many rows went to the survivor."""
        return sum(len(rows) for rows in self.moved.values())


def pair_of(one: "Organisation", other: "Organisation") -> dict[str, Any]:
    """Give two organisations in the order in which a pair names them."""
    first, second = sorted((one, other), key=lambda row: row.pk)
    return {"first": first, "second": second}
