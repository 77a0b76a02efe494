"""The blocker: the rule or practice behind one or several companies' cases."""

import re
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Case, F, GeneratedField, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from blockers import rules
from blockers.card_enums import PublicStatus
from blockers.enums import BlockerStatus, Nature, Outcome
from programmes import rules as frame
from servindus.models import Record
from servindus.search import folded, prefix_query

if TYPE_CHECKING:
    from servindus.models import User

B = BlockerStatus
# What counts of a case: which company, whose lab, what it costs.
CASE_COLUMNS = (
    *("blocker", "lab", "organisation", "company_name", "confidentiality"),
    *("cost_per_month", "jobs_at_stake", "months_of_delay"),
)
_PUBLIC_SUMMARY = Case(
    When(public_status="full", then=F("public_summary")),
    default=Value(""),
    output_field=models.CharField(),
)
REFERENCE = re.compile(r"(?P<lab>[A-Z]{3})-B-(?P<year>\d{4})-(?P<number>\d{1,7})")


class BlockerQuerySet(models.QuerySet["Blocker"]):
    """Blockers in people's words."""

    found_by = "search"

    def visible_to(self, user: "User") -> "BlockerQuerySet":
        """All labs see each other's; a company sees what its own cases are part of."""
        if frame.is_programme_admin(user) or frame.lab_ids(user):
            return self
        own = Q(reports__reporter=user)
        if companies := frame.organisation_ids(user, *frame.COMPANY_KINDS):
            own |= Q(reports__organisation__in=companies)
        return self.filter(own).distinct()

    def with_people(self) -> "BlockerQuerySet":
        """Everything that a row of a list names, in the same query."""
        return self.select_related(
            "lab__operator", "owner", "topic", "merged_into__lab"
        )

    def matching(self, text: str) -> "BlockerQuerySet":
        """Those in whose texts all these words or beginnings of words are."""
        query = prefix_query(text)
        return self.filter(search=query) if query else self

    def named(self, reference: str) -> "Blocker | None":
        """Give the blocker of a reference as people type it, or None."""
        found = REFERENCE.fullmatch(reference.strip().upper())
        if found is None:
            return None
        return self.filter(
            lab__code=found["lab"], year=int(found["year"]), number=int(found["number"])
        ).first()

    def with_cases(self) -> "BlockerQuerySet":
        """With the attached cases as `cases`, as far as figures need them."""
        from blockers.models.report import Report

        cases = Report.objects.attached().only(*CASE_COLUMNS)
        return self.prefetch_related(models.Prefetch("reports", cases, "cases"))

    def public(self) -> "BlockerQuerySet":
        """Those that everybody reads."""
        return self.exclude(public_status=PublicStatus.HIDDEN)

    def open(self) -> "BlockerQuerySet":
        """Those that somebody still owes something."""
        return self.exclude(status__in=[B.CLOSED, B.MERGED])


