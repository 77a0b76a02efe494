"""One version of a good practice: written, read by peers, dated, looked at again."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, GeneratedField, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from benchmarking.models.practices import Practice
from benchmarking.practices import rules as may
from benchmarking.practices.enums import (
    IN_HAND,
    IN_LIBRARY,
    MOST_DAYS,
    MOST_EUROS,
    WAITING,
    EvidenceLevel,
    RetireReason,
    VersionStatus,
)
from programmes import rules
from servindus.models import Record
from servindus.search import folded, prefix_query

if TYPE_CHECKING:
    from benchmarking.models.reviews import PeerReview
    from servindus.models import User

V = VersionStatus
SHOWN = ["published", "labelled"]


def _searched(name: str) -> Any:
    return SearchVector(folded(name), config="simple") + SearchVector(
        folded(name), config="french"
    )


class PracticeVersionQuerySet(models.QuerySet["PracticeVersion"]):
    """Versions in the words of whoever looks for a way, writes one or reads one."""

    found_by = "words"

    def listed(self) -> "PracticeVersionQuerySet":
        """What the library shows to everybody."""
        return self.filter(status__in=IN_LIBRARY)

    def visible_to(self, user: Any) -> "PracticeVersionQuerySet":
        """The library and what stood there; drafts for their lab, the rest for labs."""
        shown = Q(published_on__isnull=False)
        if not user.is_authenticated:
            return self.filter(shown)
        if rules.is_programme_admin(user) or user.is_superuser:
            return self
        labs = rules.lab_ids(user)
        if not labs:
            return self.filter(shown)
        # A draft that was given up is its lab's, as a draft is.
        handed_in = ~Q(status__in=[V.DRAFT, V.RETIRED])
        return self.filter(shown | Q(practice__lab__in=labs) | handed_in)

    def judged_by(self, user: "User") -> "PracticeVersionQuerySet":
        """What somebody may be judging: it may have gone back to a draft meanwhile."""
        labs = rules.lab_ids(user)
        back = Q(status=V.DRAFT, reading__gte=1) if labs else Q(pk__in=[])
        return self.filter(Q(pk__in=self.visible_to(user).values("pk")) | back)

    def matching(self, text: str) -> "PracticeVersionQuerySet":
        """Those with these words or beginnings of words."""
        query = prefix_query(text)
        return self.filter(words=query) if query else self

    def with_frame(self) -> "PracticeVersionQuerySet":
        """The practice, its lab and the axis, in the same query."""
        return self.select_related(
            "practice__lab__operator", "workstream", "submitted_by"
        )

    def with_reviews(self) -> "PracticeVersionQuerySet":
        """The opinions that count for the words as they stand."""
        rows = apps.get_model("benchmarking.PeerReview")._base_manager.order_by("pk")
        rows = rows.select_related("lab__operator", "reviewer")
        return self.prefetch_related(Prefetch("reviews", queryset=rows))

    def waiting(self) -> "PracticeVersionQuerySet":
        """Those that wait to be looked through or read by peers."""
        return self.filter(status__in=WAITING)

    def to_renew(self, on: date) -> "PracticeVersionQuerySet":
        """Those of the library whose date for a new look has come."""
        return self.listed().filter(review_on__lte=on)


class PracticeVersion(Record):
    """The words of a practice as one reading found them; frozen once handed in."""

    practice = models.ForeignKey(
        Practice,
        verbose_name=_("good practice"),
        on_delete=models.PROTECT,
        related_name="versions",
    )
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    status = models.CharField(
        _("status"), max_length=11, choices=V.choices, default=V.DRAFT
    )
    workstream = models.ForeignKey(
        "programmes.Workstream",
        verbose_name=_("axis"),
        on_delete=models.PROTECT,
        related_name="practice_versions",
    )
    topics = models.ManyToManyField(
        "programmes.Topic",
        verbose_name=_("topics"),
        blank=True,
        related_name="practice_versions",
    )
    need = models.CharField(_("the problem in one sentence"), max_length=200)
    title = models.CharField(_("what is done, in one line"), max_length=160)
    problem = models.TextField(_("the problem"), max_length=2000, blank=True)
    solution = models.TextField(_("how it is done"), max_length=4000, blank=True)
    conditions = models.TextField(_("what it depends on"), max_length=1000, blank=True)
    person_days = models.DecimalField(
        _("person-days"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    euros = models.DecimalField(
        _("euros"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    skills = models.TextField(_("skills"), max_length=600, blank=True)
    difficulties = models.TextField(_("what was hard"), max_length=2000, blank=True)
    failures = models.TextField(_("what failed"), max_length=2000, blank=True)
    level = models.CharField(
        _("evidence"),
        max_length=8,
        choices=EvidenceLevel.choices,
        default=EvidenceLevel.DECLARED,
    )
    started_on = models.DateField(_("in use since"), null=True, blank=True)
    ended_on = models.DateField(_("in use until"), null=True, blank=True)
    # Each handing in opens another reading: opinions on older words do not count.
    reading = models.PositiveSmallIntegerField(
        pgettext_lazy("practice", "reading"), default=0
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handed in by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    due_on = models.DateField(_("next step by"), null=True, blank=True)
    return_reason = models.TextField(_("what is missing"), max_length=1000, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    labelled_on = models.DateField(_("labelled on"), null=True, blank=True)
    review_on = models.DateField(_("to be looked at again by"), null=True, blank=True)
    looked_on = models.DateField(_("last looked at on"), null=True, blank=True)
    retire_code = models.CharField(
        _("reason"), max_length=8, choices=RetireReason.choices, blank=True
    )
    retire_reason = models.TextField(_("why retired"), max_length=1000, blank=True)
    words = GeneratedField(
        expression=_searched("need")
        + _searched("title")
        + _searched("problem")
        # The sum of many vectors, in the order of what weighs most.
        + _searched("solution")
        + _searched("conditions"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = PracticeVersionQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("version of a good practice")
        verbose_name_plural = _("versions of good practices")
        constraints = (
            models.UniqueConstraint(
                fields=["practice", "number"], name="version_number_once"
            ),
            models.UniqueConstraint(
                fields=["practice"],
                condition=Q(status__in=SHOWN),
                name="version_one_in_library",
            ),
            models.UniqueConstraint(
                fields=["practice"],
                condition=Q(status__in=list(IN_HAND)),
                name="version_one_in_hand",
            ),
            models.CheckConstraint(
                name="version_handed_in_is_whole",
                condition=Q(status="draft")
                | Q(status="retired", published_on=None)
                | Q(
                    ~Q(need=""),
                    ~Q(title=""),
                    ~Q(problem=""),
                    ~Q(solution=""),
                    ~Q(difficulties=""),
                    ~Q(failures=""),
                    started_on__isnull=False,
                    submitted_by__isnull=False,
                    reading__gte=1,
                ),
            ),
            models.CheckConstraint(
                name="version_waiting_has_a_day",
                condition=Q(status__in=list(WAITING), due_on__isnull=False)
                | Q(~Q(status__in=list(WAITING)), due_on=None),
            ),
            models.CheckConstraint(
                name="version_published_has_days",
                condition=Q(
                    status__in=[*SHOWN, "retired"],
                    published_on__isnull=False,
                    looked_on__isnull=False,
                    looked_on__gte=F("published_on"),
                    review_on__isnull=False,
                    review_on__gt=F("looked_on"),
                )
                | Q(
                    ~Q(status__in=SHOWN),
                    published_on=None,
                    looked_on=None,
                    review_on=None,
                ),
            ),
            models.CheckConstraint(
                name="version_labelled_has_a_day",
                condition=Q(status="labelled", labelled_on__isnull=False)
                | Q(status="retired")
                | Q(~Q(status__in=["labelled", "retired"]), labelled_on=None),
            ),
            models.CheckConstraint(
                name="version_retired_says_why",
                condition=Q(~Q(retire_code=""), status="retired")
                | Q(~Q(status="retired"), retire_code="", retire_reason=""),
            ),
            models.CheckConstraint(
                name="version_days_in_order",
                condition=Q(ended_on=None)
                | Q(started_on__isnull=False, ended_on__gte=F("started_on")),
            ),
            models.CheckConstraint(
                name="version_resources_are_some",
                condition=(
                    Q(person_days=None)
                    | Q(person_days__gte=0, person_days__lte=MOST_DAYS)
                )
                & (Q(euros=None) | Q(euros__gte=0, euros__lte=MOST_EUROS)),
            ),
        )
        indexes = (
            models.Index(
                fields=["-published_on", "-id"],
                condition=Q(status__in=SHOWN),
                name="version_library",
            ),
            models.Index(
                fields=["workstream", "-published_on", "-id"],
                condition=Q(status__in=SHOWN),
                name="version_of_axis",
            ),
            models.Index(fields=["status", "-id"], name="version_by_status"),
            models.Index(fields=["-created_at", "-id"], name="version_by_date"),
            GinIndex(fields=["words"], name="version_words"),
            # What timers look for.
            models.Index(
                fields=["due_on", "id"],
                condition=Q(status__in=list(WAITING)),
                name="version_waiting",
            ),
            models.Index(
                fields=["review_on", "id"],
                condition=Q(status__in=SHOWN),
                name="version_to_renew",
            ),
        )
        rules_permissions: ClassVar = {
            "view": may.sees_version,
            "edit": may.writes_practice,
            "add_evidence": may.writes_practice,
            "remove_evidence": may.writes_practice,
            "submit": may.writes_practice,
            "take_back": may.writes_practice,
            "admit": may.admits_version,
            "return": may.admits_version,
            "review": may.reviews_version,
            "publish": may.writes_practice,
            "label": may.labels_version,
            "revise": may.writes_practice,
            "renew": may.writes_practice,
            "retire": may.retires_version,
            "export": rules.exports_own,
            "nudge": rules.is_system,
        }

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Give the page of this version, whether it stands in the library or not."""
        return reverse("benchmarking:version_detail", args=[self.public_id])

    @property
    def counted(self) -> list["PeerReview"]:
        """The opinions on the words as they stand, of people without an interest."""
        return [
            one
            for one in self.reviews.all()
            if one.reading == self.reading and not one.has_interest
        ]
