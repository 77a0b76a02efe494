"""After the answer: what was promised, what is in force, what the site says of it."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from blockers import rules
from blockers.enums import (
    FLAG_MONTHS,
    CommitmentStatus,
    ContestationStatus,
    EndDecision,
    Round,
    Solved,
    VerificationStatus,
)
from programmes import rules as frame
from programmes.enums import OrganisationKind
from servindus import clock
from servindus.delays import add_months
from servindus.models import Record

if TYPE_CHECKING:
    from servindus.models import User

MAX_MONTHS_GAINED = 600


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Commitments in the words of whoever waits for them."""

    def visible_to(self, user: "User") -> "CommitmentQuerySet":
        """All labs', and those of the reader's own authority."""
        if frame.is_programme_admin(user) or frame.lab_ids(user):
            return self
        own = frame.organisation_ids(user, OrganisationKind.AUTHORITY)
        return self.filter(answer__escalation__authority__in=own or [0])

    def open(self) -> "CommitmentQuerySet":
        """Those that are still to be kept."""
        return self.filter(status=CommitmentStatus.OPEN)

    def with_people(self) -> "CommitmentQuerySet":
        """Everything that a row of a board names, in the same query."""
        return self.select_related(
            "blocker__lab__operator", "answer__escalation__authority", "answer__ask"
        )