class Blocker(Record):
    """A rule or practice that blocks, whoever reported it; a lab leads it."""

    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("leading lab"),
        on_delete=models.PROTECT,
        related_name="blockers",
    )
    year = models.PositiveSmallIntegerField(editable=False)
    number = models.PositiveIntegerField(editable=False)
    title = models.CharField(_("in one line"), max_length=120)
    public_summary = models.CharField(
        _("summary for everybody"), max_length=1000, blank=True
    )
    summary = models.CharField(
        _("summary for the administration"), max_length=3000, blank=True
    )
    nature = models.CharField(
        _("what blocks"), max_length=24, choices=Nature.choices, blank=True
    )
    topic = models.ForeignKey(
        "programmes.Topic",
        verbose_name=_("topic"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("in charge"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    is_systemic = models.BooleanField(_("every company meets it"), default=False)
    # Where it was tried to be lifted on the spot, with what came of it.
    local_attempt = models.CharField(
        _("local door tried, and its answer"), max_length=600, blank=True
    )
    no_text_found = models.BooleanField(_("no text found"), default=False)
    status = models.CharField(
        _("status"), max_length=12, choices=B.choices, default=B.QUALIFYING
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
    )
    qualified_at = models.DateTimeField(null=True, blank=True)
    # After "not solved" somebody commits again by this day.
    commit_by = models.DateField(_("new commitment by"), null=True, blank=True)
    verifying_since = models.DateTimeField(null=True, blank=True)
    # A company has said on site that it is solved.
    verified_at = models.DateTimeField(_("confirmed on site"), null=True, blank=True)
    reopened_at = models.DateTimeField(_("reopened"), null=True, blank=True)
    relapse = models.CharField(_("why it is open again"), max_length=600, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=Outcome.choices, blank=True
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # What shows the end that a lab has found by itself, and the day of it.
    evidence = models.CharField(_("evidence"), max_length=600, blank=True)
    evidenced_on = models.DateField(_("day"), null=True, blank=True)
    # What everybody reads of it, since when, and the words that companies agreed to.
    public_status = models.CharField(
        _("for everybody"),
        max_length=6,
        choices=PublicStatus.choices,
        default=PublicStatus.HIDDEN,
    )
    public_since = models.DateTimeField(_("public since"), null=True, blank=True)
    public_hash = models.CharField(max_length=64, blank=True, editable=False)
    search = GeneratedField(
        expression=SearchVector(folded("title"), config="french")
        + SearchVector(folded("title"), config="simple")
        + SearchVector(folded("summary"), config="french"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    # What labs read of each other's blockers.
    title_search = GeneratedField(
        expression=SearchVector(folded("title"), config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    # Only what everybody reads: a word that finds a blocker is a word told.
    public_search = GeneratedField(
        expression=SearchVector(folded("title"), config="french")
        + SearchVector(folded("title"), config="simple")
        + SearchVector(folded(_PUBLIC_SUMMARY), config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = BlockerQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("blocker")
        verbose_name_plural = _("blockers")
        constraints = (
            models.UniqueConstraint(
                fields=["lab", "year", "number"], name="blocker_number_once"
            ),
            models.CheckConstraint(
                name="blocker_qualified_is_complete",
                condition=Q(status__in=["qualifying", "merged"])
                | (
                    ~Q(nature="") & ~Q(local_attempt="") & Q(qualified_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="blocker_outcome_once_closed",
                condition=Q(~Q(outcome=""), status="closed", closed_at__isnull=False)
                | Q(~Q(status="closed"), outcome="", closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="blocker_local_outcome_has_evidence",
                condition=~Q(outcome__in=["local_solution", "feasible_as_is"])
                | Q(~Q(evidence=""), evidenced_on__isnull=False),
            ),
            # B6: nobody else than a company makes a lift verified.
            models.CheckConstraint(
                name="blocker_verified_by_a_company",
                condition=~Q(outcome="lifted_verified") | Q(verified_at__isnull=False),
            ),
            models.CheckConstraint(
                name="blocker_verifying_has_its_day",
                condition=~Q(status="verifying") | Q(verifying_since__isnull=False),
            ),
            models.CheckConstraint(
                name="blocker_reopened_says_why",
                condition=Q(reopened_at=None, relapse="")
                | Q(~Q(relapse=""), reopened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="blocker_public_has_its_day",
                condition=Q(public_status="hidden", public_since=None, public_hash="")
                | Q(
                    ~Q(public_status="hidden"),
                    ~Q(public_hash=""),
                    ~Q(status="merged"),
                    public_since__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="blocker_full_says_it",
                condition=~Q(public_status="full") | ~Q(public_summary=""),
            ),
            models.CheckConstraint(
                name="blocker_merged_points_to_another",
                condition=Q(
                    Q(merged_into__isnull=False),
                    ~Q(merged_into=F("pk")),
                    status="merged",
                )
                | Q(~Q(status="merged"), merged_into__isnull=True),
            ),
        )
        indexes = (
            models.Index(fields=["lab", "status", "-id"], name="blocker_lab"),
            models.Index(fields=["topic", "status"], name="blocker_topic"),
            models.Index(
                fields=["lab", "qualified_at", "id"],
                condition=Q(status="qualified"),
                name="blocker_to_send",
            ),
            GinIndex(fields=["search"], name="blocker_search"),
            GinIndex(fields=["public_search"], name="blocker_public_search"),
            models.Index(
                fields=["-public_since", "-id"],
                condition=~Q(public_status="hidden"),
                name="blocker_public",
            ),
        )
        rules_permissions: ClassVar = {
            "view": rules.sees_blocker,
            "edit": rules.leads_blocker,
            "qualify": rules.leads_blocker,
            "escalate": rules.leads_blocker,
            "recall": rules.leads_blocker,
            "settle": rules.settles,
            **dict.fromkeys(
                ("commit", "verify", "confirm_measure", "drop_commitment", "refute"),
                rules.settles,
            ),
            "contest": rules.settles,
            "close": rules.closes_blocker,
            "close_unanswered": rules.closes_unanswered,
            "reopen": rules.leads_blocker,
            "close_locally": rules.leads_blocker,
            "merge": rules.leads_blocker,
            "unmerge": rules.leads_blocker,
            **dict.fromkeys(("write_card", "publish", "hide"), rules.leads_blocker),
            "object_merge": rules.objects_to_merge,
            "read_file_of": rules.reads_blocker_file,
            "read_notes_of": rules.reads_blocker_file,
            "note": rules.leads_blocker,
            "export": rules.exports_register,
            "archive": rules.archives_blocker,
            **dict.fromkeys(
                (
                    "add_norm",
                    "change_norm",
                    "remove_norm",
                    "add_ask",
                    "change_ask",
                    "remove_ask",
                ),
                rules.leads_blocker,
            ),
        }

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        """Give the blocker's address in the portal."""
        return reverse("blockers:blocker_detail", args=[self.public_id])

    @property
    def reference(self) -> str:
        """The name that people say on the phone, `ROU-B-2026-0042`."""
        return f"{self.lab.code}-B-{self.year}-{self.number:04d}"
