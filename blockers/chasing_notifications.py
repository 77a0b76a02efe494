"""Mails while nobody answers: one list a person, a word to each company asked."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from blockers import chasing, ladders, lapsing
from blockers.chasing import LAB, LIAISONS, Found, Line, Reminder
from blockers.enums import ReportStatus
from blockers.follow_up_notifications import VerificationAsked
from blockers.models import Report
from blockers.notifications import CompanyNotice, ReportNeedsInfo
from programmes import rules as frame
from programmes.models import Lab
from servindus import clock, outbox
from servindus.categories import REMINDERS
from servindus.models import JournalEntry, OutboxEmail
from servindus.notifications import Notice, Recipient, Sender, register


class ReaderReminded(Notice):
    """All that one person is newly reminded of, in one mail, from the first's lab."""

    model = "programmes.Lab"
    category = REMINDERS.key

    def find(self, row: OutboxEmail) -> Lab | None:
        """Give the lab in whose name the mail leaves."""
        return Lab.objects.select_related("operator").filter(pk=row.object_id).first()

    def sender(self, obj: Lab) -> Sender:
        """Give the lab's operator; a reply reaches the lab."""
        return Sender(obj.operator_name, obj.contact_email)

    def is_moot(self, obj: Lab, row: OutboxEmail) -> bool:
        """Whether all of it is done, or the reader may not any more."""
        return not self._lines(row)

    def context(self, obj: Lab, row: OutboxEmail) -> dict[str, Any]:
        """Give what is still to be told, late ones first, and how many are late."""
        lines = self._lines(row)
        late = sum(line.is_late for line in lines)
        return {"lab": obj, "lines": lines, "first": lines[0], "late": late}

    def _lines(self, row: OutboxEmail) -> list[Line]:
        if row.user is None or not row.user.is_active:
            return []
        return chasing.lines(row.user, row.data["files"], clock.today())


@register
class LiaisonReminded(ReaderReminded):
    """To a liaison: the dossiers, promises and ends whose date comes or has passed."""

    name = "liaison_reminded"
    audience = _("ministry liaisons")


@register
class LabReminded(ReaderReminded):
    """To the lab: cases to qualify, derogations that end, authorities that are late."""

    name = "lab_reminded"
    audience = _("lab staff")

    def context(self, obj: Lab, row: OutboxEmail) -> dict[str, Any]:
        """Add how many cases wait for the reader's labs."""
        waiting = ladders.waiting(frame.lab_ids(row.user))
        return {**super().context(obj, row), "waiting": waiting}


KINDS = {LIAISONS: LiaisonReminded.name, LAB: LabReminded.name}


def owe_reader(
    reminder: Reminder, causes: Sequence[tuple[Found, JournalEntry]]
) -> None:
    """Owe a person one mail about these, in the name of the lab of the first."""
    labs = {
        one.ladder.lab(one.row).pk: one.ladder.lab(one.row) for one, _line in causes
    }
    first = next(iter(labs.values()))
    outbox.post(
        KINDS[reminder.readers],
        first,
        to=Recipient.of(reminder.user),
        cause=causes[0][1],
        # What concerns several labs is in the outbox of none of them.
        desk=first.slug if len(labs) == 1 else "",
        data={"files": [one.key for one, _line in causes]},
    )


@register
class ReportNudged(ReportNeedsInfo):
    """To whoever reported: the lab's question still waits."""

    name = "report_nudged"
    category = REMINDERS.key

    def context(self, obj: Report, row: OutboxEmail) -> dict[str, Any]:
        """Add the question as it was asked; the last reminder says until when."""
        question = obj.remarks.filter(entry__verb="ask_info_report").order_by("pk")
        last = question.last()
        return {
            **super().context(obj, row),
            "quote": last.text if last else "",
            "until": lapsing.kept_until(obj),
        }


@register
class ReportLapsed(CompanyNotice):
    """To whoever reported: nobody has completed the case, it is withdrawn."""

    name = "report_lapsed"

    def is_moot(self, obj: Report, row: OutboxEmail) -> bool:
        """Whether it has been handed in again since."""
        return obj.status != ReportStatus.WITHDRAWN or super().is_moot(obj, row)


@register
class VerificationReminded(VerificationAsked):
    """To the company: its word on its own site is still awaited."""

    name = "verification_reminded"
    category = REMINDERS.key
