"""What the register achieves: two rates, refusals, silence, how long; none hidden.

Every blocker whose answer is due counts, unanswered ones included (B13); what nobody
has answered is "unknown", never left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from blockers import register
from blockers.card_enums import FEWEST_COMPANIES, MOST_SHARE
from blockers.enums import (
    AnswerKind,
    BlockerStatus,
    CommitmentStatus,
    Confidentiality,
    EscalationStatus,
    Outcome,
)
from blockers.models import Blocker, Commitment, Escalation, Report
from servindus import clock
from servindus.kept import kept
from servindus.statistics import median_wait, wilson

E = EscalationStatus
PERCENT = 100


@dataclass(frozen=True)
class Rate:
    """So many of so many, with the interval in which the true rate may well lie."""

    k: int
    n: int

    @property
    def percent(self) -> int | None:
        """The rate in whole percents; None without a case."""
        return round(PERCENT * self.k / self.n) if self.n else None

    @property
    def interval(self) -> tuple[int, int] | None:
        """Wilson's 95 % interval in whole percents."""
        found = wilson(self.k, self.n)
        return None if found is None else (_percent(found[0]), _percent(found[1]))


@dataclass(frozen=True)
class Tally:
    """What became of all due blockers; the last four add up to `due`."""

    due: int = 0
    running: int = 0
    late: int = 0
    verified: int = 0
    promised: int = 0
    refused: int = 0
    deferred: int = 0
    unknown: int = 0

    @property
    def promised_rate(self) -> Rate:
        """How many of the due ones an administration has promised to lift."""
        return Rate(self.promised, self.due)

    @property
    def verified_rate(self) -> Rate:
        """How many of the due ones companies have confirmed on site."""
        return Rate(self.verified, self.due)

    @property
    def refused_rate(self) -> Rate:
        """How many of the due ones were refused."""
        return Rate(self.refused, self.due)

    @property
    def unknown_rate(self) -> Rate:
        """How many of the due ones nobody has answered publicly."""
        return Rate(self.unknown, self.due)


@dataclass(frozen=True)
class Shown:
    """A sum over companies that may be told; `value` is None where it may not."""

    value: Decimal | None
    companies: int


def _percent(share: float) -> int:
    return round(PERCENT * share)


@dataclass(frozen=True)
class Told:
    """All that the register tells of itself, and when it was counted."""

    tally: Tally
    answer_days: int | None
    keeping_days: int | None
    cost: Shown
    at: datetime


def told(now: datetime) -> Told:
    """Give the figures of all, counted anew when they are five minutes old.

    Each counts every dossier: too much for each reader of a page.
    """
    return kept("register:figures", now, partial(_count, now))[1]


def _count(now: datetime) -> Told:
    today = clock.local_day(now)
    return Told(tally(today), answer_days(today), keeping_days(today), told_cost(), now)


def tally(today: date) -> Tally:
    """Count all blockers that were ever sent, in one statement."""
    rows, due = judged(today)
    nothing = Q(is_promised=False)
    silent = Q(is_late=True) | Q(outcome=Outcome.NO_ANSWER)
    found = rows.aggregate(
        due=Count("pk", filter=due),
        running=Count("pk", filter=~due),
        late=Count("pk", filter=silent),
        verified=Count("pk", filter=due & Q(is_verified=True)),
        promised=Count("pk", filter=due & Q(is_promised=True)),
        refused=Count("pk", filter=due & nothing & Q(is_refused=True)),
        deferred=Count(
            "pk",
            filter=due & nothing & Q(is_answered=True, is_refused=False),
        ),
        unknown=Count("pk", filter=due & Q(is_answered=False)),
    )
    return Tally(**found)


def judged(today: date) -> tuple[QuerySet[Blocker], Q]:
    """Give all blockers that were ever sent, and which of them are due an answer."""
    sent = register.counting()
    answers = register.public_answers(today)
    rows = register.with_state(
        Blocker.objects.exclude(status=BlockerStatus.MERGED), today
    )
    late = Escalation.objects.filter(blocker=OuterRef("pk")).late(today)
    rows = rows.filter(Exists(sent)).annotate(
        is_answered=Exists(answers),
        is_refused=Exists(answers.filter(kind=AnswerKind.REFUSED)),
        is_past=Exists(sent.filter(answer_by__lt=today)),
        is_late=Exists(late) | Exists(_overdue(today)),
    )
    due = Q(is_answered=True) | Q(is_past=True) | Q(outcome=Outcome.NO_ANSWER)
    return rows, due


def _overdue(today: date) -> QuerySet[Commitment]:
    """Give the shown promises of a blocker whose day has passed."""
    rows = Commitment.objects.open().filter(due_on__lt=today)
    return rows.filter(
        register.shown(today, "answer__escalation__"), blocker=OuterRef("pk")
    )


def answer_days(today: date) -> int | None:
    """Give the median days to an official answer, those still waited for included."""
    # It counts by this module's conditions, and this module by its days.
    from blockers import cohorts

    all_ = cohorts.together(cohorts.waits(today).values())
    return median_wait(all_.answered, all_.waiting + all_.recalled)


def keeping_days(today: date) -> int | None:
    """Give the median days from a promise to the act in force, given up ones open."""
    rows = Commitment.objects.filter(register.shown(today, "answer__escalation__"))
    ended: list[int] = []
    still_open: list[int] = []
    for made_on, ended_at, status in rows.values_list("made_on", "ended_at", "status"):
        until = clock.local_day(ended_at) if ended_at else today
        days = max((until - made_on).days, 0)
        (ended if status == CommitmentStatus.DONE else still_open).append(days)
    return median_wait(ended, still_open)


def shown_sum(values: Mapping[str, Decimal]) -> Shown:
    """Give the sum of companies' figures unless it would tell one company's own.

    It takes three companies, and none of them more than 85 % of the sum.
    """
    total = sum(values.values(), Decimal(0))
    known = [value for value in values.values() if value]
    few = len(known) < FEWEST_COMPANIES
    if few or max(known) * PERCENT > total * MOST_SHARE:
        return Shown(None, len(known))
    return Shown(total, len(known))


def by_company(
    rows: Iterable[tuple[int | None, str, Decimal | None]],
) -> dict[str, Decimal]:
    """Add up (organisation, typed name, value) by company."""
    found: dict[str, Decimal] = {}
    for organisation, name, value in rows:
        key = str(organisation) if organisation else " ".join(name.casefold().split())
        if value is not None:
            found[key] = found.get(key, Decimal(0)) + Decimal(value)
    return found


def told_cost() -> Shown:
    """Give what all cases of the register cost a month, as far as it may be told."""
    rows = Report.objects.attached().exclude(confidentiality=Confidentiality.RESTRICTED)
    grouped = rows.order_by().values_list("organisation", "company_name")
    return shown_sum(by_company(grouped.annotate(value=Sum("cost_per_month"))))
