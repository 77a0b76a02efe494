"""Which answers of a blocker stand: the last ones, after every second reading."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from blockers.enums import CONTEST_DAYS, CONTESTABLE, AnswerKind, EscalationStatus
from blockers.models import Answer, Blocker, Escalation, Report
from servindus import clock

E = EscalationStatus


def standing(blocker: Blocker) -> QuerySet[Answer]:
    """Give the answers that count: current, not redirected, not read anew since."""
    read_anew = Escalation.objects.filter(
        second_reading_of=OuterRef("pk"), status=E.ANSWERED
    )
    rows = Answer.objects.current().filter(
        escalation__blocker=blocker, escalation__status=E.ANSWERED
    )
    if blocker.reopened_at is not None:
        # What was decided before a relapse has not held.
        rows = rows.filter(escalation__sent_at__gte=blocker.reopened_at)
    return (
        rows.exclude(kind=AnswerKind.REDIRECTED)
        .exclude(Exists(read_anew))
        .select_related("escalation__authority", "escalation__blocker__lab", "ask")
        .order_by("pk")
    )


def public_day(escalation: Escalation) -> date | None:
    """Give the day from which everybody may read the answers; None before."""
    if escalation.published_at is None:
        return None
    day = clock.local_day(escalation.published_at)
    return max(day, escalation.embargo_until or day)


def contest_until(answer: Answer) -> date | None:
    """Give the last day to contest a refusal; None where nothing is to contest.

    A second reading is the last word.
    """
    first = public_day(answer.escalation)
    if answer.kind not in CONTESTABLE or first is None:
        return None
    if answer.escalation.second_reading_of_id is not None:
        return None
    return first + timedelta(days=CONTEST_DAYS)


def contestable(report: Report, today: date) -> list[Answer]:
    """Give the refusals that this company can still contest."""
    if report.blocker is None:
        return []
    done = set(report.contestations.values_list("answer_id", flat=True))
    found = []
    for answer in standing(report.blocker).filter(kind__in=CONTESTABLE):
        until, first = contest_until(answer), public_day(answer.escalation)
        if until is None or first is None or answer.pk in done:
            continue
        if first <= today <= until:
            found.append(answer)
    return found
