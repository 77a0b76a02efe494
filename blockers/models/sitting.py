"""The sitting: the day on which an authority decides on its files, and its minutes."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Deferrable, F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from blockers import rules
from blockers.sitting_enums import Outcome, SittingStatus
from programmes import rules as frame
from programmes.enums import OrganisationKind
from servindus.models import Record

if TYPE_CHECKING:
    from servindus.models import User

S = SittingStatus
_PARIS_DAY = Func(
    F("closed_at"),
    template="((%(expressions)s AT TIME ZONE 'Europe/Paris')::date)",
    output_field=models.DateField(),
)


class SittingQuerySet(models.QuerySet["Sitting"]):
    """Sittings in the words of whoever holds them."""

    def visible_to(self, user: "User") -> "SittingQuerySet":
        """Those of the reader's own authority: nobody else reads of a deliberation."""
        own = frame.organisation_ids(user, OrganisationKind.AUTHORITY)
        return self.filter(authority__in=own) if own else self.none()

    def planned(self) -> "SittingQuerySet":
        """Those that are still to be held, or whose minutes are not closed."""
        return self.filter(status=S.PLANNED)


class Sitting(Record):
    """One day of one authority, its agenda, and what was decided on each file."""

    authority = models.ForeignKey(
        "programmes.Organisation",
        verbose_name=_("authority"),
        on_delete=models.PROTECT,
        related_name="sittings",
    )
    held_on = models.DateField(_("day of the sitting"))
    status = models.CharField(
        _("status"), max_length=9, choices=S.choices, default=S.PLANNED
    )
    cancel_reason = models.CharField(
        _("why it is cancelled"), max_length=600, blank=True
    )
    chair = models.CharField(_("chair"), max_length=160, blank=True)
    attendees = models.CharField(_("present"), max_length=1000, blank=True)
    text = models.CharField(_("general remarks"), max_length=6000, blank=True)
    closed_at = models.DateTimeField(_("minutes closed"), null=True, blank=True)
    # What was decided, word for word, and the SHA-256 of its canonical text.
    minutes = models.JSONField(_("minutes"), null=True, blank=True)
    minutes_hash = models.CharField(max_length=64, blank=True)

    objects = SittingQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        constraints = (
            models.UniqueConstraint(
                fields=["authority", "held_on"],
                condition=Q(status="planned"),
                name="sitting_planned_once_a_day",
            ),
            models.CheckConstraint(
                name="sitting_held_has_minutes",
                condition=Q(
                    ~Q(chair=""),
                    status="held",
                    closed_at__isnull=False,
                    minutes__isnull=False,
                    minutes_hash__regex=r"^[0-9a-f]{64}$",
                )
                | Q(
                    ~Q(status="held"),
                    chair="",
                    attendees="",
                    text="",
                    closed_at=None,
                    minutes__isnull=True,
                    minutes_hash="",
                ),
            ),
            models.CheckConstraint(
                name="sitting_cancelled_says_why",
                condition=Q(~Q(cancel_reason=""), status="cancelled")
                | Q(~Q(status="cancelled"), cancel_reason=""),
            ),
            models.CheckConstraint(
                name="sitting_closed_after_its_day",
                condition=Q(closed_at=None) | Q(held_on__lte=_PARIS_DAY),
            ),
        )
        indexes = (
            models.Index(fields=["authority", "-held_on", "-id"], name="sitting_list"),
        )
        rules_permissions: ClassVar = {
            "view": rules.holds_sitting,
            "plan": rules.holds_sitting,
            "edit": rules.holds_sitting,
            "adjourn": rules.holds_sitting,
            "note": rules.holds_sitting,
            "cancel": rules.holds_sitting,
            "close": rules.holds_sitting,
            "export": rules.holds_sitting,
        }

    def __str__(self) -> str:
        return f"{self.authority} {self.held_on.isoformat()}"

    def get_absolute_url(self) -> str:
        """Give the sitting's address in the portal."""
        return reverse("blockers:sitting_detail", args=[self.public_id])


class SittingItemQuerySet(models.QuerySet["SittingItem"]):
    """Files of sittings in people's words."""

    def on_agenda(self) -> "SittingItemQuerySet":
        """Those that stand on their agenda, in its order."""
        return self.filter(position__isnull=False).order_by("position")

    def with_files(self) -> "SittingItemQuerySet":
        """The files with all that a page or the minutes say of them."""
        rows = self.select_related(
            "sitting__authority",
            "escalation__blocker__lab__operator",
            "escalation__authority",
            "escalation__liaison",
        )
        return rows.prefetch_related(
            "escalation__questions",
            "escalation__forwarded_to__authority",
            "escalation__clocks__pauses",
        )


class SittingItem(Record):
    """One file on one agenda, and what became of it there."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="items")
    escalation = models.ForeignKey(
        "blockers.Escalation", on_delete=models.PROTECT, related_name="sitting_items"
    )
    # Its place, from 1; none once it was taken off the agenda.
    position = models.PositiveSmallIntegerField(_("place"), null=True, blank=True)
    # Written by the database: on the agenda of a sitting that is planned.
    is_open = models.BooleanField(default=True, editable=False)
    # Written when it is adjourned, else when the minutes are closed.
    outcome = models.CharField(
        _("outcome"), max_length=9, choices=Outcome.choices, blank=True
    )
    reason = models.CharField(_("why it is adjourned"), max_length=600, blank=True)
    note = models.CharField(_("note for the minutes"), max_length=3000, blank=True)
    note_shared = models.BooleanField(_("the lab reads the note"), default=False)

    objects = SittingItemQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("file of a sitting")
        verbose_name_plural = _("files of sittings")
        constraints = (
            models.UniqueConstraint(
                fields=["sitting", "escalation"], name="sitting_item_once_per_file"
            ),
            models.UniqueConstraint(
                fields=["sitting", "position"],
                name="sitting_item_once_per_place",
                deferrable=Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["escalation"],
                condition=Q(is_open=True),
                name="sitting_item_on_one_agenda",
            ),
            models.CheckConstraint(
                name="sitting_item_adjourned_says_why",
                condition=Q(~Q(reason=""), outcome="adjourned")
                | Q(~Q(outcome="adjourned"), reason=""),
            ),
            models.CheckConstraint(
                name="sitting_item_place_from_one",
                condition=Q(position=None) | Q(position__gte=1),
            ),
            models.CheckConstraint(
                name="sitting_item_shares_a_note",
                condition=Q(note_shared=False) | ~Q(note=""),
            ),
        )
        rules_permissions: ClassVar[dict[str, Any]] = {}

    def __str__(self) -> str:
        return f"{self.sitting} {self.escalation}"

    def get_absolute_url(self) -> str:
        """Give the page on which this file is dealt with."""
        args = [self.sitting.public_id, self.public_id]
        return reverse("blockers:sitting_file", args=args)
