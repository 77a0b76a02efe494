"""The escalation: a frozen dossier with one authority, from sending to publication."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Func, GeneratedField, Q, When
from django.db.models.functions import Least
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from blockers import rules
from blockers.enums import (
    DUE_SOON_DAYS,
    ESCALATION_OPEN,
    MOST_EMBARGO_DAYS,
    EscalationStatus,
)
from programmes import rules as frame
from programmes.enums import OrganisationKind
from servindus.models import Record

if TYPE_CHECKING:
    from programmes.models import Lab
    from servindus.models import User

E = EscalationStatus
OPEN = [str(status) for status in ESCALATION_OPEN]
_OPEN = Q(status__in=OPEN)
# Everybody who waits reads one date: that of what has to be done next.
_DUE = Case(
    When(status="sent", then=Least("acknowledge_by", "answer_by")),
    When(status="answered", then="publish_by"),
    default="answer_by",
)
_OWED = Case(
    When(_OPEN | Q(status="answered", published_at=None), then=True), default=False
)
_PARIS_DAY = "(%(expressions)s AT TIME ZONE 'Europe/Paris')::date"
_SENT_DAY = Func(
    F("sent_at"), template=f"({_PARIS_DAY})", output_field=models.DateField()
)
_LAST_DAY_OF_EMBARGO = Func(
    F("published_at"),
    template=f"({_PARIS_DAY} + {MOST_EMBARGO_DAYS})",
    output_field=models.DateField(),
)


def _is_near(today: date) -> Q:
    """To answer or to publish in ten days; acknowledging has five days of its own."""
    until = today + timedelta(days=DUE_SOON_DAYS)
    answer = Q(status=E.SENT, answer_by__lte=until)
    return answer | Q(~Q(status=E.SENT), due_on__lte=until)


class EscalationQuerySet(models.QuerySet["Escalation"]):
    """Escalations in the words of whoever waits for an answer."""

    def visible_to(self, user: "User") -> "EscalationQuerySet":
        """The leading lab's, and those sent to the reader's own authority (B8)."""
        if frame.is_programme_admin(user):
            return self
        own = Q(pk=None)
        if labs := frame.lab_ids(user):
            own |= Q(blocker__lab__in=labs)
        if authorities := frame.organisation_ids(user, OrganisationKind.AUTHORITY):
            own |= Q(authority__in=authorities)
        return self.filter(own)

    def with_people(self) -> "EscalationQuerySet":
        """Everything that a row of a list names, in the same query."""
        return self.select_related(
            "blocker__lab__operator",
            "blocker__lab__programme",
            "authority",
            "liaison",
            "forwarded_from__authority",
        )

    def open(self) -> "EscalationQuerySet":
        """Those whose authority still owes its answer."""
        return self.filter(_OPEN)

    def owing(self) -> "EscalationQuerySet":
        """Those that the authority still owes an answer or its publication."""
        return self.filter(is_owed=True)

    def running(self) -> "EscalationQuerySet":
        """Those whose date goes on: owed, and no question to the lab stops it."""
        return self.owing().exclude(status=E.INFO_REQUESTED)

    def waiting_for_lab(self) -> "EscalationQuerySet":
        """Those whose clock stands because the lab was asked something."""
        return self.filter(status=E.INFO_REQUESTED)

    def late(self, today: date) -> "EscalationQuerySet":
        """Those whose date has passed."""
        return self.running().filter(due_on__lt=today)

    def due_soon(self, today: date) -> "EscalationQuerySet":
        """Those to answer or to publish in ten days, and not late yet."""
        return self.running().filter(_is_near(today), due_on__gte=today)

    def in_time(self, today: date) -> "EscalationQuerySet":
        """Those that go on and are neither late nor due in ten days."""
        return self.running().filter(~_is_near(today), due_on__gte=today)


class Escalation(Record):
    """What one authority was sent about a blocker, and where it is with it."""

    blocker = models.ForeignKey(
        "blockers.Blocker",
        verbose_name=_("blocker"),
        on_delete=models.PROTECT,
        related_name="escalations",
    )
    authority = models.ForeignKey(
        "programmes.Organisation",
        verbose_name=_("authority"),
        on_delete=models.PROTECT,
        related_name="escalations",
    )
    status = models.CharField(
        _("status"), max_length=16, choices=E.choices, default=E.SENT
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    sent_at = models.DateTimeField(_("sent"))
    # The day of the first sending: what the company counts from, however often the
    # dossier was forwarded.
    since = models.DateField(_("with the State since"))
    covering_note = models.CharField(_("covering note"), max_length=2000, blank=True)
    # What was sent, word for word, and the SHA-256 of its canonical text.
    dossier = models.JSONField(_("dossier"))
    dossier_hash = models.CharField(max_length=64)
    forwarded_from = models.ForeignKey(
        "self",
        verbose_name=_("forwarded from"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="forwarded_to",
    )
    # The refusal that is read a second time, by somebody else than whoever signed it.
    second_reading_of = models.ForeignKey(
        "blockers.Answer",
        verbose_name=_("second reading of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="second_readings",
    )
    liaison = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("liaison"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    embargo_until = models.DateField(_("shown from"), null=True, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)
    # Why it was forwarded or recalled.
    end_reason = models.CharField(_("reason"), max_length=600, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    extension_reason = models.CharField(
        _("why the answer takes longer"), max_length=600, blank=True
    )
    # What the clocks C3, C4 and C5 say, for lists in their order.
    acknowledge_by = models.DateField(_("to acknowledge by"))
    answer_by = models.DateField(_("to answer by"))
    publish_by = models.DateField(_("to publish by"), null=True, blank=True)
    # The one of the three that counts now, and whether anything is owed: kept by the
    # database, so that each queue is read in an index's order.
    due_on = GeneratedField(
        expression=_DUE, output_field=models.DateField(), db_persist=True
    )
    is_owed = GeneratedField(
        expression=_OWED, output_field=models.BooleanField(), db_persist=True
    )

    objects = EscalationQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        constraints = (
            models.UniqueConstraint(
                fields=["blocker", "authority"],
                condition=_OPEN,
                name="escalation_open_once_per_authority",
            ),
            models.CheckConstraint(
                name="escalation_read_is_acknowledged",
                condition=Q(status__in=["sent", "forwarded", "recalled"])
                | Q(acknowledged_at__isnull=False, liaison__isnull=False),
            ),
            models.CheckConstraint(
                name="escalation_answered_has_its_day",
                condition=Q(
                    status="answered",
                    answered_at__isnull=False,
                    publish_by__isnull=False,
                )
                | Q(~Q(status="answered"), answered_at=None, publish_by=None),
            ),
            models.CheckConstraint(
                name="escalation_ended_says_why",
                condition=Q(~Q(end_reason=""), status__in=["forwarded", "recalled"])
                | Q(~Q(status__in=["forwarded", "recalled"]), end_reason=""),
            ),
            models.CheckConstraint(
                name="escalation_recalled_has_its_day",
                condition=Q(status="recalled", recalled_at__isnull=False)
                | Q(~Q(status="recalled"), recalled_at=None),
            ),
            models.CheckConstraint(
                name="escalation_published_is_answered",
                condition=Q(published_at=None)
                | Q(status="answered", published_at__gte=F("answered_at")),
            ),
            models.CheckConstraint(
                name="escalation_embargo_is_short",
                condition=Q(embargo_until=None)
                | Q(
                    published_at__isnull=False,
                    embargo_until__lte=_LAST_DAY_OF_EMBARGO,
                ),
            ),
            models.CheckConstraint(
                name="escalation_extended_says_why",
                condition=Q(extended_at=None, extension_reason="")
                | Q(~Q(extension_reason=""), extended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="escalation_began_before_it_was_sent",
                condition=Q(since__lte=_SENT_DAY),
            ),
            models.CheckConstraint(
                name="escalation_comes_from_another",
                condition=Q(forwarded_from=None) | ~Q(forwarded_from=F("pk")),
            ),
            models.CheckConstraint(
                name="escalation_hash_is_sha256",
                condition=Q(dossier_hash__regex=r"^[0-9a-f]{64}$"),
            ),
        )
        indexes = (
            models.Index(
                fields=["authority", "is_owed", "due_on", "id"],
                name="escalation_queue",
            ),
            models.Index(
                fields=["is_owed", "due_on", "id"], name="escalation_queue_of_labs"
            ),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(status="info_requested"),
                name="escalation_waits_for_lab",
            ),
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(published_at__isnull=False),
                name="escalation_published",
            ),
            models.Index(fields=["authority", "-id"], name="escalation_authority"),
        )
        rules_permissions: ClassVar = {
            "view": rules.sees_escalation,
            "acknowledge": rules.answers_escalation,
            "request_info": rules.answers_escalation,
            "forward": rules.answers_escalation,
            "extend": rules.answers_escalation,
            "answer": rules.answers_escalation,
            "publish": rules.answers_escalation,
            "reply_info": rules.keeps_blocker_parts,
            "recall": rules.keeps_blocker_parts,
            "review": rules.settles,
            "settle": rules.settles,
            "recommit": rules.answers_escalation,
        }

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        """Give the escalation's address in the portal."""
        return reverse("blockers:escalation_detail", args=[self.public_id])

    @property
    def reference(self) -> str:
        """The blocker's name as it was sent, `ROU-B-2026-0042`."""
        return str(self.dossier["reference"])

    @property
    def title(self) -> str:
        """The blocker's title as it was sent."""
        return str(self.dossier["title"])

    @property
    def lab(self) -> "Lab":
        """The lab that leads the blocker, whose calendar counts the lab's days."""
        return self.blocker.lab

    @property
    def ask_ids(self) -> list[str]:
        """The addresses of the asks that this authority owes an answer."""
        return [str(ask["id"]) for ask in self.dossier["asks"]]

    def unanswered(self) -> list[str]:
        """Give the asks that no answer names yet, in the dossier's order."""
        rows = self.answers.values_list("ask__public_id", flat=True)
        given = {str(public_id) for public_id in rows}
        return [ask for ask in self.ask_ids if ask not in given]

    def is_public(self, today: date) -> bool:
        """Whether everybody may read the answers: published, and no embargo left."""
        if self.published_at is None:
            return False
        return self.embargo_until is None or self.embargo_until <= today
