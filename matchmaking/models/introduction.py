"""The introduction: one startup asks to meet one decision maker."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from matchmaking import rules
from matchmaking.enums import (
    OPEN,
    UNDOABLE,
    WAITING,
    Ask,
    Audience,
    DeclineReason,
    Format,
    IntroductionStatus,
    Origin,
    Outcome,
    RejectReason,
)
from programmes import rules as frame
from servindus import clock
from servindus.models import Model, Record

if TYPE_CHECKING:
    from servindus.models import User

S = IntroductionStatus


def _unsettled(now: datetime) -> Q:
    """Answers that may still be taken back: nobody else has heard of them."""
    return Q(settles_at__gt=now, status__in=[str(status) for status in UNDOABLE])


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    """Introductions in people's words."""

    def visible_to(self, user: "User") -> "IntroductionQuerySet":
        """What this person may see; drafts are the startup's alone."""
        # A request passed on is no news before the answer behind it has settled.
        told = ~Q(origin=Origin.REDIRECT) | Q(
            redirected_from__settles_at__lte=clock.now()
        )
        own = Q(startup__in=rules.startup_ids(user)) & told
        addressed = Q(decision_maker__user=user, sent_at__isnull=False)
        labs = frame.lab_ids(user)
        if frame.is_programme_admin(user):
            staff = ~Q(status=S.DRAFT)
        elif labs:
            staff = Q(lab__in=labs) | Q(startup__lab__in=labs) & told
            staff &= ~Q(status=S.DRAFT)
        else:
            staff = Q(pk__in=[])
        return self.filter(own | addressed | staff)

    def with_people(self) -> "IntroductionQuerySet":
        """Everything that a row of a list names, in the same query."""
        return self.select_related(
            "startup",
            "lab",
            "requested_by",
            "moderator",
            "decision_maker__organisation",
            "decision_maker__site",
        )

    def open(self, now: datetime) -> "IntroductionQuerySet":
        """Those that still go on; an answer that may be taken back is no end."""
        return self.filter(Q(status__in=OPEN) | _unsettled(now))

    def as_seen_by(self, user: "User", now: datetime) -> "IntroductionQuerySet":
        """Annotate `seen`: an answer that may still be taken back is no news.

        Only the lab that moderates and the person who answered know it at once.
        """
        knows = (
            Q(lab__in=frame.lab_ids(user)) & ~Q(startup__in=rules.startup_ids(user))
        ) | Q(decision_maker__user=user)
        return self.annotate(
            seen=Case(
                When(_unsettled(now) & ~knows, then=Value(str(S.SENT))),
                default=F("status"),
                output_field=CharField(),
            )
        )

    def seen_as(self, statuses: "Iterable[str]") -> "IntroductionQuerySet":
        """Keep what `as_seen_by` shows under these statuses."""
        return self.filter(Q(("seen__in", [str(status) for status in statuses])))

    def counts_as_seen(self) -> dict[str, int]:
        """Count by the status that `as_seen_by` shows, in one query."""
        rows = self.order_by().values("seen")
        return {row["seen"]: row["n"] for row in rows.annotate(n=Count("pk"))}

    def waiting(self, now: datetime) -> "IntroductionQuerySet":
        """Those that wait for somebody's answer, as far as the startup knows."""
        return self.filter(Q(status__in=WAITING) | _unsettled(now)).exclude(
            redirected_from__settles_at__gt=now
        )

    def to_moderate(self) -> "IntroductionQuerySet":
        """The moderators' queue, most urgent first."""
        return self.filter(status=S.SUBMITTED).order_by("moderate_by", "pk")

    def submitted_in_month(self, moment: datetime) -> "IntroductionQuerySet":
        """First submissions in the month, in Paris, of this moment.

        What a colleague passed on was submitted once already.
        """
        local = moment.astimezone(clock.PARIS)
        start = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return self.filter(submitted_at__gte=start, submitted_at__lte=moment).exclude(
            origin=Origin.REDIRECT
        )


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
    due_on = models.DateField(_("answer by"), null=True, blank=True)
    deferred_until = models.DateField(_("postponed until"), null=True, blank=True)
    times_deferred = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    # Until then the answer can be taken back, and nobody else hears of it.
    settles_at = models.DateTimeField(null=True, blank=True)
    contacts_revealed_at = models.DateTimeField(null=True, blank=True)
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
            models.Index(
                fields=["queued_at"],
                condition=Q(status="queued"),
                name="introduction_queue",
            ),
        )
        rules_permissions: ClassVar = {
            "view": rules.sees_introduction,
            "read": rules.reads_introduction,
            "read_notes_of": rules.reads_notes,
            "see_contact_of": rules.sees_contact,
            "edit": rules.is_startup_member,
            "submit": rules.is_startup_member,
            "withdraw": rules.withdraws,
            "ask_info": rules.is_moderator,
            "approve": rules.is_moderator,
            "reject": rules.is_moderator,
            "send": rules.platform_or_moderator,
            "requeue": rules.platform_or_moderator,
            "accept": rules.answers,
            "decline": rules.answers,
            "defer": rules.answers,
            "redirect": rules.answers,
            "undo": rules.is_addressee,
            "expire": rules.is_system,
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
