"""Clocks of cases: who owes what by when, frozen with the rule that said so."""

from datetime import date, timedelta
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField
from django.contrib.postgres.fields.ranges import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from blockers.clocks import UNITS, Code
from blockers.enums import Side
from servindus.calendar import Span
from servindus.delays import Delay
from servindus.models import Model

# A range that holds one id: core types stand in for btree_gist.
_ONE_CLOCK = Func(
    F("clock_id"),
    F("clock_id"),
    Value("[]"),
    function="int8range",
    output_field=BigIntegerRangeField(),
)


class ClockQuerySet(models.QuerySet["Clock"]):
    """Clocks in the words of whoever waits."""

    def running(self) -> "ClockQuerySet":
        """Those that have not been stopped."""
        return self.filter(stopped_on=None)

    def with_pauses(self) -> "ClockQuerySet":
        """Their pauses, in one query more."""
        return self.prefetch_related("pauses")


class Clock(Model):
    """One delay of a report or an escalation; its rule is frozen when it starts."""

    report = models.ForeignKey(
        "blockers.Report",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="clocks",
    )
    escalation = models.ForeignKey(
        "blockers.Escalation",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="clocks",
    )
    # The lab of the case, which no act changes: a lab's delays are read in their order.
    lab = models.ForeignKey(
        "programmes.Lab", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    code = models.CharField(max_length=2, choices=Code.choices)
    version = models.PositiveSmallIntegerField(_("version of the rule"))
    owed_by = models.CharField(max_length=8, choices=Side.choices)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=12, choices=[(unit, unit) for unit in UNITS])
    started_on = models.DateField(_("started"))
    due_on = models.DateField(_("due"))
    stopped_on = models.DateField(_("stopped"), null=True, blank=True)
    # Since that day the amount is the longer one that the rule allows once.
    extended_on = models.DateField(_("extended"), null=True, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta(Model.Meta):
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        constraints = (
            models.UniqueConstraint(
                fields=["report", "code"],
                condition=Q(stopped_on=None),
                name="clock_runs_once",
            ),
            models.UniqueConstraint(
                fields=["escalation", "code"],
                condition=Q(stopped_on=None),
                name="clock_of_escalation_runs_once",
            ),
            models.CheckConstraint(
                name="clock_is_of_one_case",
                condition=Q(report__isnull=False, escalation=None)
                | Q(report=None, escalation__isnull=False),
            ),
            models.CheckConstraint(
                name="clock_goes_forward",
                condition=Q(due_on__gte=F("started_on"))
                & (Q(stopped_on=None) | Q(stopped_on__gte=F("started_on"))),
            ),
        )
        indexes = (
            models.Index(
                fields=["code", "due_on"],
                condition=Q(stopped_on=None),
                name="clock_running",
            ),
            # The page of delays, in the order of their dates: of cases, of dossiers, of
            # one kind, and those that run or ended late.
            models.Index(
                fields=["due_on", "id"],
                condition=Q(report__isnull=False),
                name="clock_of_cases",
            ),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(escalation__isnull=False),
                name="clock_of_dossiers",
            ),
            models.Index(
                fields=["lab", "due_on", "id"],
                condition=Q(report__isnull=False),
                name="clock_of_cases_of_lab",
            ),
            models.Index(
                fields=["lab", "due_on", "id"],
                condition=Q(escalation__isnull=False),
                name="clock_of_dossiers_of_lab",
            ),
            models.Index(fields=["code", "due_on", "id"], name="clock_of_kind"),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(stopped_on=None) | Q(stopped_on__gt=F("due_on")),
                name="clock_owed_or_late",
            ),
        )
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return f"{self.code} {self.due_on}"

    @property
    def delay(self) -> Delay:
        """The amount of time that was frozen."""
        return Delay(self.amount, self.unit)  # type: ignore[arg-type]

    @property
    def is_paused(self) -> bool:
        """Whether a pause is open."""
        return any(pause.span.upper is None for pause in self.pauses.all())

    def pauses_until(self, day: date) -> list[Span]:
        """Give the pauses as first and last days; an open one reaches `day`."""
        return [pause.days_until(day) for pause in self.pauses.all()]


class ClockPause(Model):
    """Whole days on which a clock stood; an open one has no end yet."""

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="pauses")
    # Half open as PostgreSQL keeps it: the upper day is the first that counts again.
    span = DateRangeField()
    entry = models.ForeignKey(
        "servindus.JournalEntry", on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Model.Meta):
        verbose_name = _("pause of a clock")
        verbose_name_plural = _("pauses of clocks")
        constraints = (
            ExclusionConstraint(
                name="clock_pauses_never_overlap",
                expressions=[
                    (_ONE_CLOCK, RangeOperators.OVERLAPS),
                    ("span", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="clock_pause_has_a_beginning",
                condition=Q(span__lower_inf=False, span__isempty=False),
            ),
        )
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return str(self.span)

    def days_until(self, day: date) -> Span:
        """Give the first and the last day of the pause; an open one reaches `day`."""
        last = day if self.span.upper is None else self.span.upper - timedelta(days=1)
        return (self.span.lower, max(last, self.span.lower))
