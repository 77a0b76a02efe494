"""A transfer: one version of a practice on its way from its lab into another one."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from benchmarking.models.practices import Practice
from benchmarking.models.versions import PracticeVersion
from benchmarking.transfers import rules as may
from benchmarking.transfers.enums import (
    ADOPTED,
    HAS_PLAN,
    MOST_LEGAL,
    MOST_PLAN,
    MOST_TEXT,
    OPEN,
    STARTED,
    UNDERSTOOD,
    ContactKind,
    EndReason,
    LegalState,
    TransferStatus,
)
from programmes import rules
from servindus.models import Record

if TYPE_CHECKING:
    from servindus.models import User

T = TransferStatus
# Days that a year has at least; the act counts twelve months.
YEAR = timedelta(days=365)


class TransferQuerySet(models.QuerySet["Transfer"]):
    """Transfers in the words of the labs."""

    def visible_to(self, user: "User") -> "TransferQuerySet":
        """All of them for staff of any lab and for the programme; else none."""
        sees = user.is_superuser or rules.is_staff(user)
        return self if sees else self.none()

    def open(self) -> "TransferQuerySet":
        """Those that are on their way, or in use for less than a year."""
        return self.filter(status__in=OPEN)

    def adopted(self) -> "TransferQuerySet":
        """Those that are in use where they went: what adoption is read from."""
        return self.filter(status__in=ADOPTED)

    def taken_over(self, practice_id: int) -> "TransferQuerySet":
        """Those of a practice whose receiver is to hear what becomes of it."""
        rows = self.filter(practice=practice_id, status__in=[*OPEN, T.SUSTAINED])
        return rows.order_by("pk")

    def with_sides(self) -> "TransferQuerySet":
        """The practice, its words and both labs, in the same query."""
        return self.select_related(
            "version__practice__lab", "giver__operator", "receiver__operator"
        )

    def with_people(self) -> "TransferQuerySet":
        """Whoever proposed, saw, carries, backs and checked it, too."""
        return self.with_sides().select_related(
            "proposed_by", "contact_by", "heard_by", "sponsor", "owner",
            "checked_by", "checked_lab__operator",
        )  # fmt: skip


def _person(label: Any, **options: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        on_delete=models.PROTECT,
        related_name="+",
        **options,
    )


def _lab(label: Any, name: str, **options: Any) -> Any:
    return models.ForeignKey(
        "programmes.Lab",
        verbose_name=label,
        on_delete=models.PROTECT,
        related_name=name,
        **options,
    )


def _text(label: Any, limit: int = MOST_TEXT) -> Any:
    return models.TextField(label, max_length=limit, blank=True)


def _amount(label: Any) -> Any:
    return models.DecimalField(
        label, max_digits=11, decimal_places=2, null=True, blank=True
    )


def _day(label: Any) -> Any:
    return models.DateField(label, null=True, blank=True)


MAYBE: dict[str, Any] = {"null": True, "blank": True}


class Transfer(Record):
    """What one lab takes over from another: proposed, seen, planned, in use, kept."""

    practice = models.ForeignKey(
        Practice,
        verbose_name=_("good practice"),
        on_delete=models.PROTECT,
        related_name="transfers",
    )
    version = models.ForeignKey(
        PracticeVersion,
        verbose_name=_("version"),
        on_delete=models.PROTECT,
        related_name="transfers",
    )
    giver = _lab(_("from the lab"), "transfers_given")
    receiver = _lab(_("into the lab"), "transfers_received")
    status = models.CharField(
        _("status"), max_length=13, choices=T.choices, default=T.PROPOSED
    )
    proposed_by = _person(_("proposed by"))
    proposed_lab = _lab(_("lab that proposes"), "+")
    why = models.TextField(pgettext_lazy("transfer", "what for"), max_length=MOST_TEXT)
    # Seen: one lab says when and how, the other one says what it has understood.
    contact_kind = models.CharField(
        _("visit or call"), max_length=5, choices=ContactKind.choices, blank=True
    )
    contact_on = _day(pgettext_lazy("transfer", "seen on"))
    contact_text = _text(_("what was seen or heard"))
    contact_by = _person(pgettext_lazy("transfer", "noted by"), **MAYBE)
    contact_lab = _lab(pgettext_lazy("transfer", "lab that noted it"), "+", **MAYBE)
    heard_text = _text(_("what the other lab keeps of it"))
    heard_by = _person(pgettext_lazy("transfer", "confirmed by"), **MAYBE)
    understood_on = _day(pgettext_lazy("transfer", "understood on"))
    # Planned: who backs it, who carries it, from where to where until when.
    plan = _text(_("plan"), MOST_PLAN)
    sponsor = _person(pgettext_lazy("transfer", "who backs it"), **MAYBE)
    owner = _person(pgettext_lazy("transfer", "who carries it"), **MAYBE)
    indicator = models.CharField(_("what is counted"), max_length=160, blank=True)
    baseline = _amount(_("today"))
    target = _amount(_("target"))
    target_on = _day(_("in use by"))
    kept = _text(_("what is kept, and why"))
    adapted = _text(_("what is adapted, and why"))
    dropped = _text(_("what is dropped, and why"))
    legal_state = models.CharField(
        _("what the law says here"),
        max_length=10,
        choices=LegalState.choices,
        default=LegalState.TO_CHECK,
    )
    legal_text = _text(_("what was checked, and by whom"), MOST_LEGAL)
    planned_on = _day(_("planned on"))
    started_on = _day(pgettext_lazy("transfer", "begun on"))
    # In use: the first dated evidence.
    used_on = _day(pgettext_lazy("transfer", "in use since"))
    use_text = _text(_("what shows that it is in use"))
    use_value = _amount(pgettext_lazy("transfer", "measured"))
    use_source = models.CharField(_("source"), max_length=200, blank=True)
    # A year later: the word of a third lab.
    check_text = _text(_("what the third lab has seen"))
    check_value = _amount(_("measured a year later"))
    checked_by = _person(_("checked by"), **MAYBE)
    checked_lab = _lab(pgettext_lazy("transfer", "third lab"), "+", **MAYBE)
    sustained_on = _day(pgettext_lazy("transfer", "confirmed on"))
    end_code = models.CharField(
        _("reason"), max_length=9, choices=EndReason.choices, blank=True
    )
    end_text = _text(_("what the next lab should know"))
    ended_on = _day(pgettext_lazy("transfer", "ended on"))
    due_on = _day(_("next step by"))

    objects = TransferQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = pgettext_lazy("practice", "transfer")
        verbose_name_plural = pgettext_lazy("practice", "transfers")
        constraints = (
            models.UniqueConstraint(
                fields=["practice", "receiver"],
                condition=Q(status__in=list(OPEN)),
                name="transfer_one_open",
            ),
            models.CheckConstraint(
                name="transfer_between_two_labs", condition=~Q(giver=F("receiver"))
            ),
            models.CheckConstraint(
                name="transfer_proposed_by_a_side",
                condition=~Q(why="")
                & (Q(proposed_lab=F("giver")) | Q(proposed_lab=F("receiver"))),
            ),
            models.CheckConstraint(
                name="transfer_seen_is_whole",
                condition=Q(
                    contact_kind="",
                    contact_on=None,
                    contact_text="",
                    contact_by=None,
                    contact_lab=None,
                )
                | (
                    Q(
                        ~Q(contact_kind=""),
                        ~Q(contact_text=""),
                        contact_on__isnull=False,
                        contact_by__isnull=False,
                        contact_lab__isnull=False,
                    )
                    & (Q(contact_lab=F("giver")) | Q(contact_lab=F("receiver")))
                ),
            ),
            models.CheckConstraint(
                name="transfer_understood_by_both",
                condition=~Q(status__in=list(UNDERSTOOD))
                | Q(
                    ~Q(heard_text=""),
                    ~Q(heard_by=F("contact_by")),
                    contact_on__isnull=False,
                    heard_by__isnull=False,
                    understood_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="transfer_planned_is_whole",
                condition=~Q(status__in=list(HAS_PLAN))
                | Q(
                    ~Q(plan=""),
                    ~Q(indicator=""),
                    ~Q(kept=""),
                    sponsor__isnull=False,
                    owner__isnull=False,
                    baseline__isnull=False,
                    target__isnull=False,
                    target_on__isnull=False,
                    planned_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="transfer_started_is_lawful",
                condition=~Q(status__in=list(STARTED))
                | Q(
                    Q(legal_state="not_needed")
                    | Q(~Q(legal_text=""), legal_state="checked"),
                    started_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="transfer_in_use_shows_it",
                condition=~Q(status__in=list(ADOPTED))
                | Q(~Q(use_text=""), ~Q(use_source=""), used_on__isnull=False),
            ),
            models.CheckConstraint(
                name="transfer_sustained_a_year",
                condition=Q(
                    ~Q(status="sustained"),
                    check_text="",
                    checked_by=None,
                    checked_lab=None,
                    sustained_on=None,
                )
                | Q(
                    ~Q(check_text=""),
                    ~Q(checked_lab=F("giver")),
                    ~Q(checked_lab=F("receiver")),
                    status="sustained",
                    checked_by__isnull=False,
                    checked_lab__isnull=False,
                    sustained_on__isnull=False,
                    used_on__isnull=False,
                    sustained_on__gte=F("used_on") + YEAR,
                ),
            ),
            models.CheckConstraint(
                name="transfer_ended_says_why",
                condition=Q(
                    ~Q(end_code=""),
                    ~Q(end_text=""),
                    status__in=["declined", "stopped"],
                    ended_on__isnull=False,
                )
                | Q(
                    ~Q(status__in=["declined", "stopped"]),
                    end_code="",
                    end_text="",
                    ended_on=None,
                ),
            ),
            models.CheckConstraint(
                name="transfer_open_has_a_day",
                condition=Q(status__in=list(OPEN), due_on__isnull=False)
                | Q(~Q(status__in=list(OPEN)), due_on=None),
            ),
        )
        indexes = (
            models.Index(
                fields=["status", "-created_at", "-id"], name="transfer_by_status"
            ),
            models.Index(fields=["-created_at", "-id"], name="transfer_by_date"),
            models.Index(
                fields=["giver", "receiver", "status"], name="transfer_matrix"
            ),
            # What a timer looks for.
            models.Index(
                fields=["due_on", "id"],
                condition=Q(status__in=list(OPEN)),
                name="transfer_due",
            ),
        )
        rules_permissions: ClassVar = {
            "view": may.sees_transfers,
            "log_contact": may.takes_part,
            "understand": may.takes_part,
            "plan": may.receives,
            "edit_plan": may.receives,
            "adapt": may.receives,
            "use": may.receives,
            "sustain": may.confirms_use,
            "refute": may.confirms_use,
            "redact": may.redacts,
            "decline": may.declines,
            "stop": may.takes_part,
            "export": rules.exports_data,
            "remind": rules.is_system,
            "warn": rules.is_system,
        }

    def __str__(self) -> str:
        return f"{self.version.title}, {self.giver} → {self.receiver}"

    def get_absolute_url(self) -> str:
        """Give its page in the portal."""
        return reverse("benchmarking:transfer_detail", args=[self.public_id])

    @property
    def side_ids(self) -> set[int]:
        """The ids of the two labs."""
        return {self.giver_id, self.receiver_id}

    def other_side(self, lab_id: int) -> int:
        """Give the id of the lab on the other side."""
        return self.receiver_id if lab_id == self.giver_id else self.giver_id
