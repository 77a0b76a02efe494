"""Starts, pauses and stops the clocks of a case, inside the act that causes it.

The case's row is locked by its act, so that its clocks change one act at a time.
"""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from blockers import clocks
from blockers.clocks import Code
from blockers.enums import MOST_PAUSED_DAYS
from blockers.models import Clock, ClockPause, Report
from servindus import clock
from servindus.workflow import Step

# Which column of a report shows which clock, for lists in their order.
COLUMNS = {Code.CONTACT: "contact_by", Code.QUALIFICATION: "qualify_by"}


def start(report: Report, code: Code, step: Step) -> None:
    """Start a clock under the newest version of its rule, unless it runs already."""
    if report.clocks.running().filter(code=code).exists():
        return
    policy = clocks.policy_of(code)
    assert policy.delay is not None
    today = clock.local_day(step.now)
    deadline = clocks.due(today, policy.delay, policy.owed_by, report.lab.calendar)
    Clock.objects.create(
        report=report,
        code=code,
        version=policy.version,
        owed_by=policy.owed_by,
        amount=policy.delay.amount,
        unit=policy.delay.unit,
        started_on=today,
        due_on=deadline.due,
    )
    setattr(report, COLUMNS[code], deadline.due)


def stop(report: Report, step: Step, *codes: Code) -> None:
    """Stop clocks, all that run when none is named; an open pause ends with them."""
    today = clock.local_day(step.now)
    running = report.clocks.running().with_pauses()
    for row in running.filter(code__in=codes) if codes else running:
        _end_pause(row, today)
        row.stopped_on = max(today, row.started_on)
        row.save(update_fields=["stopped_on"])


def pause(report: Report, step: Step, code: Code) -> None:
    """Let a clock stand from today on: somebody else's answer is awaited."""
    today = clock.local_day(step.now)
    for row in report.clocks.running().filter(code=code).with_pauses():
        if not row.is_paused:
            ClockPause.objects.create(
                clock=row, span=DateRange(today, None), entry=step.entry
            )


def resume(report: Report, step: Step, code: Code) -> None:
    """Let a clock run again, and move its date by the days that it stood."""
    today = clock.local_day(step.now)
    for row in report.clocks.running().filter(code=code).with_pauses():
        _end_pause(row, today)
        row.due_on = due_of(row, report, today).due
        row.save(update_fields=["due_on"])
        setattr(report, COLUMNS[code], row.due_on)


def due_of(row: Clock, report: Report, today: date) -> clocks.Deadline:
    """Give a clock's date with the sum behind it, from what was frozen."""
    return clocks.due(
        row.started_on,
        row.delay,
        row.owed_by,
        report.lab.calendar,
        row.pauses_until(today),
    )


def _end_pause(row: Clock, today: date) -> None:
    """Close the open pause; all pauses of a clock together have a most."""
    row_pauses = list(row.pauses.all())
    for found in row_pauses:
        if found.span.upper is not None:
            continue
        others = [p.days_until(today) for p in row_pauses if p is not found]
        spent = sum((last - first).days + 1 for first, last in others)
        left = max(MOST_PAUSED_DAYS - spent, 0)
        first = found.span.lower
        upper = min(today, date.fromordinal(first.toordinal() + left))
        if upper <= first:
            # Asked and answered the same day: no day was lost.
            found.delete()
        else:
            found.span = DateRange(first, upper)
            found.save(update_fields=["span"])
    # What was prefetched is no longer true.
    row._prefetched_objects_cache = {}  # type: ignore[attr-defined]
