"""Time: proposed slots, and the meeting that one of them becomes."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField
from django.contrib.postgres.fields.ranges import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from matchmaking import rules
from matchmaking.enums import Format, MeetingStatus, Outcome, Side, SlotStatus
from matchmaking.models.introduction import Introduction
from programmes import rules as frame
from servindus import clock
from servindus.models import Record

if TYPE_CHECKING:
    from servindus.models import User


def only(person: str) -> Func:
    """Give a range that holds one id: core types stand in for btree_gist."""
    return Func(
        F(person),
        F(person),
        Value("[]"),
        function="int8range",
        output_field=BigIntegerRangeField(),
    )


def _never_twice(person: str) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=f"meeting_once_at_a_time_{person}",
        expressions=[
            (only(f"{person}_id"), RangeOperators.OVERLAPS),
            ("span", RangeOperators.OVERLAPS),
        ],
        condition=Q(status="booked"),
    )


class SlotOffer(Record):
    """A time proposed by one side; it freezes nothing, the pick is the only act."""

    introduction = models.ForeignKey(
        "matchmaking.Introduction", on_delete=models.CASCADE, related_name="slots"
    )
    proposed_by = models.CharField(max_length=8, choices=Side.choices)
    span = DateTimeRangeField(_("time"))
    format = models.CharField(_("way to meet"), max_length=8, choices=Format.choices)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=SlotStatus.choices,
        default=SlotStatus.OFFERED,
    )

    class Meta(Record.Meta):
        verbose_name = _("proposed slot")
        verbose_name_plural = _("proposed slots")
        constraints = (
            models.CheckConstraint(
                name="slot_has_both_ends",
                condition=Q(
                    span__startswith__isnull=False, span__endswith__isnull=False
                ),
            ),
        )
        indexes = (
            models.Index(
                fields=["introduction", "status"], name="slot_of_introduction"
            ),
        )
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return f"{self.starts_at.astimezone(clock.PARIS):%d/%m/%Y %H:%M}"

    @property
    def starts_at(self) -> datetime:
        """When it would begin."""
        start: datetime = self.span.lower
        return start

    @property
    def ends_at(self) -> datetime:
        """When it would end."""
        end: datetime = self.span.upper
        return end


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings in people's words."""

    def visible_to(self, user: "User") -> "MeetingQuerySet":
        """The meetings of the requests that this person may read, not only see."""
        introductions = Introduction.objects.visible_to(user)
        rows = self.filter(introduction__in=introductions)
        if frame.is_programme_admin(user) or user.is_superuser:
            return rows
        return rows.filter(
            Q(introduction__lab__in=frame.lab_ids(user))
            | Q(startup__in=rules.startup_ids(user))
            | Q(decision_maker__user=user)
        )


class Meeting(Record):
    """A booked time; the database refuses two at once for one person."""

    introduction = models.ForeignKey(
        "matchmaking.Introduction", on_delete=models.PROTECT, related_name="meetings"
    )
    startup = models.ForeignKey(
        "programmes.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    decision_maker = models.ForeignKey(
        "matchmaking.DecisionMaker", on_delete=models.PROTECT, related_name="meetings"
    )
    span = DateTimeRangeField(_("time"))
    format = models.CharField(_("way to meet"), max_length=8, choices=Format.choices)
    place = models.CharField(_("place or link"), max_length=300, blank=True)
    status = models.CharField(
        _("status"),
        max_length=16,
        choices=MeetingStatus.choices,
        default=MeetingStatus.BOOKED,
    )
    ics_uid = models.CharField(max_length=120)
    ics_sequence = models.PositiveIntegerField(default=0)
    moved_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="moved_to"
    )

    objects = MeetingQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = (
            _never_twice("decision_maker"),
            _never_twice("startup"),
            models.UniqueConstraint(
                fields=["introduction"],
                condition=Q(status="booked"),
                name="meeting_booked_once",
            ),
            models.CheckConstraint(
                name="meeting_has_both_ends",
                condition=Q(
                    span__startswith__isnull=False, span__endswith__isnull=False
                ),
            ),
        )
        indexes = (
            models.Index(
                fields=["introduction", "-id"], name="meeting_of_introduction"
            ),
            # The desk's order: what comes last, first.
            models.Index(fields=["-span", "-id"], name="meeting_by_date"),
        )
        rules_permissions: ClassVar = {
            "view": rules.sees_meeting,
            "remind": rules.is_system,
            "ask": rules.is_system,
        }

    def __str__(self) -> str:
        return f"{self.starts_at.astimezone(clock.PARIS):%d/%m/%Y %H:%M}"

    @property
    def starts_at(self) -> datetime:
        """When it begins."""
        start: datetime = self.span.lower
        return start

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        end: datetime = self.span.upper
        return end


class MeetingReport(Record):
    """What one side says of a meeting; the two are never mixed or overwritten."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="reports"
    )
    side = models.CharField(max_length=8, choices=Side.choices)
    happened = models.CharField(max_length=16, choices=MeetingStatus.choices)
    outcome = models.CharField(
        _("outcome"), max_length=14, choices=Outcome.choices, blank=True
    )
    comment = models.CharField(_("comment"), max_length=400, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta(Record.Meta):
        verbose_name = _("meeting report")
        verbose_name_plural = _("meeting reports")
        constraints = (
            models.UniqueConstraint(
                fields=["meeting", "side"], name="report_once_a_side"
            ),
        )
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return f"{self.side}: {self.happened}"
