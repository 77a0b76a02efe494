"""When a decision maker is away, and what was said on the phone."""

from datetime import date
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.fields.ranges import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from matchmaking.enums import CallResult
from matchmaking.models.meeting import only
from servindus.calendar import Span
from servindus.models import Model, Record


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Absences in the calendar's words."""

    def on(self, day: date) -> "AbsenceQuerySet":
        """Those that this day is part of."""
        return self.filter(first_day__lte=day, last_day__gte=day)


class Absence(Record):
    """Days on which a decision maker is asked nothing; no clock runs on them."""

    decision_maker = models.ForeignKey(
        "matchmaking.DecisionMaker", on_delete=models.CASCADE, related_name="absences"
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    # Whom the lab may call meanwhile; nobody else is written to.
    backup = models.ForeignKey(
        "matchmaking.DecisionMaker",
        verbose_name=_("colleague meanwhile"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = AbsenceQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ("first_day",)
        constraints = (
            models.CheckConstraint(
                name="absence_ends_after_start",
                condition=Q(last_day__gte=F("first_day")),
            ),
            models.CheckConstraint(
                name="absence_has_another_backup",
                condition=Q(backup=None) | ~Q(backup=F("decision_maker")),
            ),
            ExclusionConstraint(
                name="absence_once_at_a_time",
                expressions=[
                    (only("decision_maker"), RangeOperators.OVERLAPS),
                    (
                        Func(
                            F("first_day"),
                            F("last_day"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        )
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}"

    @property
    def span(self) -> Span:
        """First and last day, as a calendar takes them."""
        return self.first_day, self.last_day


class CallNote(Model):
    """What came of a telephone call of the lab about a request."""

    introduction = models.ForeignKey(
        "matchmaking.Introduction", on_delete=models.CASCADE, related_name="calls"
    )
    entry = models.OneToOneField(
        "servindus.JournalEntry", on_delete=models.PROTECT, related_name="+"
    )
    result = models.CharField(_("result"), max_length=10, choices=CallResult.choices)
    again_on = models.DateField(_("call again on"), null=True, blank=True)

    class Meta(Model.Meta):
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = (
            models.CheckConstraint(
                name="call_again_only_when_not_reached",
                condition=Q(again_on=None) | ~Q(result="spoken"),
            ),
        )
        indexes = (
            models.Index(
                fields=["again_on"],
                condition=Q(again_on__isnull=False),
                name="call_again",
            ),
        )
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return str(self.get_result_display())
