"""Mails that are owed, sent or given up: a row each, visible to staff."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from servindus import clock
from servindus.models.base import Record

if TYPE_CHECKING:
    from servindus.models.subscriber import Subscriber
    from servindus.models.user import User


class OutboxState(models.TextChoices):
    """Where a mail is."""

    OWED = "owed", _("to send")
    SENT = "sent", _("handed over")
    FAILED = "failed", _("given up")
    DROPPED = "dropped", _("no longer due")
    # After a restore: it may have left before, so a person decides.
    HELD = "held", _("held back")
    # The reader has chosen so, is on holiday, or has had enough mails today.
    DIGEST = "digest", _("waits for the digest")
    TOLD = "told", _("told in a digest")


# The kind of a digest's own row; it leaves by a way of its own, many at a time.
DIGEST_KIND = "digest"


# Upper rooms say which desks (labs) a person reads; None means every desk.
DeskReader = Callable[["User"], set[str] | None]
desk_readers: list[DeskReader] = []


def desks_read(user: "User") -> set[str] | None:
    """Give the desks that a person reads; None is every desk."""
    if user.is_superuser:
        return None
    desks: set[str] = set()
    for read in desk_readers:
        found = read(user)
        if found is None:
            return None
        desks |= found
    return desks


class OutboxQuerySet(models.QuerySet["OutboxEmail"]):
    """Mails in the postman's words."""

    def visible_to(self, user: "User") -> "OutboxQuerySet":
        """The mails of the desks that a person reads."""
        desks = desks_read(user)
        return self if desks is None else self.filter(desk__in=desks)

    def due(self, now: datetime) -> "OutboxQuerySet":
        """Owed mails whose time has come and that nobody is sending, but digests."""
        return self._due(now).exclude(kind=DIGEST_KIND)

    def due_digests(self, now: datetime) -> "OutboxQuerySet":
        """Owed digests whose time has come and that nobody is sending."""
        return self._due(now).filter(kind=DIGEST_KIND)

    def _due(self, now: datetime) -> "OutboxQuerySet":
        return self.filter(state=OutboxState.OWED, next_try_at__lte=now).filter(
            Q(leased_until__isnull=True) | Q(leased_until__lt=now)
        )


class OutboxEmail(Record):
    """One mail owed to one person for one cause; rendered when sent, never stored."""

    kind = models.CharField(_("notice"), max_length=64)
    recipient = models.EmailField(_("to"))
    recipient_name = models.CharField(max_length=160, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    language = models.CharField(max_length=2, default="fr")
    cause = models.ForeignKey(
        "servindus.JournalEntry", on_delete=models.PROTECT, related_name="mails"
    )
    object_type = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    desk = models.CharField(_("lab"), max_length=16, blank=True)
    data = models.JSONField(default=dict, blank=True)
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=OutboxState.choices,
        default=OutboxState.OWED,
    )
    not_before = models.DateTimeField(_("not before"), default=clock.now)
    next_try_at = models.DateTimeField(_("next try"), default=clock.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    # The recipient's choices, put there by whoever has read them; never stored.
    reader: "Subscriber | None" = None

    objects = OutboxQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints = (
            models.UniqueConstraint(
                fields=["cause", "kind", "recipient"], name="outbox_once"
            ),
            models.CheckConstraint(
                name="outbox_sent_has_time",
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="outbox_not_before_kept",
                condition=Q(next_try_at__gte=F("not_before")),
            ),
        )
        indexes = (
            models.Index(
                fields=["next_try_at", "id"],
                condition=Q(state="owed") & ~Q(kind=DIGEST_KIND),
                name="outbox_letters",
            ),
            models.Index(
                fields=["next_try_at", "id"],
                condition=Q(state="owed", kind=DIGEST_KIND),
                name="outbox_digests",
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(kind=DIGEST_KIND),
                name="outbox_digests_by_day",
            ),
            models.Index(
                fields=["recipient", "id"],
                condition=Q(state="digest"),
                name="outbox_for_digest",
            ),
            # How many mails somebody has had today.
            models.Index(
                fields=["recipient", "sent_at"],
                condition=Q(state="sent"),
                name="outbox_sent_to",
            ),
            # What waits for a person's decision is few and looked for by state.
            models.Index(
                fields=["state", "-id"],
                condition=Q(state__in=["failed", "held"]),
                name="outbox_for_staff",
            ),
            models.Index(fields=["recipient", "-id"], name="outbox_of_person"),
            models.Index(fields=["desk", "state", "-id"], name="outbox_of_desk"),
            models.Index(fields=["object_type", "object_id"], name="outbox_about"),
        )
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient}"

    @property
    def key(self) -> str:
        """The mail's idempotency key: the same on every try."""
        return f"{self.kind}-{self.public_id}"
