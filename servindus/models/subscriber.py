"""Addresses that get mails: how often, when, and what each of them has chosen."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

import rules
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from servindus import clock
from servindus import rhythm as rhythms
from servindus.categories import Category, Delivery
from servindus.models.base import Record
from servindus.models.outbox import OutboxEmail, desks_read
from servindus.models.user import fold_email
from servindus.rhythm import Rhythm, Weekday

if TYPE_CHECKING:
    from servindus.models.user import User

# Mails a day after which the rest waits for the digest.
CEILING = 10


class Bounce(models.TextChoices):
    """Why an address gets no mail any more."""

    HARD = "hard", _("the address does not exist")
    COMPLAINT = "spam", _("reported as spam")


@rules.predicate
def is_own(actor: Any, obj: Any = None) -> bool:
    """Whether somebody chooses for their own address, signed in or by a mail's link."""
    if obj is None:
        return True
    link = getattr(actor, "link", None)
    mine = link if isinstance(link, Subscriber) else actor
    return bool(getattr(mine, "email", "") == obj.email)


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    """Subscribers in the postman's words."""

    def visible_to(self, user: "User") -> "SubscriberQuerySet":
        """Addresses to which the desks that a person reads have written."""
        desks = desks_read(user)
        if desks is None:
            return self
        mails = OutboxEmail.objects.filter(recipient=OuterRef("email"), desk__in=desks)
        return self.filter(Exists(mails))

    def due(self, now: datetime) -> "SubscriberQuerySet":
        """Those whose digest is due."""
        return self.filter(next_digest_at__lte=now, bounce="")


class Subscriber(Record):
    """One address that gets mails, with an account or without."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=160, blank=True)
    language = models.CharField(max_length=2, default="fr")
    rhythm = models.CharField(
        _("digest"), max_length=8, choices=Rhythm.choices, default=Rhythm.WEEKLY
    )
    weekday = models.PositiveSmallIntegerField(
        _("day"), choices=Weekday.choices, default=Weekday.MONDAY
    )
    hour = models.PositiveSmallIntegerField(
        _("hour"),
        default=8,
        validators=[
            MinValueValidator(rhythms.FIRST_HOUR),
            MaxValueValidator(rhythms.LAST_HOUR),
        ],
    )
    zone = models.CharField(_("time zone"), max_length=64, default="Europe/Paris")
    paused_until = models.DateField(_("no mail before"), null=True, blank=True)
    ceiling = models.PositiveSmallIntegerField(
        _("mails a day at most"),
        default=CEILING,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    # What this address has chosen otherwise than usual: category -> delivery.
    deliveries = models.JSONField(default=dict, blank=True)
    bounce = models.CharField(
        _("unreachable"), max_length=8, choices=Bounce.choices, blank=True
    )
    bounced_at = models.DateTimeField(_("since"), null=True, blank=True)
    next_digest_at = models.DateTimeField(_("next digest"), null=True, blank=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints = (
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="subscriber_email_is_folded"
            ),
            models.CheckConstraint(
                condition=Q(weekday__range=(1, 7)), name="subscriber_weekday"
            ),
            models.CheckConstraint(
                condition=Q(hour__range=(rhythms.FIRST_HOUR, rhythms.LAST_HOUR)),
                name="subscriber_hour",
            ),
            models.CheckConstraint(
                condition=Q(bounce="", bounced_at__isnull=True)
                | (~Q(bounce="") & Q(bounced_at__isnull=False)),
                name="subscriber_bounce_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(rhythm="never")
                | Q(next_digest_at__isnull=True, paused_until__isnull=True),
                name="subscriber_never_has_no_next",
            ),
        )
        indexes = (
            models.Index(
                fields=["next_digest_at", "id"],
                condition=Q(bounce="", next_digest_at__isnull=False),
                name="subscriber_due",
            ),
        )
        rules_permissions: ClassVar[dict[str, object]] = {
            "edit": rules.is_active & is_own,
            "silence": rules.is_active & is_own,
        }

    def __str__(self) -> str:
        return self.name or self.email

    @classmethod
    def of(cls, email: str) -> "Subscriber":
        """Give an address's row, or one as it would be, not stored."""
        found = cls.objects.filter(email=fold_email(email)).first()
        return found or cls(email=fold_email(email))

    @property
    def is_stored(self) -> bool:
        """Whether the address has a row; without one it has what is usual."""
        return not self._state.adding

    @property
    def is_open(self) -> bool:
        """Whether a link in a mail to this address still opens its choices."""
        return True

    @property
    def holder_name(self) -> str:
        """Who holds such a link."""
        return self.name

    @property
    def wants_digest(self) -> bool:
        """Whether anything can be kept for a digest."""
        return self.rhythm != Rhythm.NEVER

    def delivery(self, category: Category) -> Delivery:
        """Give what this address has chosen, or what is usual.

        A choice that is no longer offered counts as none; without a digest nothing
        can wait for it.
        """
        chosen = self.deliveries.get(category.key)
        if chosen not in category.choices:
            chosen = category.default
        if chosen == Delivery.DIGEST and not self.wants_digest:
            return Delivery.NOW
        return Delivery(chosen)

    def is_paused(self, now: datetime) -> bool:
        """Whether the person is on holiday, by their own time."""
        return self.paused_until is not None and self._day(now) < self.paused_until

    def next_after(self, moment: datetime) -> datetime | None:
        """Give the next moment of the digest after this one, and after the pause."""
        rule = (self.rhythm, self.weekday, self.hour, self.zone)
        due = rhythms.next_after(*rule, moment)
        while due is not None and self.is_paused(due):
            due = rhythms.next_after(*rule, due)
        return due

    def period_at(self, moment: datetime) -> date:
        """Give the day that names the digest which is due at this moment."""
        return rhythms.period_of(
            self.rhythm, self.weekday, self.hour, self.zone, moment
        )

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def refresh_from_db(self, *args: Any, **options: Any) -> None:
        """Read it again; an address without a row has what is usual."""
        if self.is_stored:
            super().refresh_from_db(*args, **options)

    def save(self, **options: Any) -> None:
        """Store it with a folded address."""
        self.email = fold_email(self.email)
        super().save(**options)


class Digest(Record):
    """One digest of one address for one period; the mail is a row of the outbox."""

    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.CASCADE, related_name="digests"
    )
    # The local day on which it was due.
    period = models.DateField(_("period"))
    # What moved before was in the digest before.
    since = models.DateTimeField()
    at = models.DateTimeField(default=clock.now)
    # What it says now, put there by whoever reads it; never stored.
    letter: Any = None
    # Shown to somebody signed in: no link in it opens a door without an account.
    in_portal = False

    class Meta(Record.Meta):
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = (
            models.UniqueConstraint(
                fields=["subscriber", "period"], name="digest_once_a_period"
            ),
        )
        rules_permissions: ClassVar[dict[str, object]] = {}

    def __str__(self) -> str:
        return f"{self.subscriber} {self.period}"
