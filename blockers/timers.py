"""What the passing of time brings: sites are asked, silence is noted, refusals end."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from blockers.actions.verifying import (
    ask_verification,
    close_blocker,
    lapse_verification,
    refusal_window,
)
from blockers.enums import (
    CONTEST_DAYS,
    FIRST_ROUND_WEEKS,
    LIFTING,
    SECOND_ROUND_MONTHS,
    AnswerKind,
    BlockerStatus,
    EscalationStatus,
    Round,
    VerificationStatus,
)
from blockers.models import Answer, Blocker, Escalation, Measure, Report, Verification
from blockers.standing import public_day, standing
from servindus import clock, timers
from servindus.actors import SYSTEM
from servindus.delays import add_months

B = BlockerStatus


# A question that a site is owed: of which answer, in which round, about what.
Question = tuple[Report, Answer, Round, Measure | None]


def sweep() -> int:
    """Do what time has brought to measures and refusals; give how much was done."""
    return sum(timers.run(*(timer.name for timer in TIMERS)).values())


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


def questions(now: datetime) -> Iterator[Question]:
    """Give what companies are owed: of each measure, of what is feasible as it is."""
    today = clock.local_day(now)
    for measure in _unasked_measures(today).iterator(chunk_size=200):
        answer = measure.commitment.answer
        since = (
            max(measure.in_force_from, clock.local_day(measure.commitment.ended_at))
            if measure.commitment.ended_at
            else measure.in_force_from
        )
        for round_ in rounds_due(since, today, measure.in_force_to):
            yield from _of_companies(answer, round_, measure)
    # Nothing was put in force: a closed one is asked its second time all the same.
    feasible = Blocker.objects.filter(
        _lacks(Round.FIRST, "pk") | _lacks(Round.SECOND, "pk"),
        status__in=[B.VERIFYING, B.CLOSED],
        escalations__answers__kind=AnswerKind.FEASIBLE,
    ).distinct()
    for blocker in feasible.order_by("pk").iterator(chunk_size=200):
        for answer in standing(blocker).filter(kind=AnswerKind.FEASIBLE):
            since = public_day(answer.escalation) or today
            for round_ in rounds_due(since, today):
                yield from _of_companies(answer, round_, None)


def _unasked_measures(today: date) -> Any:
    """Give the measures of which a site may be owed a question.

    Those of which all sites were asked are not looked at again; nor are those that
    were there before a relapse: they have not held.
    """
    soonest = today - timedelta(weeks=FIRST_ROUND_WEEKS)
    # Six months have 181 days at the least; the exact day is counted per measure.
    second = today - timedelta(days=181)
    blocker, measure = "commitment__blocker", "pk"
    reopened = F("commitment__blocker__reopened_at")
    return (
        Measure.objects.with_people()
        .filter(
            Q(_lacks(Round.FIRST, blocker, measure), in_force_from__lte=soonest)
            | Q(_lacks(Round.SECOND, blocker, measure), in_force_from__lte=second)
            | Q(_lacks(Round.END, blocker, measure), in_force_to__lte=today),
            Q(commitment__blocker__reopened_at=None)
            | Q(commitment__answer__escalation__sent_at__gte=reopened),
            commitment__blocker__status__in=[B.IMPLEMENTING, B.VERIFYING, B.CLOSED],
        )
        .order_by("pk")
    )


def _lacks(round_: Round, blocker: str, measure: str | None = None) -> Q:
    """Say that a case of the blocker was not asked in this round."""
    about = OuterRef(OuterRef(measure)) if measure else None
    asked = Verification.objects.filter(
        report=OuterRef("pk"), measure=about, round=round_
    )
    cases = Report.objects.attached().filter(blocker=OuterRef(blocker))
    return Q(Exists(cases.filter(~Exists(asked))))


def _of_companies(
    answer: Answer, round_: Round, measure: Measure | None
) -> Iterator[Question]:
    cases = Report.objects.attached().filter(blocker=answer.escalation.blocker_id)
    known = Verification.objects.filter(answer=answer, round=round_, measure=measure)
    cases = cases.exclude(pk__in=known.values("report"))
    for report in cases.select_related("lab", "reporter").order_by("pk"):
        yield report, answer, round_, measure


def ask(question: Question) -> bool:
    """Ask one company; False when it was asked before."""
    return ask_verification(*question) is not None


def silences(now: datetime) -> list[Verification]:
    """Give the questions whose four weeks are over without a word."""
    today = clock.local_day(now)
    rows = Verification.objects.filter(
        status=VerificationStatus.ASKED, due_on__lt=today
    )
    return list(rows.order_by("pk"))


def _long_published(now: datetime) -> QuerySet[Blocker]:
    """Give the blockers whose answers are old enough to be final, promises aside.

    The window of each is counted from its answers; here most are left out at once.
    """
    dossiers = Escalation.objects.filter(
        blocker=OuterRef("pk"), status=EscalationStatus.ANSWERED
    )
    recent = dossiers.exclude(published_at__lt=now - timedelta(days=CONTEST_DAYS))
    promised = Answer.objects.current().filter(
        escalation__blocker=OuterRef("pk"),
        escalation__status=EscalationStatus.ANSWERED,
        kind__in=LIFTING,
    )
    # What was promised before a relapse counts no more.
    return Blocker.objects.filter(
        Q(reopened_at__isnull=False) | ~Exists(promised),
        Exists(dossiers),
        ~Exists(recent),
        status=B.ANSWERED,
    )


def uncontested(now: datetime) -> Iterator[Blocker]:
    """Give the refusals that nobody has contested in time."""
    today = clock.local_day(now)
    for blocker in _long_published(now).order_by("pk").iterator(chunk_size=200):
        until = refusal_window(blocker)
        if until is not None and until < today:
            yield blocker


TIMERS = (
    timers.register("blockers.ask_verification", questions, ask),
    timers.register(
        "blockers.lapse_verification",
        silences,
        lambda row: lapse_verification(row, by=SYSTEM),
    ),
    timers.register(
        "blockers.close_blocker",
        uncontested,
        lambda row: close_blocker(row, by=SYSTEM),
    ),
)
