"""The introduction: one startup asks to meet one decision maker."""

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matchmaking import rules
from matchmaking.enums import (
    APPEAL_DAYS,
    OPEN,
    Ask,
    Audience,
    DeclineReason,
    Format,
    IntroductionStatus,
    Origin,
    Outcome,
    RejectReason,
)
from matchmaking.models.rows import IntroductionQuerySet
from servindus import clock
from servindus.models import Model, Record

S = IntroductionStatus


class Introduction(Record):
    """A startup's request to meet a decision maker, from draft to outcome."""

    startup = models.ForeignKey(
        "programmes.Organisation",
        verbose_name=_("startup"),
        on_delete=models.PROTECT,
        related_name="introductions",
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    decision_maker = models.ForeignKey(
        "matchmaking.DecisionMaker",
        verbose_name=_("decision maker"),
        on_delete=models.PROTECT,
        related_name="introductions",
    )
    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab"),
        on_delete=models.PROTECT,
        related_name="introductions",
    )
    workstream = models.ForeignKey(
        "programmes.Workstream", null=True, on_delete=models.PROTECT, related_name="+"
    )
    origin = models.CharField(
        max_length=10, choices=Origin.choices, default=Origin.DIRECTORY
    )
    subject = models.CharField(_("subject"), max_length=80, blank=True)
    why_you = models.CharField(
        _("why this meeting would help you both"), max_length=600, blank=True
    )
    ask = models.CharField(
        _("what you expect"), max_length=10, choices=Ask.choices, blank=True
    )
    formats = models.JSONField(_("ways to meet"), default=list, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=S.choices, default=S.DRAFT
    )
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("moderator"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    checklist = models.JSONField(default=dict, blank=True)
    reject_code = models.CharField(
        max_length=12, choices=RejectReason.choices, blank=True
    )
    # The first refusal: who and when; an appeal goes to somebody else, once.
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    refused_at = models.DateTimeField(null=True, blank=True)
    appealed_at = models.DateTimeField(_("appealed"), null=True, blank=True)
    startup_consent_at = models.DateTimeField(null=True, blank=True)
    startup_consent_text = models.CharField(max_length=16, blank=True)
    manager_consent_at = models.DateTimeField(null=True, blank=True)
    manager_consent_text = models.CharField(max_length=16, blank=True)
    manager_consent_channel = models.CharField(max_length=8, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    moderate_by = models.DateField(_("to moderate by"), null=True, blank=True)
    queued_at = models.DateTimeField(null=True, blank=True)
    expected_on = models.DateField(_("expected to leave on"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    # When it took a seat of the person's budget; none for what came back unread. What
    # was put off or opened again has left before.
    seat_at = models.DateTimeField(null=True, blank=True)
    earlier_seats = ArrayField(models.DateTimeField(), default=list, editable=False)
    due_on = models.DateField(_("answer by"), null=True, blank=True)
    deferred_until = models.DateField(_("postponed until"), null=True, blank=True)
    times_deferred = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    # Until then the answer can be taken back, and nobody else hears of it.
    settles_at = models.DateTimeField(null=True, blank=True)
    # Who noted the answer of a telephone call, and may take the note back in time.
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    contacts_revealed_at = models.DateTimeField(null=True, blank=True)
    # Since when the lab has to call; none once it has, or once somebody has answered.
    flagged_at = models.DateTimeField(_("to call since"), null=True, blank=True)
    decline_code = models.CharField(
        max_length=14, choices=DeclineReason.choices, blank=True
    )
    decline_shared = models.CharField(max_length=300, blank=True)
    decline_private = models.CharField(max_length=300, blank=True)
    redirected_to = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="redirected_from",
    )
    outcome = models.CharField(
        _("outcome"), max_length=14, choices=Outcome.choices, blank=True
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    slot_due_on = models.DateField(_("slot chosen by"), null=True, blank=True)
    # The date that the file's turn strip shows: lists are sorted by it.
    next_on = models.GeneratedField(
        expression=Coalesce(
            Case(
                When(status="submitted", then=F("moderate_by")),
                When(status="queued", then=F("expected_on")),
                When(status="sent", then=F("due_on")),
                When(status="deferred", then=F("deferred_until")),
                When(status="accepted", then=F("slot_due_on")),
                default=None,
                output_field=models.DateField(),
            ),
            Value(date(9999, 12, 31), output_field=models.DateField()),
        ),
        output_field=models.DateField(),
        db_persist=True,
    )

    # The startup's lab and the words of the two names: lists are kept and searched by
    # them; the database keeps them (trigger `words_of_request`).
    startup_lab = models.ForeignKey(
        "programmes.Lab",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    words = SearchVectorField(null=True, editable=False)

    objects = IntroductionQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")
        constraints = (
            models.UniqueConstraint(
                fields=["startup", "decision_maker"],
                condition=Q(status__in=[str(status) for status in OPEN]),
                name="introduction_open_once",
            ),
            models.CheckConstraint(
                name="introduction_sent_has_dates",
                condition=~Q(status="sent")
                | Q(sent_at__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="introduction_accepted_has_both_consents",
                condition=~Q(status="accepted")
                | Q(
                    startup_consent_at__isnull=False,
                    manager_consent_at__isnull=False,
                    contacts_revealed_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="introduction_revealed_after_both_consents",
                condition=Q(contacts_revealed_at__isnull=True)
                | Q(
                    startup_consent_at__isnull=False,
                    manager_consent_at__isnull=False,
                    contacts_revealed_at__gte=F("manager_consent_at"),
                ),
            ),
            models.CheckConstraint(
                name="introduction_declined_has_code",
                condition=~Q(status="declined") | ~Q(decline_code=""),
            ),
            models.CheckConstraint(
                name="introduction_rejected_has_code",
                condition=~Q(status="rejected") | ~Q(reject_code=""),
            ),
            models.CheckConstraint(
                name="introduction_appealed_after_refusal",
                condition=Q(appealed_at=None)
                | Q(
                    refused_by__isnull=False,
                    refused_at__isnull=False,
                    appealed_at__gte=F("refused_at"),
                    # The last day counts to its end, in Paris.
                    appealed_at__lte=F("refused_at") + timedelta(days=APPEAL_DAYS + 1),
                ),
            ),
            models.CheckConstraint(
                name="introduction_appeal_goes_to_another",
                condition=Q(appealed_at=None)
                | Q(moderator=None)
                | ~Q(moderator=F("refused_by")),
            ),
            models.CheckConstraint(
                name="introduction_closed_has_outcome",
                condition=~Q(status="closed")
                | (~Q(outcome="") & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="introduction_deferred_has_date",
                condition=~Q(status="deferred") | Q(deferred_until__isnull=False),
            ),
            models.CheckConstraint(
                name="introduction_submitted_is_complete",
                condition=Q(status__in=["draft", "withdrawn"])
                | (
                    ~Q(subject="")
                    & ~Q(why_you="")
                    & ~Q(ask="")
                    & Q(submitted_at__isnull=False)
                ),
            ),
        )
        indexes = (
            models.Index(
                fields=["lab", "moderate_by", "id"],
                condition=Q(status="submitted"),
                name="introduction_to_moderate",
            ),
            models.Index(
                fields=["startup", "status", "next_on", "id"],
                name="introduction_startup",
            ),
            models.Index(
                fields=["decision_maker", "status"], name="introduction_manager"
            ),
            models.Index(
                fields=["lab", "status", "next_on", "id"], name="introduction_lab"
            ),
            # A lab's list holds its own files and those of its startups: one walk in
            # the list's order is cheaper than sorting the two together.
            models.Index(fields=["next_on", "id"], name="introduction_by_date"),
            GinIndex(fields=["words"], name="introduction_words"),
            models.Index(fields=["-updated_at", "-id"], name="introduction_by_change"),
            models.Index(
                fields=["decision_maker", "seat_at"],
                condition=Q(seat_at__isnull=False),
                name="introduction_seats",
            ),
            models.Index(
                fields=["queued_at"],
                condition=Q(status="queued"),
                name="introduction_queue",
            ),
            models.Index(
                fields=["lab", "next_on", "id"],
                condition=Q(flagged_at__isnull=False),
                name="introduction_to_call",
            ),
        )
        rules_permissions: ClassVar = {
            "view": rules.sees_introduction,
            "read": rules.reads_introduction,
            "read_notes_of": rules.reads_notes,
            "note": rules.is_moderator,
            "see_contact_of": rules.sees_contact,
            "edit": rules.is_startup_member,
            "submit": rules.is_startup_member,
            "withdraw": rules.withdraws,
            "ask_info": rules.moderates,
            "reword": rules.moderates,
            "agree": rules.agrees,
            "approve": rules.moderates,
            "reject": rules.moderates,
            "appeal": rules.is_startup_member,
            "send": rules.platform_or_moderator,
            "requeue": rules.platform_or_moderator,
            "accept": rules.answers,
            "decline": rules.answers,
            "defer": rules.answers,
            "redirect": rules.answers,
            "undo": rules.takes_answer_back,
            "expire": rules.is_system,
            "resume": rules.platform_or_moderator,
            "reassure": rules.is_system,
            "nudge": rules.is_system,
            "alert": rules.is_system,
            "confirm": rules.is_startup_member,
            "flag": rules.is_system,
            "call": rules.is_moderator,
            "cancel": rules.cancels,
            "close": rules.platform_or_moderator,
            "reopen": rules.is_moderator,
        }

    def __str__(self) -> str:
        return f"{self.reference} {self.subject}".strip()

    def get_absolute_url(self) -> str:
        """Give the file's address in the portal."""
        return reverse("matchmaking:introduction_detail", args=[self.public_id])

    @property
    def reference(self) -> str:
        """The name that people say on the phone, `ROU-MR-0142`."""
        return f"{self.lab.code}-MR-{self.pk or 0:04d}"

    @property
    def formats_display(self) -> list[str]:
        """Give the ways to meet in the reader's language."""
        return [str(Format(value).label) for value in self.formats]

    @property
    def is_reworded(self) -> bool:
        """Whether another wording waits for the startup; pages bring it along."""
        known: bool | None = getattr(self, "reworded", None)
        return self.rewordings.waiting().exists() if known is None else known

    @property
    def appeal_until(self) -> date | None:
        """The last day on which the startup may appeal; None where it may not."""
        if self.refused_at is None or self.appealed_at is not None:
            return None
        return clock.local_day(self.refused_at) + timedelta(days=APPEAL_DAYS)

    def is_revealed(self, now: datetime) -> bool:
        """Whether the two sides see each other's contact details."""
        return (
            self.status in (S.ACCEPTED, S.CLOSED)
            and self.contacts_revealed_at is not None
            and self.contacts_revealed_at <= now
        )

    def is_settled(self, now: datetime) -> bool:
        """Whether the decision maker's answer can no longer be taken back."""
        return self.settles_at is None or self.settles_at <= now

    def settle_from(self, now: datetime) -> datetime:
        """Give the moment at which an answer given now is final."""
        return now + timedelta(minutes=self.lab.reveal_minutes)


class Remark(Model):
    """A sentence that goes with an act; the journal itself holds no sentences."""

    introduction = models.ForeignKey(
        Introduction, on_delete=models.CASCADE, related_name="remarks"
    )
    entry = models.ForeignKey(
        "servindus.JournalEntry", on_delete=models.PROTECT, related_name="+"
    )
    text = models.CharField(_("text"), max_length=600)
    audience = models.CharField(max_length=8, choices=Audience.choices)

    class Meta(Model.Meta):
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        constraints = (
            models.UniqueConstraint(
                fields=["entry", "audience"], name="remark_once_per_act"
            ),
        )
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return self.text
