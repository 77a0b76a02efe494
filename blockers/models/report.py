"""The report: one company's case of something that blocks it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, GeneratedField, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from blockers import rules
from blockers.enums import (
    APPEAL_DAYS,
    Confidentiality,
    DeclineCode,
    Nature,
    NormLevel,
    ReportChannel,
    ReportStatus,
)
from programmes import rules as frame
from servindus import clock
from servindus.models import Record
from servindus.search import folded, prefix_query

if TYPE_CHECKING:
    from servindus.models import User

S = ReportStatus
MAX_MONTHS = 600


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports in people's words."""

    found_by = "search"

    def visible_to(self, user: "User") -> "ReportQuerySet":
        """One's own; a company and a lab see what was once handed in to the lab."""
        own = Q(reporter=user)
        handed_in = Q(submitted_at__isnull=False)
        if companies := frame.organisation_ids(user, *frame.COMPANY_KINDS):
            own |= handed_in & Q(organisation__in=companies)
        if frame.is_programme_admin(user):
            own |= handed_in
        elif labs := frame.lab_ids(user):
            own |= Q(lab__in=labs) & (handed_in | Q(on_behalf_of_by=user))
        return self.filter(own)

    def with_people(self) -> "ReportQuerySet":
        """Everything that a row of a list names, in the same query."""
        return self.select_related(
            "lab__operator", "organisation", "reporter", "commune", "blocker"
        )

    def matching(self, text: str) -> "ReportQuerySet":
        """Those in whose texts all these words or beginnings of words are."""
        query = prefix_query(text)
        return self.filter(search=query) if query else self

    def attached(self) -> "ReportQuerySet":
        """Those that are in the register."""
        return self.filter(status=S.ATTACHED)

    def to_qualify(self) -> "ReportQuerySet":
        """The lab's inbox, most urgent first."""
        return self.filter(status=S.SUBMITTED).order_by("qualify_by", "pk")


