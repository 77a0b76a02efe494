"""What the passing of time brings: sites are asked, silence is noted, refusals end."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from blockers.actions.verifying import (
    ask_verification,
    close_blocker,
    lapse_verification,
    refusal_window,
)
from blockers.enums import (
    FIRST_ROUND_WEEKS,
    SECOND_ROUND_MONTHS,
    AnswerKind,
    BlockerStatus,
    Round,
    VerificationStatus,
)
from blockers.models import Answer, Blocker, Measure, Report, Verification
from blockers.standing import public_day, standing
from servindus import clock
from servindus.actors import SYSTEM
from servindus.delays import add_months
from servindus.workflow import Act, ActRefused, Busy

B = BlockerStatus


def sweep() -> int:
    """Do what is due today; doing it twice changes nothing. Gives how much was done."""
    today = clock.today()
    return _ask(today) + _lapse(today) + _close(today)


def rounds_due(since: date, today: date, until: date | None = None) -> list[Round]:
    """Give the rounds of asking that have come for a measure in force since a day."""
    found = []
    if since + timedelta(weeks=FIRST_ROUND_WEEKS) <= today:
        found.append(Round.FIRST)
    if add_months(since, SECOND_ROUND_MONTHS) <= today:
        found.append(Round.SECOND)
    if until is not None and until <= today:
        found.append(Round.END)
    return found


def _ask(today: date) -> int:
    """Ask the companies of each measure, and of what is feasible as it is."""
    asked = 0
    soonest = today - timedelta(weeks=FIRST_ROUND_WEEKS)
    measures = Measure.objects.with_people().filter(in_force_from__lte=soonest)
    for measure in measures.order_by("pk").iterator(chunk_size=200):
        answer = measure.commitment.answer
        since = (
            max(measure.in_force_from, clock.local_day(measure.commitment.ended_at))
            if measure.commitment.ended_at
            else measure.in_force_from
        )
        for round_ in rounds_due(since, today, measure.in_force_to):
            asked += _ask_companies(answer, round_, measure)
    # Nothing was put in force: a closed one is asked its second time all the same.
    feasible = Blocker.objects.filter(
        status__in=[B.VERIFYING, B.CLOSED],
        escalations__answers__kind=AnswerKind.FEASIBLE,
    ).distinct()
    for blocker in feasible.order_by("pk").iterator(chunk_size=200):
        for answer in standing(blocker).filter(kind=AnswerKind.FEASIBLE):
            since = public_day(answer.escalation) or today
            for round_ in rounds_due(since, today):
                asked += _ask_companies(answer, round_, None)
    return asked


def _ask_companies(answer: Answer, round_: Round, measure: Measure | None) -> int:
    cases = Report.objects.attached().filter(blocker=answer.escalation.blocker_id)
    known = Verification.objects.filter(answer=answer, round=round_, measure=measure)
    cases = cases.exclude(pk__in=known.values("report"))
    made = 0
    for report in cases.select_related("lab", "reporter").order_by("pk"):
        made += ask_verification(report, answer, round_, measure) is not None
    return made


def _lapse(today: date) -> int:
    """Note the silence of sites whose four weeks are over."""
    rows = Verification.objects.filter(
        status=VerificationStatus.ASKED, due_on__lt=today
    )
    return _each(rows, lapse_verification)


def _close(today: date) -> int:
    """Close refusals that nobody has contested in time."""
    rows = []
    for blocker in Blocker.objects.filter(status=B.ANSWERED).order_by("pk"):
        until = refusal_window(blocker)
        if until is not None and until < today:
            rows.append(blocker)
    return _each(rows, close_blocker)


def _each(rows: Iterable[Any], action: Act[Any]) -> int:
    done = 0
    for row in list(rows):
        try:
            action(row, by=SYSTEM)
            done += 1
        except (ActRefused, Busy):
            # Somebody was quicker, or holds it: the next sweep looks again.
            continue
    return done
