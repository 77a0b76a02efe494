"""Sheets of readings, from the first number to the lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programmes.enums import MembershipRole
from programmes.indicators import notifications as notices
from programmes.indicators.enums import PAIRED, SheetStatus
from programmes.indicators.parts import unequal
from programmes.indicators.wording import said_exactly
from programmes.models import (
    Indicator,
    Lab,
    Membership,
    Period,
    Reading,
    ReadingSheet,
)
from servindus import clock, timers
from servindus.models import User
from servindus.workflow import ActRefused, Step, act, transition

S = SheetStatus
ANY = [""]
# No reading: what an entry comes after where the line was empty.
NOTHING = 0


@dataclass(frozen=True)
class Entry:
    """What is typed for one indicator: a value, or a numerator and a denominator.

    `over`: the reading that was seen in its place; None where nobody has looked.
    """

    indicator: Indicator
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    method: str = ""
    confidence: str = "B"
    over: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it takes back what was read."""
        return self.numbers == (None, None, None)

    @property
    def numbers(self) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """The three columns, as they are kept."""
        return self.value, self.numerator, self.denominator


@act(
    Lab,
    sources=ANY,
    label=_("Open the sheet of a period"),
    icon="document-plus",
    keeps_row=True,
)
def open_reading_sheet(lab: Lab, step: Step, *, kind: str, starts_on: date) -> None:
    """Make the sheet of a period that has begun, unless it is there."""
    if starts_on > clock.local_day(step.now):
        raise ActRefused(_("This period is still to come."))
    if starts_on.year < lab.programme.launched_in:
        raise ActRefused(_("The programme had not begun yet."))
    period, _is_new = Period.objects.get_or_create(kind=kind, starts_on=starts_on)
    sheet, is_new = ReadingSheet.objects.get_or_create(lab=lab, period=period)
    if is_new:
        step.begin(sheet)


@act(
    ReadingSheet,
    sources=[S.DRAFT],
    label=_("Enter readings"),
    icon="pencil-square",
)
def write_reading_sheet(
    sheet: ReadingSheet, step: Step, *, entries: Sequence[Entry]
) -> None:
    """Write what is new; a changed number revises the one before, which stays."""
    tips = {row.indicator_id: row for row in sheet.readings.tips()}
    made = [
        reading
        for entry in entries
        if (reading := _next(sheet, step, entry, tips.get(entry.indicator.pk)))
    ]
    Reading.objects.bulk_create(made)


def _next(
    sheet: ReadingSheet, step: Step, entry: Entry, head: Reading | None
) -> Reading | None:
    """Give the reading that follows, or None when nothing has changed."""
    indicator = entry.indicator
    _refuse_shape(entry)
    if head is None and entry.is_empty:
        return None
    said = (*entry.numbers, entry.method, entry.confidence)
    if head is not None:
        numbers = (head.value, head.numerator, head.denominator)
        if entry.is_empty and head.amount is None:
            return None
        if said == (*numbers, head.method, head.confidence):
            return None
    _refuse_unseen(entry, head)
    return Reading(
        sheet=sheet,
        indicator=indicator,
        value=entry.value,
        numerator=entry.numerator,
        denominator=entry.denominator,
        method=entry.method,
        confidence=entry.confidence,
        revises=head,
        written_by=step.user,
        written_at=step.now,
    )


def _refuse_unseen(entry: Entry, head: Reading | None) -> None:
    """Refuse to write over what came after the form had looked."""
    if entry.over not in (None, head.pk if head else NOTHING):
        raise ActRefused(
            _("Somebody has just written in this sheet too. Please send it again.")
        )


def _refuse_shape(entry: Entry) -> None:
    paired = entry.indicator.measure in PAIRED
    pair = entry.numerator is not None and entry.denominator is not None
    fits = paired == pair and paired != (entry.value is not None)
    if not (fits or entry.is_empty):
        raise ActRefused(_("Give one number, or both where there are two."))
    if entry.indicator.is_computed:
        raise ActRefused(_("This indicator is the sum of its parts: enter those."))


def _has_ended(sheet: ReadingSheet, now: datetime) -> str | Promise | None:
    if clock.local_day(now) < sheet.period.ends_before:
        return _("This period has not ended yet.")
    return None


@transition(
    ReadingSheet,
    sources=[S.DRAFT],
    target=S.SUBMITTED,
    label=_("Send it for approval"),
    icon="paper-airplane",
    guard=_has_ended,
)
def submit_reading_sheet(sheet: ReadingSheet, step: Step) -> None:
    """Put it before the lab's lead."""
    if not sheet.readings.heads().exists():
        raise ActRefused(_("Nothing has been read yet."))
    for whole, gap in unequal(sheet):
        raise ActRefused(
            _("The parts of “%(name)s” miss its total by %(gap)s: mend one of them.")
            % {"name": whole.name, "gap": said_exactly(abs(gap))}
        )
    sheet.submitted_by = step.user
    sheet.reason = ""
    notices.owe_leads(sheet, step)


@transition(
    ReadingSheet,
    sources=[S.SUBMITTED],
    target=S.APPROVED,
    label=_("Approve"),
    icon="check-circle",
)
def approve_reading_sheet(sheet: ReadingSheet, step: Step) -> None:
    """Let everybody read it; another lead than whoever sent it, if there is one."""
    if sheet.submitted_by == step.by and _other_lead(sheet, step.user):
        raise ActRefused(_("You have sent it: another lead of the lab approves it."))
    sheet.approved_by, sheet.approved_at = step.user, step.now
    sheet.reason = ""
    notices.owe_sender("reading_sheet_approved", sheet, step)


def _other_lead(sheet: ReadingSheet, user: User) -> bool:
    leads = Membership.objects.active().filter(
        organisation=sheet.lab.operator_id,
        role=MembershipRole.LEAD,
        user__is_active=True,
    )
    return leads.exclude(user=user).exists()


@transition(
    ReadingSheet,
    sources=[S.SUBMITTED, S.APPROVED],
    target=S.DRAFT,
    label=_("Send it back"),
    icon="arrow-uturn-left",
    closes=True,
)
def return_reading_sheet(sheet: ReadingSheet, step: Step, *, text: str) -> None:
    """Open it again with the reason; until approved anew nobody else reads it."""
    sheet.approved_by = sheet.approved_at = None
    sheet.reason = text
    notices.owe_sender("reading_sheet_returned", sheet, step)


@act(
    ReadingSheet,
    sources=[S.DRAFT],
    label=_("Ask for the readings of an ended period"),
    keeps_row=True,
)
def nudge_reading_sheet(
    sheet: ReadingSheet, step: Step, *, since: date, rung: int
) -> None:
    """Remind the lab's staff; the first day of the period names it."""
    if not timers.once(step.entry.verb, sheet, since=since, rung=rung):
        raise ActRefused(_("The lab has been reminded already."))
    notices.owe_due(sheet, step, rung)


@transition(
    ReadingSheet,
    sources=[S.APPROVED],
    target=S.LOCKED,
    label=_("Lock it"),
    icon="lock-closed",
)
def lock_reading_sheet(sheet: ReadingSheet, step: Step) -> None:
    """Keep it as it is, for good (P1)."""
    sheet.reason = ""


@transition(
    ReadingSheet,
    sources=[S.LOCKED],
    target=S.APPROVED,
    label=_("Unlock it"),
    icon="lock-open",
    closes=True,
    records=("text",),
)
def unlock_reading_sheet(sheet: ReadingSheet, step: Step, *, text: str) -> None:
    """Open the lock, with the reason that its history keeps."""
    sheet.reason = text