class Report(Record):
    """One company's case: what it wants to do, what prevents it, what that costs."""

    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab"),
        on_delete=models.PROTECT,
        related_name="reports",
    )
    # The number that people say on the phone; given when the case is handed in.
    year = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    number = models.PositiveIntegerField(null=True, blank=True, editable=False)
    organisation = models.ForeignKey(
        "programmes.Organisation",
        verbose_name=_("company"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
    )
    # What somebody without an account calls their company, until staff find it.
    company_name = models.CharField(_("company’s name"), max_length=160, blank=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reported by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    on_behalf_of_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written down by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    channel = models.CharField(
        _("how it came"),
        max_length=12,
        choices=ReportChannel.choices,
        default=ReportChannel.WEB,
    )
    # For a case from a file: the kind of file and the row's identifier there.
    source_key = models.CharField(
        max_length=120, blank=True, editable=False, db_default=""
    )
    title = models.CharField(_("in one line"), max_length=120, blank=True)
    situation = models.CharField(_("situation"), max_length=2000, blank=True)
    project = models.CharField(_("project"), max_length=600, blank=True)
    prevented = models.CharField(_("what is prevented"), max_length=600, blank=True)
    # The answers given to the door finder, question by question.
    path = models.JSONField(default=dict, blank=True)
    nature = models.CharField(
        _("what blocks"), max_length=24, choices=Nature.choices, blank=True
    )
    norm_level = models.CharField(
        _("who wrote the text"), max_length=8, choices=NormLevel.choices, blank=True
    )
    norm_title = models.CharField(_("which text"), max_length=200, blank=True)
    norm_identifier = models.CharField(
        _("number of the text"), max_length=40, blank=True
    )
    topic = models.ForeignKey(
        "programmes.Topic",
        verbose_name=_("topic"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    commune = models.ForeignKey(
        "programmes.Commune",
        verbose_name=_("commune"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    since_when = models.DateField(_("since"), null=True, blank=True)
    irritations = models.JSONField(_("what is hard"), default=list, blank=True)
    consequences = models.CharField(_("consequences"), max_length=600, blank=True)
    cost_per_month = models.DecimalField(
        _("cost a month, in euros"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    jobs_at_stake = models.DecimalField(
        _("jobs at stake, full-time"),
        max_digits=7,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    months_of_delay = models.PositiveSmallIntegerField(
        _("months lost"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MAX_MONTHS)],
    )
    confidentiality = models.CharField(
        _("who may read it"),
        max_length=16,
        choices=Confidentiality.choices,
        default=Confidentiality.LABS,
    )
    name_shared_at = models.DateTimeField(
        _("agreed that the name is given"), null=True, blank=True
    )
    blocker = models.ForeignKey(
        "blockers.Blocker",
        verbose_name=_("blocker"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
    )
    status = models.CharField(
        _("status"), max_length=10, choices=S.choices, default=S.DRAFT
    )
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    contacted_at = models.DateTimeField(_("first contact"), null=True, blank=True)
    # What the clocks C1 and C2 say, for lists in their order.
    contact_by = models.DateField(_("to contact by"), null=True, blank=True)
    qualify_by = models.DateField(_("to qualify by"), null=True, blank=True)
    complete_by = models.DateField(_("to complete by"), null=True, blank=True)
    attached_at = models.DateTimeField(null=True, blank=True)
    # The blocker whose merge has brought it to where it stands.
    came_from = models.ForeignKey(
        "blockers.Blocker",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decline_code = models.CharField(
        _("reason"), max_length=12, choices=DeclineCode.choices, blank=True
    )
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    appealed_at = models.DateTimeField(_("appealed"), null=True, blank=True)
    search = GeneratedField(
        expression=SearchVector(folded("title"), config="french")
        + SearchVector(folded("title"), config="simple")
        + SearchVector(folded("prevented"), config="french")
        + SearchVector(folded("norm_title"), config="simple")
        + SearchVector(folded("norm_identifier"), config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ReportQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = (
            models.UniqueConstraint(
                fields=["lab", "year", "number"], name="report_number_once"
            ),
            models.UniqueConstraint(
                fields=["lab", "source_key"],
                condition=~Q(source_key=""),
                name="report_source_once",
            ),
            models.CheckConstraint(
                name="report_handed_in_is_complete",
                condition=Q(status__in=["draft", "withdrawn"])
                | (
                    ~Q(title="")
                    & ~Q(situation="")
                    & ~Q(prevented="")
                    & ~Q(nature="")
                    & Q(
                        submitted_at__isnull=False,
                        number__isnull=False,
                        year__isnull=False,
                        contact_by__isnull=False,
                        qualify_by__isnull=False,
                    )
                ),
            ),
            models.CheckConstraint(
                name="report_names_a_company",
                condition=Q(status__in=["draft", "withdrawn"])
                | Q(organisation__isnull=False)
                | ~Q(company_name=""),
            ),
            models.CheckConstraint(
                name="report_attached_has_its_blocker",
                condition=Q(
                    status="attached", blocker__isnull=False, attached_at__isnull=False
                )
                | (~Q(status="attached") & Q(blocker=None)),
            ),
            models.CheckConstraint(
                name="report_came_from_another",
                condition=Q(came_from=None)
                | Q(Q(blocker__isnull=False), ~Q(came_from=F("blocker"))),
            ),
            models.CheckConstraint(
                name="report_declined_has_code",
                condition=~Q(status="declined")
                | (~Q(decline_code="") & Q(declined_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="report_to_complete_has_date",
                condition=~Q(status="needs_info") | Q(complete_by__isnull=False),
            ),
            models.CheckConstraint(
                name="report_appealed_after_refusal",
                condition=Q(appealed_at=None)
                | Q(declined_at__isnull=False, appealed_at__gte=F("declined_at")),
            ),
            models.CheckConstraint(
                name="report_costs_are_no_gain",
                condition=(Q(cost_per_month=None) | Q(cost_per_month__gte=0))
                & (Q(jobs_at_stake=None) | Q(jobs_at_stake__gte=0))
                & (Q(months_of_delay=None) | Q(months_of_delay__lte=MAX_MONTHS)),
            ),
        )
        indexes = (
            # Labs are few: their lists walk through all labs' rows, in their order.
            models.Index(
                fields=["qualify_by", "id"],
                condition=Q(status="submitted"),
                name="report_to_qualify",
            ),
            models.Index(
                fields=["qualify_by", "id"],
                condition=Q(submitted_at__isnull=False),
                name="report_by_decision",
            ),
            models.Index(fields=["-created_at", "-id"], name="report_newest"),
            models.Index(fields=["lab", "status", "-id"], name="report_lab"),
            models.Index(fields=["reporter", "-id"], name="report_reporter"),
            models.Index(fields=["organisation", "-id"], name="report_company"),
            models.Index(fields=["blocker"], name="report_of_blocker"),
            models.Index(
                fields=["norm_identifier"],
                condition=~Q(norm_identifier=""),
                name="report_norm",
            ),
            GinIndex(fields=["search"], name="report_search"),
        )
        rules_permissions: ClassVar = {
            "view": rules.sees_report,
            "edit": rules.reports,
            "submit": rules.hands_in,
            "withdraw": rules.hands_in_or_system,
            "resume": rules.hands_in,
            "nudge": rules.settles,
            "appeal": rules.hands_in,
            "request_link": rules.reports,
            "add_file": rules.reports,
            "remove_file": rules.reports,
            "contact": rules.qualifies,
            "ask_info": rules.qualifies,
            "attach": rules.qualifies,
            "detach": rules.qualifies,
            "decline": rules.qualifies,
            "tell_apart": rules.qualifies,
            "read_notes_of": rules.reads_notes,
            "note": rules.qualifies,
            "contest": rules.contests,
        }

    def __str__(self) -> str:
        return f"{self.reference} {self.title}".strip()

    def get_absolute_url(self) -> str:
        """Give the case's address in the portal."""
        return reverse("blockers:report_detail", args=[self.public_id])

    @property
    def reference(self) -> str:
        """The name that people say on the phone, `ROU-2026-0042`; drafts have none."""
        if self.number is None:
            return ""
        return f"{self.lab.code}-{self.year}-{self.number:04d}"

    @property
    def company(self) -> str:
        """The company's name, as we know it or as it was typed."""
        return self.organisation.name if self.organisation else self.company_name

    @property
    def appeal_until(self) -> date | None:
        """The last day on which a refusal may be appealed; None where it may not."""
        if self.declined_at is None or self.appealed_at is not None:
            return None
        return clock.local_day(self.declined_at) + timedelta(days=APPEAL_DAYS)
