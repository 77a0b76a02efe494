"""Witness companies: an engagement with a charter, and its waves."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.witnesses import rules as may
from programmes.witnesses.enums import (
    ENGAGEMENT_OPEN,
    MOST_HOURLY,
    SCOPES,
    WAITING,
    EngagementStatus,
    WaveKind,
    WaveStatus,
)
from servindus.models import Record

if TYPE_CHECKING:
    from servindus.models import User

E, W = EngagementStatus, WaveStatus


def _consent(label: Any) -> "models.BooleanField[Any, Any]":
    """Give a scope of consent: nothing is shared until the company says so."""
    return models.BooleanField(label, default=False)


def seen_by(user: "User", path: str = "") -> Q | None:
    """Give the condition of what a person reads along a path; None is everything.

    One's company's and those of one's lab: no other lab, no ministry (P4).
    """
    if rules.is_programme_admin(user) or user.is_superuser:
        return None
    own = rules.organisation_ids(user, rules.OrganisationKind.INDUSTRIAL)
    return Q(**{f"{path}organisation__in": own}) | Q(
        **{f"{path}lab__in": rules.lab_ids(user)}
    )


class WitnessEngagementQuerySet(models.QuerySet["WitnessEngagement"]):
    """Engagements in the words of whoever follows them."""

    def visible_to(self, user: "User") -> "WitnessEngagementQuerySet":
        """One's company's, those of one's lab; the programme sees all."""
        seen = seen_by(user)
        return self if seen is None else self.filter(seen)

    def running(self) -> "WitnessEngagementQuerySet":
        """Those whose charter is signed and which have not ended."""
        return self.filter(status=E.RUNNING)

    def with_sides(self) -> "WitnessEngagementQuerySet":
        """The company, the lab and its referents, in the same query."""
        return self.select_related(
            "organisation", "lab__operator", "referent", "second_referent"
        )

    def with_next_wave(self) -> "WitnessEngagementQuerySet":
        """Annotate `next_due`: the day of the first wave that is not approved."""
        waves = Wave.objects.filter(engagement=OuterRef("pk"), status__in=WAITING)
        first = models.Subquery(waves.order_by("due_on", "pk").values("due_on")[:1])
        entered = Exists(waves.filter(status=W.ENTERED))
        return self.annotate(next_due=first, has_entered=entered)


