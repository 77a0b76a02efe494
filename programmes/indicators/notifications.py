"""Mails about sheets of readings: to fill in, to approve, sent back, approved."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.hours import after_quiet
from programmes.indicators.enums import PUBLIC, SHEET_LATE, SheetStatus
from programmes.indicators.wording import period_name
from programmes.models import ReadingSheet
from programmes.notifications import sender_of, staff_of
from servindus import outbox
from servindus.categories import REMINDERS
from servindus.models import OutboxEmail, User
from servindus.notifications import Notice, Recipient, Sender, register
from servindus.workflow import Step

S = SheetStatus


class SheetNotice(Notice):
    """A mail about a sheet of readings, in the name of its lab."""

    model = "programmes.ReadingSheet"
    category = REMINDERS.key
    audience = _("whoever sent the sheet")
    permission = "programmes.view_reading_sheet"

    def find(self, row: OutboxEmail) -> ReadingSheet | None:
        """Give the sheet with its lab and period."""
        rows = ReadingSheet.objects.select_related(
            "lab__operator", "period", "submitted_by"
        )
        return rows.filter(pk=row.object_id).first()

    def sender(self, obj: ReadingSheet) -> Sender:
        """Give the lab's operator."""
        return sender_of(obj.lab)

    def is_due(self, obj: ReadingSheet) -> bool:
        """Whether the sheet still stands where the mail says."""
        return True

    def is_moot(self, obj: ReadingSheet, row: OutboxEmail) -> bool:
        """Whether it has moved on, or the person no longer has this part in it."""
        may = row.user is not None and row.user.has_perm(self.permission, obj)
        return not (may and self.is_due(obj))

    def context(self, obj: ReadingSheet, row: OutboxEmail) -> dict[str, Any]:
        """Give the sheet, its period in words and its page."""
        return {
            "sheet": obj,
            "lab": obj.lab,
            "author": obj.submitted_by.full_name if obj.submitted_by else "",
            "period": period_name(obj.period.kind, obj.period.starts_on),
            "is_late": row.data.get("rung", 0) >= SHEET_LATE,
            "file_url": settings.PUBLIC_URL + obj.get_absolute_url(),
        }


@register
class ReadingSheetDue(SheetNotice):
    """To the lab's staff: the period has ended, and nothing is sent."""

    name = "reading_sheet_due"
    audience = _("staff of the lab")
    permission = "programmes.write_reading_sheet"

    def is_due(self, obj: ReadingSheet) -> bool:
        """Whether it is still being filled in."""
        return obj.status == S.DRAFT


@register
class ReadingSheetSubmitted(SheetNotice):
    """To the lab's leads: approve it or send it back."""

    name = "reading_sheet_submitted"
    audience = _("leads of the lab")
    permission = "programmes.approve_reading_sheet"

    def is_due(self, obj: ReadingSheet) -> bool:
        """Whether nobody has decided."""
        return obj.status == S.SUBMITTED


@register
class ReadingSheetReturned(SheetNotice):
    """To whoever sent it: open again, and why."""

    name = "reading_sheet_returned"

    def is_due(self, obj: ReadingSheet) -> bool:
        """Whether it is still open with that reason."""
        return obj.status == S.DRAFT and bool(obj.reason)


@register
class ReadingSheetApproved(SheetNotice):
    """To whoever sent it: everybody reads these figures."""

    name = "reading_sheet_approved"

    def is_due(self, obj: ReadingSheet) -> bool:
        """Whether everybody still reads it."""
        return obj.status in PUBLIC


def owe_due(sheet: ReadingSheet, step: Step, rung: int) -> None:
    """Owe the reminder to everybody who works for the lab."""
    _owe("reading_sheet_due", sheet, step, staff_of(sheet.lab), {"rung": rung})


def owe_leads(sheet: ReadingSheet, step: Step) -> None:
    """Owe what is to approve to the lab's leads, but whoever sends it."""
    people = [
        user
        for user in staff_of(sheet.lab)
        if user != step.by and sheet.lab_id in rules.lab_ids(user, lead=True)
    ]
    _owe("reading_sheet_submitted", sheet, step, people)


def owe_sender(kind: str, sheet: ReadingSheet, step: Step) -> None:
    """Owe what was decided to whoever sent it; once they have left, to the lab."""
    staff = staff_of(sheet.lab)
    here = [user for user in staff if user.pk == sheet.submitted_by_id]
    people = [user for user in here or staff if user != step.by]
    _owe(kind, sheet, step, people)


def _owe(
    kind: str,
    sheet: ReadingSheet,
    step: Step,
    people: Iterable[User],
    data: dict[str, Any] | None = None,
) -> None:
    for user in people:
        outbox.post(
            kind,
            sheet,
            to=Recipient.of(user),
            cause=step.entry,
            not_before=after_quiet(sheet.lab, step.now),
            desk=sheet.lab.slug,
            data=data or {},
        )
