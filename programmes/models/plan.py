"""The action plan: actions of labs and of the programme, and their milestones."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programmes import rules
from programmes.plan import rules as may
from programmes.plan.enums import (
    MOST_EUROS,
    PLAN_OPEN,
    ForecastKind,
    MilestoneStatus,
    PlanStatus,
)
from servindus import clock
from servindus.models import Record, User
from servindus.models.base import Model

if TYPE_CHECKING:
    from programmes.models.frame import Lab

P, M = PlanStatus, MilestoneStatus


def carriers(lab: "Lab | None") -> "models.QuerySet[User]":
    """Give who can own an action: active members of the lab's operator.

    Without a lab it is the programme's own, and its operator's members'.
    """
    operates = (
        Q(memberships__organisation__operated_programmes__isnull=False)
        if lab is None
        else Q(memberships__organisation__operated_labs=lab)
    )
    found = User.objects.filter(
        operates, is_active=True, memberships__status="active"
    ).order_by("family_name", "given_name", "pk")
    return found.distinct()


def _at_work(**operates: Any) -> "models.QuerySet[User]":
    """Give the owner of an action, where an active member of what operates it."""
    return User.objects.filter(
        pk=OuterRef("owner"),
        is_active=True,
        memberships__status="active",
        **{f"memberships__organisation__{name}": x for name, x in operates.items()},
    )


class PlanActionQuerySet(models.QuerySet["PlanAction"]):
    """Actions in the words of those who carry them."""

    def visible_to(self, user: Any) -> "PlanActionQuerySet":
        """What is published; drafts for the labs, the State and the programme."""
        if may.reads_drafts(user) or getattr(user, "is_superuser", False):
            return self
        return self.filter(is_published=True)

    def open(self) -> "PlanActionQuerySet":
        """Those that are planned or under way."""
        return self.filter(status__in=PLAN_OPEN)

    def late(self, today: date) -> "PlanActionQuerySet":
        """Open ones whose end has passed, or a milestone's forecast."""
        passed = Milestone.objects.open().filter(
            action=OuterRef("pk"), forecast_on__lt=today
        )
        return self.open().filter(Q(due_on__lt=today) | Q(Exists(passed)))

    def orphaned(
        self, labs: Collection[int] = (), *, own: bool = False
    ) -> "PlanActionQuerySet":
        """Open ones of these labs whose owner works there no more; see `carriers`.

        `own`: the programme's own ones, which have no lab, as well.
        """
        found = Q(~Exists(_at_work(operated_labs=OuterRef("lab"))), lab__in=labs)
        if own:
            found |= Q(~Exists(_at_work(operated_programmes__isnull=False)), lab=None)
        return self.open().filter(found)

    def with_sides(self) -> "PlanActionQuerySet":
        """The lab, the axis, the owner and the milestones, in two statements."""
        rows = Milestone.objects.order_by("planned_on", "pk")
        return self.select_related(
            "lab__operator", "workstream", "owner"
        ).prefetch_related(models.Prefetch("milestones", rows))


