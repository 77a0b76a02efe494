"""Starts, pauses, extends and stops the clocks of a case, inside the causing act.

A case is a report or an escalation. Its row is locked by its act, so that its clocks
change one act at a time.
"""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from blockers import clocks
from blockers.clocks import Code
from blockers.enums import MOST_PAUSED_DAYS
from blockers.models import Clock, ClockPause, Escalation, Report
from servindus import clock
from servindus.workflow import Step

Case = Report | Escalation
# Which column of a case shows which clock, for lists in their order.
COLUMNS = {
    Code.CONTACT: "contact_by",
    Code.QUALIFICATION: "qualify_by",
    Code.ACKNOWLEDGEMENT: "acknowledge_by",
    Code.ANSWER: "answer_by",
    Code.PUBLICATION: "publish_by",
    Code.SECOND_READING: "answer_by",
}
# Pauses of these clocks have a most, all of them together.
MOST_PAUSED = {Code.QUALIFICATION: MOST_PAUSED_DAYS}


def answering(escalation: Escalation) -> Code:
    """Give the clock of an authority's answer: a second reading has its own."""
    is_second = escalation.second_reading_of_id is not None
    return Code.SECOND_READING if is_second else Code.ANSWER


def start(case: Case, code: Code, step: Step) -> None:
    """Start a clock under the newest version of its rule, unless it runs already."""
    if case.clocks.running().filter(code=code).exists():
        return
    policy = clocks.policy_of(code)
    assert policy.delay is not None
    today = clock.local_day(step.now)
    deadline = clocks.due(today, policy.delay, policy.owed_by, case.lab.calendar)
    case.clocks.create(
        lab=case.lab,
        code=code,
        version=policy.version,
        owed_by=policy.owed_by,
        amount=policy.delay.amount,
        unit=policy.delay.unit,
        started_on=today,
        due_on=deadline.due,
    )
    setattr(case, COLUMNS[code], deadline.due)


def stop(case: Case, step: Step, *codes: Code) -> None:
    """Stop clocks, all that run when none is named; an open pause ends with them."""
    today = clock.local_day(step.now)
    running = case.clocks.running().with_pauses()
    for row in running.filter(code__in=codes) if codes else running:
        _end_pause(row, today)
        row.stopped_on = max(today, row.started_on)
        row.save(update_fields=["stopped_on"])


def pause(case: Case, step: Step, code: Code) -> None:
    """Let a clock stand from today on: somebody else's answer is awaited."""
    today = clock.local_day(step.now)
    for row in case.clocks.running().filter(code=code).with_pauses():
        if not row.is_paused:
            ClockPause.objects.create(
                clock=row, span=DateRange(today, None), entry=step.entry
            )


def resume(case: Case, step: Step, code: Code) -> None:
    """Let a clock run again, and move its date by the days that it stood."""
    today = clock.local_day(step.now)
    for row in case.clocks.running().filter(code=code).with_pauses():
        _end_pause(row, today)
        row.due_on = due_of(row, case, today).due
        row.save(update_fields=["due_on"])
        setattr(case, COLUMNS[code], row.due_on)


def extend(case: Case, step: Step, code: Code) -> None:
    """Give a clock the longer amount of its own rule, counted from the same start."""
    today = clock.local_day(step.now)
    for row in case.clocks.running().filter(code=code).with_pauses():
        longer = clocks.policy_of(code, row.version).extended
        assert longer is not None
        row.amount, row.unit, row.extended_on = longer.amount, longer.unit, today
        row.due_on = due_of(row, case, today).due
        row.save(update_fields=["amount", "unit", "extended_on", "due_on"])
        setattr(case, COLUMNS[code], row.due_on)


def carry(case: Case, onto: Escalation, step: Step, code: Code) -> None:
    """Let a clock go on with another authority: same start, same pauses (B7)."""
    today = clock.local_day(step.now)
    for row in case.clocks.running().filter(code=code).with_pauses():
        same = onto.clocks.create(
            lab=onto.lab,
            code=row.code,
            version=row.version,
            owed_by=row.owed_by,
            amount=row.amount,
            unit=row.unit,
            started_on=row.started_on,
            due_on=row.due_on,
            extended_on=row.extended_on,
        )
        for found in row.pauses.all():
            # What the lab still owes to the first one does not hold up the second.
            upper = found.span.upper or today
            if upper > found.span.lower:
                span = DateRange(found.span.lower, upper)
                ClockPause.objects.create(clock=same, span=span, entry=found.entry)
        same.due_on = due_of(same, onto, today).due
        same.save(update_fields=["due_on"])
        setattr(onto, COLUMNS[code], same.due_on)


def due_of(row: Clock, case: Case, today: date) -> clocks.Deadline:
    """Give a clock's date with the sum behind it, from what was frozen."""
    return clocks.due(
        row.started_on,
        row.delay,
        row.owed_by,
        case.lab.calendar,
        row.pauses_until(today),
    )


def _end_pause(row: Clock, today: date) -> None:
    """Close the open pause; all pauses of some clocks together have a most."""
    row_pauses = list(row.pauses.all())
    most = MOST_PAUSED.get(Code(row.code))
    for found in row_pauses:
        if found.span.upper is not None:
            continue
        first = found.span.lower
        upper = today
        if most is not None:
            others = [p.days_until(today) for p in row_pauses if p is not found]
            spent = sum((last - first).days + 1 for first, last in others)
            left = max(most - spent, 0)
            upper = min(today, date.fromordinal(first.toordinal() + left))
        if upper <= first:
            # Asked and answered the same day: no day was lost.
            found.delete()
        else:
            found.span = DateRange(first, upper)
            found.save(update_fields=["span"])
    # What was prefetched is no longer true.
    row._prefetched_objects_cache = {}  # type: ignore[attr-defined]
