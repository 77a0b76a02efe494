"""What somebody undertakes at an exchange: by whom, until when, and what came of it."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from benchmarking.exchanges import rules as may
from benchmarking.exchanges.enums import MOST_TEXT, ActionStatus, ExchangeStatus
from benchmarking.models.exchanges import Exchange
from programmes import rules
from programmes.enums import MembershipStatus
from programmes.models import Membership
from servindus.models import Record

if TYPE_CHECKING:
    from datetime import date

    from servindus.models import User

E, A = ExchangeStatus, ActionStatus


class ExchangeActionQuerySet(models.QuerySet["ExchangeAction"]):
    """What was undertaken, in the words of those who carry it."""

    def open(self) -> "ExchangeActionQuerySet":
        """Those that are still to be done."""
        return self.filter(status=A.OPEN)

    def chased(self) -> "ExchangeActionQuerySet":
        """Those that are to be done, of exchanges whose minutes are out."""
        return self.open().filter(exchange__status=E.MINUTED)

    def carried_by(self, user: "User") -> "ExchangeActionQuerySet":
        """What somebody has undertaken."""
        return self.filter(owner=user)

    def with_left(self) -> "ExchangeActionQuerySet":
        """Add whether whoever carries it works for its lab or the host no more."""
        still = Membership.objects.filter(
            user=OuterRef("owner"), user__is_active=True, status=MembershipStatus.ACTIVE
        )
        there = Q(organisation__operated_labs=OuterRef("lab"))
        there |= Q(organisation__operated_labs=OuterRef("exchange__lab"))
        return self.annotate(has_left=~Exists(still.filter(there)))

    def waiting_for(self, user: "User", labs: set[int]) -> "ExchangeActionQuerySet":
        """What somebody carries, and what their lab's exchanges have left to nobody."""
        left = Q(has_left=True, exchange__lab__in=labs)
        return self.with_left().filter(Q(owner=user) | left)

    def due(self, day: "date") -> "ExchangeActionQuerySet":
        """Those whose date is this day or before it."""
        return self.filter(due_on__lte=day)

    def visible_to(self, user: "User") -> "ExchangeActionQuerySet":
        """Those of the exchanges that one sees."""
        sees = user.is_superuser or rules.is_staff(user)
        return self if sees else self.none()


class ExchangeAction(Record):
    """Something that a person of a lab undertakes, until a day."""

    exchange = models.ForeignKey(
        Exchange, on_delete=models.PROTECT, related_name="actions"
    )
    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("lab"),
        on_delete=models.PROTECT,
        related_name="exchange_actions",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("carried by"),
        on_delete=models.PROTECT,
        related_name="exchange_actions",
    )
    text = models.TextField(_("what is to be done"), max_length=MOST_TEXT)
    due_on = models.DateField(_("until"))
    status = models.CharField(
        _("status"), max_length=7, choices=A.choices, default=A.OPEN
    )
    # What `with_left` adds.
    has_left: bool
    closing = models.TextField(_("what came of it"), max_length=MOST_TEXT, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = ExchangeActionQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("action of an exchange")
        verbose_name_plural = _("actions of exchanges")
        constraints = (
            models.CheckConstraint(
                name="exchange_action_is_said", condition=~Q(text="")
            ),
            models.CheckConstraint(
                name="exchange_action_closed_says_what",
                condition=Q(~Q(closing=""), ~Q(status="open"), closed_on__isnull=False)
                | Q(status="open", closing="", closed_on=None),
            ),
        )
        indexes = (
            models.Index(
                fields=["owner", "due_on", "id"],
                condition=Q(status="open"),
                name="exchange_action_of",
            ),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(status="open"),
                name="exchange_action_due",
            ),
        )
        rules_permissions: ClassVar = {
            "view": may.sees_exchanges,
            "finish": may.ends_action,
            "drop": may.ends_action,
            "hand": may.ends_action,
            "chase": rules.is_system,
        }

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """Give its place on the exchange's page."""
        return f"{self.exchange.get_absolute_url()}#action-{self.public_id}"