class PlanAction(Record):
    """What a lab, or the programme, has undertaken: for what, by whom, until when."""

    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="plan_actions",
    )
    workstream = models.ForeignKey(
        "programmes.Workstream",
        verbose_name=_("axis"),
        on_delete=models.PROTECT,
        related_name="plan_actions",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=pgettext_lazy("action", "carried by"),
        on_delete=models.PROTECT,
        related_name="plan_actions",
    )
    title = models.CharField(_("title"), max_length=160)
    aim = models.TextField(pgettext_lazy("action", "aim"), max_length=1000)
    starts_on = models.DateField(_("first day"))
    due_on = models.DateField(_("last day"))
    cost = models.DecimalField(
        _("cost in euros"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    status = models.CharField(
        _("status"), max_length=7, choices=P.choices, default=P.PLANNED
    )
    started_on = models.DateField(_("started on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=300, blank=True)
    is_published = models.BooleanField(
        pgettext_lazy("action", "published"), default=False
    )

    objects = PlanActionQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("action of the plan")
        verbose_name_plural = _("actions of the plan")
        constraints = (
            models.CheckConstraint(
                name="plan_days_in_order", condition=Q(due_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="plan_is_said", condition=~Q(title="") & ~Q(aim="")
            ),
            models.CheckConstraint(
                name="plan_cost_is_euros",
                condition=Q(cost=None)
                | Q(cost__isnull=False, cost__gte=0, cost__lte=MOST_EUROS),
            ),
            models.CheckConstraint(
                name="plan_started_since",
                condition=Q(status="planned", started_on=None)
                | Q(status__in=["running", "done"], started_on__isnull=False)
                | Q(status="dropped"),
            ),
            models.CheckConstraint(
                name="plan_ended_since",
                condition=Q(status__in=["done", "dropped"], ended_on__isnull=False)
                | Q(status__in=["planned", "running"], ended_on=None),
            ),
            models.CheckConstraint(
                name="plan_dropped_says_why",
                condition=Q(~Q(reason=""), status="dropped")
                | Q(~Q(status="dropped"), reason=""),
            ),
        )
        indexes = (
            models.Index(fields=["due_on", "id"], name="plan_by_due"),
            models.Index(fields=["starts_on", "id"], name="plan_by_start"),
            models.Index(fields=["lab", "status", "due_on"], name="plan_of_lab"),
            models.Index(
                fields=["owner", "due_on"],
                condition=Q(status__in=PLAN_OPEN),
                name="plan_of_owner",
            ),
        )
        rules_permissions: ClassVar = {
            "view": may.sees_plan,
            "edit": may.keeps_plan,
            "start": may.keeps_plan,
            "finish": may.keeps_plan,
            "drop": may.keeps_plan,
            "resume": may.keeps_plan,
            "hand_over": may.keeps_plan,
            "publish": may.keeps_plan,
            "unpublish": may.keeps_plan,
            "link": may.links_plan,
            "unlink": may.links_plan,
            "export": rules.exports_own,
        }

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Give its page in the portal."""
        return reverse("programmes:plan_action_detail", args=[self.public_id])


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    """Milestones in the words of those who wait for them."""

    def visible_to(self, user: Any) -> "MilestoneQuerySet":
        """Those of the actions that a person sees."""
        seen = PlanAction.objects.visible_to(user)
        return self.filter(action__in=seen.values("pk"))

    def open(self) -> "MilestoneQuerySet":
        """Those that are to come."""
        return self.filter(status=M.OPEN)

    def overdue(self, today: date) -> "MilestoneQuerySet":
        """Open ones of actions under way whose forecast has passed."""
        return self.open().filter(action__status=P.RUNNING, forecast_on__lt=today)


class Milestone(Record):
    """A day by which something is to be seen: planned, forecast, then real."""

    action = models.ForeignKey(
        PlanAction,
        verbose_name=_("action of the plan"),
        on_delete=models.PROTECT,
        related_name="milestones",
    )
    title = models.CharField(_("title"), max_length=160)
    # Kept once the action is under way; the database refuses a silent change.
    planned_on = models.DateField(_("planned on"))
    forecast_on = models.DateField(_("forecast for"))
    actual_on = models.DateField(_("reached on"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=7, choices=M.choices, default=M.OPEN
    )
    evidence = models.TextField(_("what shows it"), max_length=600, blank=True)
    evidence_url = models.URLField(_("address of what shows it"), blank=True)
    reason = models.TextField(_("reason"), max_length=300, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = (
            models.CheckConstraint(name="milestone_is_said", condition=~Q(title="")),
            models.CheckConstraint(
                name="milestone_reached_is_shown",
                condition=Q(
                    ~Q(evidence="", evidence_url=""),
                    status="reached",
                    actual_on__isnull=False,
                )
                | Q(~Q(status="reached"), actual_on=None),
            ),
            models.CheckConstraint(
                name="milestone_dropped_says_why",
                condition=Q(~Q(reason=""), status="dropped")
                | Q(~Q(status="dropped"), reason=""),
            ),
        )
        indexes = (
            models.Index(fields=["action", "planned_on", "id"], name="milestone_of"),
            models.Index(fields=["forecast_on", "id"], name="milestone_by_forecast"),
        )
        rules_permissions: ClassVar = {
            "view": may.sees_plan,
            "correct": may.keeps_plan,
            "forecast": may.keeps_plan,
            "reach": may.keeps_plan,
            "reopen": may.keeps_plan,
            "drop": may.keeps_plan,
            "remove": may.keeps_plan,
            "nudge": rules.is_system,
        }

    def __str__(self) -> str:
        return self.title

    @property
    def day(self) -> date:
        """The day that counts now: the real one, else the forecast."""
        return self.actual_on or self.forecast_on

    @property
    def slip(self) -> int:
        """Calendar days from the planned day to the one that counts now.

        Calendar days: labs with other quiet weeks can be compared, the programme's
        own actions have no calendar, and three weeks late is said in weeks.
        """
        return (self.day - self.planned_on).days


class MilestoneForecast(Model):
    """A line of a milestone's history of days: written once, never changed."""

    milestone = models.ForeignKey(
        Milestone,
        verbose_name=_("milestone"),
        on_delete=models.PROTECT,
        related_name="forecasts",
    )
    kind = models.CharField(_("change"), max_length=10, choices=ForecastKind.choices)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    why = models.CharField(pgettext_lazy("forecast", "why"), max_length=300)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    said_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta(Model.Meta):
        verbose_name = _("forecast of a milestone")
        verbose_name_plural = _("forecasts of milestones")
        constraints = (
            models.CheckConstraint(name="forecast_says_why", condition=~Q(why="")),
        )
        indexes = (
            models.Index(fields=["milestone", "said_at", "id"], name="forecast_of"),
        )
        rules_permissions: ClassVar[dict[str, Any]] = {}

    def __str__(self) -> str:
        return f"{self.from_on} – {self.to_on}"
