"""What time brings to questions: whoever is next hears of the date, before and once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from benchmarking.actions.questions import remind_question
from benchmarking.models import Question
from benchmarking.questions.enums import QUESTION_REMINDERS, REMINDED_WITHIN
from benchmarking.questions.turns import counted_by
from programmes.hours import is_open
from servindus import clock, timers
from servindus.actors import SYSTEM


@dataclass(frozen=True)
class Due:
    """A question whose date is near or past by so many working days."""

    row: Question
    since: date
    rung: int


def to_remind(now: datetime) -> Iterator[Due]:
    """Open questions that have newly come to a reminder, in the next lab's hours."""
    today = clock.local_day(now)
    near = today + timedelta(days=REMINDED_WITHIN)
    rows = Question.objects.open().filter(due_on__lte=near).with_sides()
    last = timers.last_rung(Question, remind_question.name, "due_on")
    found = rows.annotate(last_rung=last).order_by("pk")
    for row in found.iterator(chunk_size=timers.CHUNK):
        assert row.due_on is not None
        lab, _days = counted_by(row)
        days = lab.calendar.working_days_between(row.due_on, today)
        rung = timers.rung_of(days, QUESTION_REMINDERS)
        if timers.is_new(rung, row.last_rung) and is_open(lab, now):
            assert rung is not None
            yield Due(row, row.due_on, rung)


timers.register(
    "benchmarking.remind_questions",
    to_remind,
    lambda found: remind_question(
        found.row, by=SYSTEM, since=found.since, rung=found.rung
    ),
)