class WitnessEngagement(Record):
    """A company that lets its lab look: charter, what it shares, from when to when."""

    organisation = models.ForeignKey(
        "programmes.Organisation",
        verbose_name=_("company"),
        on_delete=models.PROTECT,
        related_name="witness_engagements",
    )
    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab"),
        on_delete=models.PROTECT,
        related_name="witness_engagements",
    )
    status = models.CharField(
        _("status"), max_length=8, choices=E.choices, default=E.PREPARED
    )
    referent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("referent"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    second_referent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("second referent"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    charter_signed_on = models.DateField(_("charter signed on"), null=True, blank=True)
    share_indicators = _consent(_("shares its figures"))
    share_quotes = _consent(_("shares quotes"))
    share_photos = _consent(_("shares photos"))
    share_name = _consent(_("shares its name"))
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    planned_end_on = models.DateField(_("planned last day"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    end_reason = models.TextField(_("why it ended"), max_length=300, blank=True)

    objects = WitnessEngagementQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("witness company")
        verbose_name_plural = _("witness companies")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(status__in=ENGAGEMENT_OPEN),
                name="witness_one_engagement_at_a_time",
            ),
            models.CheckConstraint(
                name="witness_referents_are_two_people",
                condition=Q(second_referent=None)
                | Q(
                    Q(second_referent__isnull=False), ~Q(second_referent=F("referent"))
                ),
            ),
            models.CheckConstraint(
                name="witness_running_has_charter",
                condition=~Q(status="running")
                | Q(
                    charter_signed_on__isnull=False,
                    starts_on__isnull=False,
                    planned_end_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="witness_shares_with_charter_only",
                condition=Q(charter_signed_on__isnull=False)
                | Q(**dict.fromkeys(SCOPES, False)),
            ),
            models.CheckConstraint(
                name="witness_days_in_order",
                condition=Q(starts_on=None)
                | Q(
                    starts_on__isnull=False,
                    charter_signed_on__isnull=False,
                    planned_end_on__isnull=False,
                    starts_on__gte=F("charter_signed_on"),
                    planned_end_on__gt=F("starts_on"),
                ),
            ),
            models.CheckConstraint(
                name="witness_ended_says_why",
                condition=Q(~Q(end_reason=""), status="ended", ended_on__isnull=False)
                | Q(~Q(status="ended"), end_reason="", ended_on=None),
            ),
        )
        indexes = (
            models.Index(fields=["lab", "status", "id"], name="witness_of_lab"),
            models.Index(fields=["-created_at", "-id"], name="witness_by_date"),
        )
        rules_permissions: ClassVar = {
            "view": may.sees_witness,
            "edit": may.edits_engagement,
            "sign": may.signs_charter,
            "share": may.changes_consents,
            "end": may.ends_engagement,
            "export": may.exports_witness,
        }

    def __str__(self) -> str:
        return str(self.organisation)

    def get_absolute_url(self) -> str:
        """Give its page in the portal."""
        return reverse("programmes:witness_engagement_detail", args=[self.public_id])

    @property
    def referents(self) -> list["User"]:
        """One or two people of the lab."""
        both = (self.referent, self.second_referent)
        return [user for user in both if user is not None]


class WaveQuerySet(models.QuerySet["Wave"]):
    """Waves in the order of their days."""

    def visible_to(self, user: "User") -> "WaveQuerySet":
        """Those of the engagements that a person reads."""
        seen = seen_by(user, "engagement__")
        return self if seen is None else self.filter(seen)

    def due_in(self) -> "WaveQuerySet":
        """Those of running engagements that nobody has entered."""
        open_ones = self.filter(status__in=[W.PLANNED, W.OPEN])
        return open_ones.filter(engagement__status=E.RUNNING)

    def with_sides(self) -> "WaveQuerySet":
        """The engagement with its company, lab and referents, in the same query."""
        return self.select_related(
            "engagement__organisation",
            "engagement__lab__operator",
            "engagement__referent",
            "engagement__second_referent",
        )

    def in_order(self) -> "WaveQuerySet":
        """The baseline first."""
        return self.order_by("due_on", "pk")


class Wave(Record):
    """One look at a witness company: the baseline, a quarter, a year or two later."""

    engagement = models.ForeignKey(
        WitnessEngagement,
        verbose_name=_("witness company"),
        on_delete=models.PROTECT,
        related_name="waves",
    )
    kind = models.CharField(_("wave"), max_length=9, choices=WaveKind.choices)
    due_on = models.DateField(_("due on"))
    status = models.CharField(
        _("status"), max_length=8, choices=W.choices, default=W.PLANNED
    )
    # What an hour of its people costs the company, where it says so; nobody guesses.
    hourly_cost = models.DecimalField(
        _("cost of an hour in euros"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
    )
    entered_on = models.DateField(_("entered on"), null=True, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    # What the lab asks for before it approves.
    remark = models.TextField(_("what is missing"), max_length=300, blank=True)

    objects = WaveQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("wave")
        verbose_name_plural = _("waves")
        constraints = (
            models.UniqueConstraint(
                fields=["engagement", "kind", "due_on"], name="wave_once_per_day"
            ),
            models.CheckConstraint(
                name="wave_entered_has_its_day",
                condition=Q(status__in=["planned", "open"], entered_on=None)
                | Q(status__in=["entered", "approved"], entered_on__isnull=False),
            ),
            models.CheckConstraint(
                name="wave_approved_has_its_day",
                condition=Q(status="approved", approved_on__isnull=False)
                | Q(~Q(status="approved"), approved_on=None),
            ),
            models.CheckConstraint(
                name="wave_hour_costs_something",
                condition=Q(hourly_cost=None)
                | Q(
                    hourly_cost__isnull=False,
                    hourly_cost__gt=0,
                    hourly_cost__lte=MOST_HOURLY,
                ),
            ),
        )
        indexes = (
            # What a timer looks for.
            models.Index(
                fields=["due_on", "id"],
                condition=Q(status__in=["planned", "open"]),
                name="wave_due",
            ),
            models.Index(fields=["status", "due_on", "id"], name="wave_by_status"),
        )
        rules_permissions: ClassVar = {
            "view": may.sees_witness,
            "price": may.writes_wave,
            "enter": may.enters_wave,
            "return": may.approves_wave,
            "approve": may.approves_wave,
            "nudge": rules.is_system,
        }

    def __str__(self) -> str:
        return f"{self.engagement}, {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Give its page in the portal."""
        return reverse("programmes:wave_detail", args=[self.public_id])

    def refresh_from_db(
        self, using: Any = None, fields: Any = None, from_queryset: Any = None
    ) -> None:
        """Read the row anew, its engagement in the same statement: guards ask both."""
        if fields is None and from_queryset is None:
            from_queryset = Wave.objects.select_related("engagement")
        super().refresh_from_db(using, fields, from_queryset)

    @property
    def organisation_id(self) -> int:
        """Whose company it is about, for rights."""
        return self.engagement.organisation_id

    @property
    def lab_id(self) -> int:
        """Whose lab follows it, for rights."""
        return self.engagement.lab_id
