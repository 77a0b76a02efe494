"""What the platform does while nobody answers: it reminds, each time once.

It never answers, merges or declines. No file is locked for a reminder: whoever answers
at that moment is not kept waiting, and the mail reads the file again before it leaves.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from blockers import chasing, lapsing
from blockers import chasing_notifications as letters
from blockers import notifications as notices
from blockers.chasing import Found, Reminder
from blockers.enums import (
    MOST_COMPLETE_REMINDERS,
    VERIFICATION_REMINDERS,
    ReportStatus,
    VerificationStatus,
)
from blockers.models import Report, Verification
from servindus import clock, timers
from servindus.actors import SYSTEM
from servindus.models import JournalEntry
from servindus.workflow import ActRefused, Step, act, status_of, write_journal

ONCE = _("This has been done already.")


@transaction.atomic
def remind(reminder: Reminder) -> bool:
    """Owe one mail about all that a person is newly reminded of; False for nothing."""
    causes = [
        (one, _line(one))
        for one in chasing.still(reminder.found)
        if timers.once(
            one.ladder.timer,
            one.row,
            since=one.since,
            rung=one.rung,
            person=reminder.user.email,
        )
    ]
    if causes:
        letters.owe_reader(reminder, causes)
    return bool(causes)


def _line(one: Found) -> JournalEntry:
    """Give the journal's line of this reminder: one for all whom it goes to."""
    row, verb = one.row, one.ladder.verb
    details = {
        "timer": one.ladder.timer,
        "since": one.since.isoformat(),
        "days": one.rung,
    }
    if not timers.once(one.ladder.timer, row, since=one.since, rung=one.rung):
        lines = JournalEntry.objects.about(row).filter(verb=verb)
        if (line := lines.filter(details__contains=details).last()) is not None:
            return line
    status = status_of(row)
    return write_journal(
        verb,
        row,
        by=SYSTEM,
        now=clock.now(),
        source=status,
        target=status,
        details=details,
    )


@act(
    Report,
    sources=[ReportStatus.NEEDS_INFO],
    label=_("Remind the company"),
    records=("rung",),
)
def nudge_report(report: Report, step: Step, *, since: date, rung: int) -> None:
    """Tell the company once more that the lab has a question."""
    if report.complete_by != since or lapsing.nudges(report) >= MOST_COMPLETE_REMINDERS:
        raise ActRefused(ONCE)
    if not timers.once(lapsing.NUDGE, report, since=since, rung=rung):
        raise ActRefused(ONCE)
    notices.owe_reporter("report_nudged", report, step)


def _remind_others(verification: Verification, step: Step) -> None:
    """One mail speaks for all questions of that age about one case."""
    rows = verification.report.verifications.filter(status=VerificationStatus.ASKED)
    for row in rows.exclude(pk=verification.pk).order_by("pk"):
        since = clock.local_day(row.asked_at)
        rung = timers.rung_of(
            (clock.local_day(step.now) - since).days, VERIFICATION_REMINDERS
        )
        if rung is not None and timers.once(
            step.entry.verb, row, since=since, rung=rung
        ):
            write_journal(
                step.entry.verb,
                row,
                by=step.by,
                now=step.now,
                source=row.status,
                target=row.status,
            )


@act(
    Verification,
    sources=[VerificationStatus.ASKED],
    label=_("Remind the company"),
    lock_first=("report",),
    after=_remind_others,
)
def remind_verification(
    verification: Verification, step: Step, *, since: date, rung: int
) -> None:
    """Tell the company once more that its word on its site is awaited."""
    if not timers.once(step.entry.verb, verification, since=since, rung=rung):
        raise ActRefused(ONCE)
    notices.owe_reporter("verification_reminded", verification.report, step)
