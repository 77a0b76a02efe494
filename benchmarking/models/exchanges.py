"""An exchange: the labs meet, say what they decide and who does what until when."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from benchmarking.exchanges import rules as may
from benchmarking.exchanges.enums import (
    MOST_ITEMS,
    MOST_MINUTES,
    MOST_REASON,
    MOST_TEXT,
    ActionStatus,
    ExchangeStatus,
    Presence,
)
from benchmarking.models.questions import with_operators
from programmes import rules
from servindus.models import Record
from servindus.models.base import Model
from servindus.search import folded, words_of

if TYPE_CHECKING:
    from programmes.models import Lab
    from servindus.models import User

E, A = ExchangeStatus, ActionStatus
HELD = ["held", "minuted"]


class ExchangeQuerySet(models.QuerySet["Exchange"]):
    """Exchanges in the words of the labs."""

    def visible_to(self, user: "User") -> "ExchangeQuerySet":
        """All of them for staff of any lab and for the programme; else none."""
        sees = user.is_superuser or rules.is_staff(user)
        return self if sees else self.none()

    def planned(self) -> "ExchangeQuerySet":
        """Those that are still to be held."""
        return self.filter(status=E.PLANNED)

    def of_labs(self, labs: set[int]) -> "ExchangeQuerySet":
        """Those that one of these labs hosts or is invited to."""
        through = Exchange.invited_labs.through._base_manager
        invited = through.filter(lab__in=labs).values("exchange")
        return self.filter(Q(lab__in=labs) | Q(pk__in=invited))

    def matching(self, text: str) -> "ExchangeQuerySet":
        """Those with all these words in title, place, minutes, agenda or decisions."""
        texts = ("title", Value(" "), "place", Value(" "), "minutes")
        own = folded(Concat(*texts, output_field=models.TextField()))
        rows = self.alias(plain=own)
        points = ExchangeItem.objects.alias(plain=folded("title"))
        decisions = ExchangeDecision.objects.alias(plain=folded("text"))
        for word in words_of(text):
            found = Q(plain__contains=word)
            for told in (points, decisions):
                found |= Q(pk__in=told.filter(plain__contains=word).values("exchange"))
            rows = rows.filter(found)
        return rows

    def with_sides(self) -> "ExchangeQuerySet":
        """The host, who planned it, and the labs invited."""
        rows = self.select_related("lab__operator", "planned_by")
        return rows.prefetch_related(with_operators("invited_labs"))

    def with_questions(self) -> "ExchangeQuerySet":
        """Add whether questions are linked to it."""
        linked = Exchange.questions.through._base_manager
        return self.annotate(
            has_questions=Exists(linked.filter(exchange=OuterRef("pk")))
        )


class Exchange(Record):
    """One meeting of the labs: its time and place, its agenda, what came of it."""

    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("host"),
        on_delete=models.PROTECT,
        related_name="exchanges",
    )
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("planned by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    invited_labs = models.ManyToManyField(
        "programmes.Lab",
        verbose_name=_("labs invited"),
        related_name="exchanges_invited",
    )
    title = models.CharField(_("title"), max_length=160)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(
        pgettext_lazy("exchange", "place"), max_length=200, blank=True
    )
    video_url = models.URLField(_("video address"), max_length=400, blank=True)
    questions = models.ManyToManyField(
        "benchmarking.Question",
        verbose_name=_("questions"),
        blank=True,
        related_name="exchanges",
    )
    status = models.CharField(
        _("status"), max_length=9, choices=E.choices, default=E.PLANNED
    )
    cancel_reason = models.TextField(
        pgettext_lazy("exchange", "why it is cancelled"),
        max_length=MOST_REASON,
        blank=True,
    )
    held_at = models.DateTimeField(_("held on"), null=True, blank=True)
    minutes_due_on = models.DateField(_("minutes by"), null=True, blank=True)
    minutes = models.TextField(_("what was said"), max_length=MOST_MINUTES, blank=True)
    minuted_at = models.DateTimeField(_("minutes sent on"), null=True, blank=True)
    # Calendars put a later file in the place of an earlier one by this number.
    ics_sequence = models.PositiveIntegerField(default=0)

    # What `with_questions` adds.
    has_questions: bool

    objects = ExchangeQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")
        constraints = (
            models.CheckConstraint(
                name="exchange_ends_after_its_start",
                condition=Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="exchange_is_somewhere",
                condition=~Q(place="") | ~Q(video_url=""),
            ),
            models.CheckConstraint(
                name="exchange_held_owes_minutes",
                condition=Q(
                    status__in=HELD,
                    held_at__isnull=False,
                    held_at__gte=F("starts_at"),
                    minutes_due_on__isnull=False,
                )
                | Q(~Q(status__in=HELD), held_at=None, minutes_due_on=None),
            ),
            models.CheckConstraint(
                name="exchange_minuted_says_what",
                condition=Q(~Q(minutes=""), status="minuted", minuted_at__isnull=False)
                | Q(~Q(status="minuted"), minutes="", minuted_at=None),
            ),
            models.CheckConstraint(
                name="exchange_cancelled_says_why",
                condition=Q(~Q(cancel_reason=""), status="cancelled")
                | Q(~Q(status="cancelled"), cancel_reason=""),
            ),
        )
        indexes = (
            models.Index(
                fields=["status", "starts_at", "id"], name="exchange_by_status"
            ),
            models.Index(fields=["-starts_at", "-id"], name="exchange_by_date"),
            models.Index(fields=["lab", "starts_at", "id"], name="exchange_of_lab"),
        )
        rules_permissions: ClassVar = {
            "view": may.sees_exchanges,
            "move": may.hosts_exchange,
            "edit": may.hosts_exchange,
            "cancel": may.hosts_exchange,
            "hold": may.hosts_exchange,
            "minute": may.hosts_exchange,
            "decide": may.takes_part,
            "assign": may.takes_part,
            "strike": may.takes_part,
            "export": rules.exports_data,
        }

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Give its page in the portal."""
        return reverse("benchmarking:exchange_detail", args=[self.public_id])

    @property
    def labs_invited(self) -> list["Lab"]:
        """The labs that were invited, in their order."""
        return sorted(self.invited_labs.all(), key=lambda lab: lab.name)

    @property
    def labs(self) -> list["Lab"]:
        """The host, then the labs that were invited."""
        return [self.lab, *self.labs_invited]

    @property
    def lab_ids(self) -> set[int]:
        """The ids of all labs that meet."""
        return {self.lab_id, *(lab.pk for lab in self.invited_labs.all())}

    @property
    def lasts(self) -> int:
        """How many minutes it is to last."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def ics_uid(self) -> str:
        """Its name in calendars, the same for ever."""
        return f"{self.public_id}@servindus-lab"


class ExchangeItem(Model):
    """One point of the agenda: what, for how long, and which lab presents it."""

    exchange = models.ForeignKey(
        Exchange, on_delete=models.CASCADE, related_name="items"
    )
    rank = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("point"), max_length=160)
    minutes = models.PositiveSmallIntegerField(pgettext_lazy("how long", "minutes"))
    lab = models.ForeignKey(
        "programmes.Lab",
        verbose_name=_("presented by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta(Model.Meta):
        verbose_name = _("point of the agenda")
        verbose_name_plural = _("agenda")
        constraints = (
            models.UniqueConstraint(
                fields=["exchange", "rank"], name="exchange_item_once_per_rank"
            ),
            models.CheckConstraint(
                name="exchange_item_is_said",
                condition=Q(
                    ~Q(title=""),
                    rank__gte=1,
                    rank__lte=MOST_ITEMS,
                    minutes__gte=1,
                    minutes__lte=480,
                ),
            ),
        )
        rules_permissions: ClassVar[dict[str, Any]] = {"view": may.sees_exchanges}

    def __str__(self) -> str:
        return self.title


class ExchangeAttendance(Model):
    """Whether somebody of a lab came; known once the exchange was held."""

    exchange = models.ForeignKey(
        Exchange, on_delete=models.PROTECT, related_name="attendances"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    lab = models.ForeignKey(
        "programmes.Lab", verbose_name=_("lab"), on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    presence = models.CharField(_("presence"), max_length=7, choices=Presence.choices)

    class Meta(Model.Meta):
        verbose_name = _("presence at an exchange")
        verbose_name_plural = _("presences at exchanges")
        constraints = (
            models.UniqueConstraint(
                fields=["exchange", "person"], name="exchange_attended_once"
            ),
        )
        rules_permissions: ClassVar[dict[str, Any]] = {"view": may.sees_exchanges}

    def __str__(self) -> str:
        return f"{self.person}, {self.get_presence_display()}"


class ExchangeDecision(Model):
    """What was decided, and by whom."""

    exchange = models.ForeignKey(
        Exchange, on_delete=models.PROTECT, related_name="decisions"
    )
    text = models.TextField(_("decision"), max_length=MOST_TEXT)
    decided_by = models.CharField(_("decided by"), max_length=200)

    class Meta(Model.Meta):
        verbose_name = _("decision of an exchange")
        verbose_name_plural = _("decisions of exchanges")
        constraints = (
            models.CheckConstraint(
                name="exchange_decision_is_said",
                condition=~Q(text="") & ~Q(decided_by=""),
            ),
        )
        rules_permissions: ClassVar[dict[str, Any]] = {"view": may.sees_exchanges}

    def __str__(self) -> str:
        return self.text
