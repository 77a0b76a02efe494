"""A pilot joins a startup, an industrial site, a facility and a topic."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Min, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.pilots import rules as may
from programmes.pilots.enums import (
    MOST_CRITERIA,
    MOST_EUROS,
    PILOT_OPEN,
    Outcome,
    PilotStatus,
    StopReason,
)
from servindus.models import Record
from servindus.models.base import Model

if TYPE_CHECKING:
    from servindus.models import User

P = PilotStatus
AGREED = ["running", "evaluated", "extended"]
JUDGED = ["evaluated", "extended"]


def _money(label: Any) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(
        label, max_digits=10, decimal_places=2, null=True, blank=True
    )


def _euros(name: str) -> Q:
    return Q(**{name: None}) | Q(
        **{f"{name}__isnull": False, f"{name}__gte": 0, f"{name}__lte": MOST_EUROS}
    )


class PilotQuerySet(models.QuerySet["Pilot"]):
    """Pilots in the words of those who run them."""

    def visible_to(self, user: "User") -> "PilotQuerySet":
        """One's companies', those in what one's company owns, those of one's lab."""
        if rules.is_programme_admin(user) or user.is_superuser:
            return self
        own = rules.organisation_ids(user)
        return self.filter(
            Q(startup__in=own)
            | Q(company__in=own)
            | Q(facility__owner__in=own)
            | Q(lab__in=rules.lab_ids(user))
        )

    def open(self) -> "PilotQuerySet":
        """Those that still wait for somebody."""
        return self.filter(status__in=PILOT_OPEN)

    def with_jobs(self) -> "PilotQuerySet":
        """Add whether jobs are linked to it, by anybody."""
        records = apps.get_model("programmes.JobsRecord")._base_manager
        return self.annotate(has_jobs=Exists(records.filter(pilot=OuterRef("pk"))))

    def with_sides(self) -> "PilotQuerySet":
        """The two sides, the lab, the place and the topic, in the same query."""
        return self.select_related(
            *("startup", "company", "lab__operator", "topic"),
            *("site", "facility__owner", "proposed_by"),
        )


class Pilot(Record):
    """A trial between a startup and a plant: a question, criteria, what it gave."""

    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab"),
        on_delete=models.PROTECT,
        related_name="pilots",
    )
    startup = models.ForeignKey(
        "programmes.Organisation",
        verbose_name=_("startup"),
        on_delete=models.PROTECT,
        related_name="pilots_run",
    )
    company = models.ForeignKey(
        "programmes.Organisation",
        verbose_name=_("company"),
        on_delete=models.PROTECT,
        related_name="pilots_hosted",
    )
    site = models.ForeignKey(
        "programmes.Site",
        verbose_name=_("site"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="pilots",
    )
    facility = models.ForeignKey(
        "programmes.Facility",
        verbose_name=_("facility"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="pilots",
    )
    topic = models.ForeignKey(
        "programmes.Topic",
        verbose_name=_("topic"),
        on_delete=models.PROTECT,
        related_name="pilots",
    )
    introduction = models.ForeignKey(
        "matchmaking.Introduction",
        verbose_name=_("introduction that it came from"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="pilots",
    )
    blockers = models.ManyToManyField(
        "blockers.Blocker",
        verbose_name=_("blockers met"),
        blank=True,
        related_name="pilots",
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposed by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    title = models.CharField(_("title"), max_length=160)
    question = models.TextField(_("what it is to find out"), max_length=1000)
    status = models.CharField(
        _("status"), max_length=9, choices=P.choices, default=P.IDEA
    )
    due_on = models.DateField(_("next step by"), null=True, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    planned_cost = _money(_("planned cost in euros"))
    funding = models.CharField(_("who pays what"), max_length=200, blank=True)
    startup_agreed_at = models.DateTimeField(
        _("agreed by the startup"), null=True, blank=True
    )
    company_agreed_at = models.DateTimeField(
        _("agreed by the company"), null=True, blank=True
    )
    started_on = models.DateField(_("started on"), null=True, blank=True)
    evaluated_on = models.DateField(_("evaluated on"), null=True, blank=True)
    cost = _money(_("cost in euros"))
    result = models.TextField(_("what it gave"), max_length=2000, blank=True)
    next_step = models.TextField(_("how it goes on"), max_length=1000, blank=True)
    stop_code = models.CharField(
        _("reason"), max_length=9, choices=StopReason.choices, blank=True
    )
    stop_reason = models.TextField(_("why stopped"), max_length=1000, blank=True)

    # What `with_jobs` adds.
    has_jobs: bool

    objects = PilotQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("pilot")
        verbose_name_plural = _("pilots")
        constraints = (
            models.CheckConstraint(
                name="pilot_has_two_sides", condition=~Q(startup=F("company"))
            ),
            models.CheckConstraint(
                name="pilot_days_are_whole_and_in_order",
                condition=Q(starts_on=None, ends_on=None)
                | Q(
                    starts_on__isnull=False,
                    ends_on__isnull=False,
                    ends_on__gte=F("starts_on"),
                ),
            ),
            models.CheckConstraint(
                name="pilot_framed_has_days",
                condition=Q(status__in=["idea", "stopped"])
                | Q(starts_on__isnull=False, ends_on__isnull=False),
            ),
            models.CheckConstraint(
                name="pilot_starts_agreed",
                condition=~Q(status__in=AGREED)
                | Q(
                    startup_agreed_at__isnull=False,
                    company_agreed_at__isnull=False,
                    started_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="pilot_judged_says_what_it_gave",
                condition=~Q(status__in=JUDGED)
                | Q(~Q(result=""), evaluated_on__isnull=False),
            ),
            models.CheckConstraint(
                name="pilot_extended_says_how",
                condition=Q(~Q(next_step=""), status="extended")
                | Q(~Q(status="extended"), next_step=""),
            ),
            models.CheckConstraint(
                name="pilot_stopped_says_why",
                condition=Q(~Q(stop_code=""), ~Q(stop_reason=""), status="stopped")
                | Q(~Q(status="stopped"), stop_code="", stop_reason=""),
            ),
            models.CheckConstraint(
                name="pilot_open_has_next_date",
                condition=Q(status__in=PILOT_OPEN, due_on__isnull=False)
                | Q(~Q(status__in=PILOT_OPEN), due_on=None),
            ),
            models.CheckConstraint(
                name="pilot_costs_are_euros",
                condition=_euros("planned_cost") & _euros("cost"),
            ),
        )
        indexes = (
            models.Index(fields=["lab", "status", "id"], name="pilot_of_lab"),
            models.Index(fields=["company", "status", "id"], name="pilot_of_company"),
            models.Index(fields=["startup", "status", "id"], name="pilot_of_startup"),
            models.Index(fields=["-created_at", "-id"], name="pilot_by_date"),
            # What a timer looks for.
            models.Index(
                fields=["due_on", "id"],
                condition=Q(status__in=PILOT_OPEN),
                name="pilot_due",
            ),
        )
        rules_permissions: ClassVar = {
            "view": may.sees_pilot,
            "frame": may.moves_pilot,
            "agree": may.agrees_on_pilot,
            "start": may.moves_pilot,
            "link": may.moves_pilot,
            "evaluate": may.judges_pilot,
            "extend": may.judges_pilot,
            "stop": may.moves_pilot,
            "export": rules.exports_own,
            "nudge": rules.is_system,
        }

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Give its page in the portal."""
        return reverse("programmes:pilot_detail", args=[self.public_id])

    @property
    def is_agreed(self) -> bool:
        """Whether both sides have agreed on days, cost and criteria."""
        return None not in (self.startup_agreed_at, self.company_agreed_at)

    @property
    def frame(self) -> int:
        """The number of its frame, 0 without one: criteria are new with each frame."""
        return self.criteria.aggregate(first=Min("pk"))["first"] or 0


class PilotCriterion(Model):
    """What decides on go or no-go: written before the start, judged after the end."""

    pilot = models.ForeignKey(
        Pilot,
        verbose_name=_("pilot"),
        on_delete=models.CASCADE,
        related_name="criteria",
    )
    rank = models.PositiveSmallIntegerField(_("order"))
    measure = models.CharField(_("what is measured"), max_length=200)
    threshold = models.CharField(_("go from"), max_length=120)
    outcome = models.CharField(
        _("outcome"), max_length=6, choices=Outcome.choices, blank=True
    )
    finding = models.CharField(_("what was measured"), max_length=200, blank=True)

    class Meta(Model.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = (
            models.UniqueConstraint(
                fields=["pilot", "rank"], name="criterion_once_per_rank"
            ),
            models.CheckConstraint(
                name="criterion_is_said",
                condition=Q(
                    ~Q(measure=""),
                    ~Q(threshold=""),
                    rank__gte=1,
                    rank__lte=MOST_CRITERIA,
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure} : {self.threshold}"