class Commitment(Record):
    """Something that an authority has promised in an answer, by a day that it named."""

    blocker = models.ForeignKey(
        "blockers.Blocker",
        verbose_name=_("blocker"),
        on_delete=models.PROTECT,
        related_name="commitments",
    )
    answer = models.ForeignKey(
        "blockers.Answer", on_delete=models.PROTECT, related_name="commitments"
    )
    what = models.CharField(_("commitment"), max_length=300)
    who = models.CharField(_("who keeps it"), max_length=160)
    made_on = models.DateField(_("made on"))
    due_on = models.DateField(_("kept by"))
    status = models.CharField(
        _("status"),
        max_length=8,
        choices=CommitmentStatus.choices,
        default=CommitmentStatus.OPEN,
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    drop_reason = models.CharField(_("why it is given up"), max_length=600, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = (
            models.UniqueConstraint(
                fields=["answer"],
                condition=Q(status="open"),
                name="commitment_open_once_per_answer",
            ),
            models.CheckConstraint(
                name="commitment_says_what_and_who", condition=~Q(what="") & ~Q(who="")
            ),
            models.CheckConstraint(
                name="commitment_ended_has_its_day",
                condition=Q(status="open", ended_at=None)
                | Q(~Q(status="open"), ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="commitment_dropped_says_why",
                condition=Q(~Q(drop_reason=""), status="dropped")
                | Q(~Q(status="dropped"), drop_reason=""),
            ),
        )
        indexes = (
            models.Index(
                fields=["due_on", "id"],
                condition=Q(status="open"),
                name="commitment_board",
            ),
            models.Index(fields=["blocker", "status"], name="commitment_of_blocker"),
        )
        rules_permissions: ClassVar = {
            "view": rules.sees_commitment,
            "confirm": rules.confirms_commitment,
            "drop": rules.keeps_commitment,
        }

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        """Give the page of the dossier whose answer it stands in."""
        return self.answer.escalation.get_absolute_url()

    def is_late(self, today: date) -> bool:
        """Whether its day has passed and nothing is in force."""
        return self.status == CommitmentStatus.OPEN and self.due_on < today

    def is_long(self, today: date) -> bool:
        """Whether a year has gone by since it was made."""
        return (
            self.status == CommitmentStatus.OPEN
            and add_months(self.made_on, FLAG_MONTHS) < today
        )


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Measures in the words of whoever looks at the calendar."""

    def visible_to(self, user: "User") -> "MeasureQuerySet":
        """All labs', and those of the reader's own authority."""
        if frame.is_programme_admin(user) or frame.lab_ids(user):
            return self
        own = frame.organisation_ids(user, OrganisationKind.AUTHORITY)
        return self.filter(commitment__answer__escalation__authority__in=own or [0])

    def ending(self) -> "MeasureQuerySet":
        """Derogations about whose end nothing has been decided, the next end first."""
        rows = self.filter(in_force_to__isnull=False, end_decision="")
        return rows.order_by("in_force_to", "pk")

    def with_people(self) -> "MeasureQuerySet":
        """Everything that a row of a calendar names, in the same query."""
        return self.select_related(
            "commitment__blocker__lab__operator",
            "commitment__answer__escalation__authority",
            "commitment__answer__ask",
        )


class Measure(Record):
    """An act in force that keeps a commitment, as whoever confirmed it has seen it."""

    commitment = models.OneToOneField(
        Commitment, on_delete=models.PROTECT, related_name="measure"
    )
    act_reference = models.CharField(_("number of the act"), max_length=80, blank=True)
    evidence = models.CharField(_("what shows it"), max_length=600)
    territory = models.CharField(_("where"), max_length=120, blank=True)
    in_force_from = models.DateField(_("in force from"))
    in_force_to = models.DateField(_("until"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    end_decision = models.CharField(
        _("decided for the end"), max_length=12, choices=EndDecision.choices, blank=True
    )
    end_reason = models.CharField(_("reason"), max_length=600, blank=True)
    end_decided_at = models.DateTimeField(null=True, blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("measure in force")
        verbose_name_plural = _("measures in force")
        constraints = (
            models.CheckConstraint(
                name="measure_has_evidence", condition=~Q(evidence="")
            ),
            models.CheckConstraint(
                name="measure_ends_after_it_begins",
                condition=Q(in_force_to=None) | Q(in_force_to__gt=F("in_force_from")),
            ),
            models.CheckConstraint(
                name="measure_end_is_whole",
                condition=Q(end_decision="", end_reason="", end_decided_at=None)
                | Q(
                    ~Q(end_decision=""),
                    ~Q(end_reason=""),
                    end_decided_at__isnull=False,
                ),
            ),
        )
        indexes = (
            models.Index(
                fields=["in_force_to", "id"],
                condition=Q(in_force_to__isnull=False, end_decision=""),
                name="measure_ending",
            ),
            models.Index(fields=["in_force_from"], name="measure_since"),
        )
        rules_permissions: ClassVar = {
            "view": rules.sees_measure,
            "end": rules.ends_measure,
        }

    def __str__(self) -> str:
        return f"{self.commitment.what} ({self.in_force_from})"


class Verification(Record):
    """One company's word on whether an answer has changed anything on its site."""

    report = models.ForeignKey(
        "blockers.Report", on_delete=models.PROTECT, related_name="verifications"
    )
    answer = models.ForeignKey(
        "blockers.Answer", on_delete=models.PROTECT, related_name="verifications"
    )
    # What is in force; none where nothing had to change.
    measure = models.ForeignKey(
        Measure,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="verifications",
    )
    round = models.CharField(max_length=6, choices=Round.choices)
    status = models.CharField(
        _("status"),
        max_length=8,
        choices=VerificationStatus.choices,
        default=VerificationStatus.ASKED,
    )
    # Clock C7, frozen with the version of its rule.
    version = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField(_("asked"))
    due_on = models.DateField(_("to answer by"))
    ended_at = models.DateTimeField(null=True, blank=True)
    solved = models.CharField(
        _("on site"), max_length=20, choices=Solved.choices, blank=True
    )
    text = models.CharField(_("in the company’s words"), max_length=1000, blank=True)
    months_gained = models.PositiveSmallIntegerField(
        _("months gained"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MAX_MONTHS_GAINED)],
    )
    jobs = models.DecimalField(
        _("jobs created or kept, full-time"),
        max_digits=7,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )

    class Meta(Record.Meta):
        verbose_name = _("verification on site")
        verbose_name_plural = _("verifications on site")
        constraints = (
            models.UniqueConstraint(
                fields=["report", "answer", "measure", "round"],
                nulls_distinct=False,
                name="verification_once_per_round",
            ),
            models.CheckConstraint(
                name="verification_answered_says_it",
                condition=Q(~Q(solved=""), status="answered")
                | Q(~Q(status="answered"), solved=""),
            ),
            models.CheckConstraint(
                name="verification_ended_has_its_day",
                condition=Q(status="asked", ended_at=None)
                | Q(~Q(status="asked"), ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="verification_not_solved_says_why",
                condition=~Q(solved__in=["not_solved", "partly"]) | ~Q(text=""),
            ),
            models.CheckConstraint(
                name="verification_gains_are_no_loss",
                condition=(Q(jobs=None) | Q(jobs__gte=0))
                & (Q(months_gained=None) | Q(months_gained__lte=MAX_MONTHS_GAINED)),
            ),
        )
        indexes = (
            models.Index(
                fields=["due_on"], condition=Q(status="asked"), name="verification_due"
            ),
        )
        rules_permissions: ClassVar = {
            "answer": rules.verifies,
            "lapse": rules.settles,
            "remind": rules.settles,
        }

    def __str__(self) -> str:
        return f"{self.report} ({self.get_round_display()})"


class Contestation(Record):
    """A company's new fact against a refusal; somebody else reads it a second time."""

    report = models.ForeignKey(
        "blockers.Report", on_delete=models.PROTECT, related_name="contestations"
    )
    answer = models.ForeignKey(
        "blockers.Answer", on_delete=models.PROTECT, related_name="contestations"
    )
    text = models.CharField(_("new fact or legal argument"), max_length=2000)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=ContestationStatus.choices,
        default=ContestationStatus.FILED,
    )
    filed_at = models.DateTimeField(_("filed"))
    decided_at = models.DateTimeField(null=True, blank=True)
    dismissal = models.CharField(_("why not"), max_length=600, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("contestation")
        verbose_name_plural = _("contestations")
        constraints = (
            models.UniqueConstraint(
                fields=["report", "answer"], name="contestation_once_per_answer"
            ),
            models.UniqueConstraint(
                fields=["answer"],
                condition=Q(status="confirmed"),
                name="second_reading_once_per_answer",
            ),
            models.CheckConstraint(
                name="contestation_says_something", condition=~Q(text="")
            ),
            models.CheckConstraint(
                name="contestation_decided_has_its_day",
                condition=Q(status="filed", decided_at=None)
                | Q(~Q(status="filed"), decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="contestation_dismissed_says_why",
                condition=Q(~Q(dismissal=""), status="dismissed")
                | Q(~Q(status="dismissed"), dismissal=""),
            ),
        )
        rules_permissions: ClassVar[dict[str, Any]] = {
            "view": rules.passes_contestation,
            "confirm": rules.passes_contestation,
            "dismiss": rules.passes_contestation,
        }

    def __str__(self) -> str:
        return f"{self.report}: {self.answer}"

    def get_absolute_url(self) -> str:
        """Give the page where the lab reads it."""
        return reverse("blockers:contestation_detail", args=[self.public_id])

    @property
    def days_since(self) -> int:
        """How many days the lab has had it."""
        return (clock.today() - clock.local_day(self.filed_at)).days
