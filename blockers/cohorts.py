"""What the register counts by lab, by month of the beginning and by what blocks.

Sums of months are sums of periods, so that four labs can be compared over any of them
from one reading of the register. Each function is one statement; what they count is
what `figures`, `delays` and the public figures count, by the same conditions.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncDate, TruncMonth

from blockers import delays, figures, register
from blockers.clocks import Code
from blockers.enums import (
    AnswerKind,
    BlockerStatus,
    EscalationStatus,
    Outcome,
    ReportStatus,
)
from blockers.models import Answer, Blocker, Escalation, Report
from servindus import clock

# Ends after which something is different on the ground, confirmed on site or not.
IN_FORCE = (
    *register.VERIFIED,
    *(Outcome.LIFTED_UNVERIFIED, Outcome.PARTLY),
)


@dataclass(frozen=True)
class Group:
    """A lab, what blocks, and the month in which the case or dossier began."""

    lab: int
    nature: str
    month: date


@dataclass
class Files:
    """How far blockers of a group have come; each stage is part of the one before.

    `due` are those that a rate of answers counts, unanswered ones included.
    """

    blockers: int = 0
    sent: int = 0
    answered: int = 0
    in_force: int = 0
    verified: int = 0
    due: int = 0
    due_verified: int = 0


@dataclass
class Waits:
    """How long dossiers have waited for their answer, in days: how many each.

    Those that were recalled wait no more, and have waited until then.
    """

    answered: Counter[int] = field(default_factory=Counter)
    waiting: Counter[int] = field(default_factory=Counter)
    recalled: Counter[int] = field(default_factory=Counter)


@dataclass
class Kept:
    """How many delays were kept, of how many that were due."""

    on_time: int = 0
    due: int = 0


def _month(name: str) -> TruncMonth:
    return TruncMonth(name, tzinfo=clock.PARIS)


def _groups(rows: QuerySet[Any], lab: str, nature: Any, month: TruncMonth) -> Any:
    """Group rows of a query; those of one group come as one row, in no order."""
    return rows.order_by().values(of=F(lab), what=nature, month=month)


def _group(row: dict[str, Any]) -> Group:
    return Group(row["of"], row["what"], _day(row["month"]))


def _day(month: Any) -> date:
    """Give the first day of a month, which a moment's month comes as a moment."""
    return clock.local_day(month) if hasattr(month, "hour") else month


def reports() -> dict[tuple[int, date], int]:
    """Count the cases that were handed in, by lab and month alone.

    What blocks one company is not told of a few: reports are not split further.
    """
    rows = Report.objects.filter(submitted_at__isnull=False).order_by()
    counted = rows.values("lab", month=_month("submitted_at")).annotate(n=Count("pk"))
    return {(row["lab"], _day(row["month"])): row["n"] for row in counted}


def files(today: date) -> dict[Group, Files]:
    """Count blockers by how far everybody may know that they have come."""
    found: dict[Group, Files] = {}
    nature, begun = F("nature"), _month("created_at")
    own = Blocker.objects.exclude(status=BlockerStatus.MERGED)
    for row in _groups(own, "lab", nature, begun).annotate(n=Count("pk")):
        found[_group(row)] = Files(blockers=row["n"])
    rows, due = figures.judged(today)
    reached = Q(public_state=BlockerStatus.VERIFYING) | Q(public_outcome__in=IN_FORCE)
    counted = _groups(rows, "lab", nature, begun).annotate(
        sent=Count("pk"),
        answered=Count("pk", filter=Q(is_answered=True)),
        in_force=Count("pk", filter=Q(is_answered=True) & reached),
        verified=Count("pk", filter=Q(is_verified=True)),
        due=Count("pk", filter=due),
        due_verified=Count("pk", filter=due & Q(is_verified=True)),
    )
    for row in counted:
        one = found[_group(row)]
        for name in ("sent", "answered", "in_force", "verified", "due", "due_verified"):
            setattr(one, name, row[name])
    return found


def companies() -> dict[tuple[int, str], dict[str, Decimal]]:
    """Count the blockers behind which each company stands, by lab and what blocks.

    Of those that were ever sent; a company is its organisation, or a name that was
    typed (`figures.by_company`).
    """
    rows = Blocker.objects.exclude(status=BlockerStatus.MERGED)
    rows = rows.filter(
        Exists(register.counting()), reports__status=ReportStatus.ATTACHED
    )
    groups: dict[tuple[int, str], list[tuple[int | None, str, Decimal]]] = {}
    columns = ("lab", "nature", "reports__organisation", "reports__company_name")
    counted = (
        rows.order_by().values_list(*columns).annotate(n=Count("pk", distinct=True))
    )
    for lab, nature, organisation, name, n in counted:
        groups.setdefault((lab, nature), []).append((organisation, name, Decimal(n)))
    return {group: figures.by_company(found) for group, found in groups.items()}


def waits(today: date) -> dict[Group, Waits]:
    """Count the days from a dossier's first sending to its answer, day by day.

    One that everybody may read has ended; any other still waits, until today or until
    it was recalled. Forwarded ones go on as the dossier that they became, whichever way
    they were sent on (`_sent_on`).
    """
    until = Case(
        When(register.shown(today), then=_paris_day("answered_at")),
        When(recalled_at__isnull=False, then=_paris_day("recalled_at")),
        default=Value(today),
    )
    is_shown = Case(When(register.shown(today), then=True), default=False)
    is_recalled = Case(When(recalled_at__isnull=False, then=True), default=False)
    rows = Escalation.objects.exclude(_sent_on())
    counted = (
        _groups(rows, "blocker__lab", F("blocker__nature"), TruncMonth("since"))
        .annotate(is_shown=is_shown, is_recalled=is_recalled, span=until - F("since"))
        .values("of", "what", "month", "is_shown", "is_recalled", "span")
        .annotate(n=Count("pk"))
    )
    found: dict[Group, Waits] = {}
    for row in counted:
        one = found.setdefault(_group(row), Waits())
        days = one.recalled if row["is_recalled"] else one.waiting
        days = one.answered if row["is_shown"] else days
        days[row["span"].days] += row["n"]
    return found


def _sent_on(escalation: str = "pk", prefix: str = "") -> Q:
    """Whether another authority's dossier goes on with it, from the same first day.

    One was forwarded whole; of another each ask was answered by who decides instead.
    """
    answers = Answer.objects.current().filter(escalation=OuterRef(escalation))
    elsewhere = answers.filter(kind=AnswerKind.REDIRECTED)
    here = answers.exclude(kind=AnswerKind.REDIRECTED)
    whole = Q(**{f"{prefix}status": EscalationStatus.FORWARDED})
    answered = Q(**{f"{prefix}status": EscalationStatus.ANSWERED})
    return whole | (answered & Exists(elsewhere) & ~Exists(here))


def _paris_day(name: str) -> TruncDate:
    return TruncDate(name, tzinfo=clock.PARIS)


def together(parts: Iterable[Waits]) -> Waits:
    """Add the days of several groups up."""
    found = Waits()
    for part in parts:
        found.answered.update(part.answered)
        found.waiting.update(part.waiting)
        found.recalled.update(part.recalled)
    return found


# What a lab owes a company, and what an administration owes the lab.
BY_LAB = (Code.CONTACT, Code.QUALIFICATION)
BY_STATE = (Code.ANSWER,)


def kept(today: date) -> dict[tuple[Group, str], Kept]:
    """Count the delays that ended in time, of those that ended or ran past their day.

    By the code of the delay, and by the month in which it began. What was recalled
    or withdrawn was not answered; an answer counts once everybody reads it.
    """
    late = delays.late(today)
    is_read = ~Q(code=Code.ANSWER) | register.shown(today, "escalation__")
    ended = ~Q(ended=None) & is_read
    nature = Coalesce("report__nature", "escalation__blocker__nature")
    rows = delays.clocks_of_files().filter(code__in=[*BY_LAB, *BY_STATE])
    # A forwarded one goes on as the dossier that it became, with the same delay.
    gone_on = _sent_on("escalation", "escalation__")
    rows = rows.exclude(Q(code=Code.ANSWER) & gone_on)
    gone = Q(report__status=ReportStatus.WITHDRAWN)
    rows = rows.exclude(gone & Q(code=Code.QUALIFICATION))
    rows = rows.exclude(gone & Q(code=Code.CONTACT, report__contacted_at=None))
    counted = (
        _groups(rows, "lab", nature, TruncMonth("began"))
        .annotate(delay=F("code"))
        .values("of", "what", "month", "delay")
        .annotate(
            on_time=Count("pk", filter=ended & ~late),
            due=Count("pk", filter=ended | late),
        )
    )
    return {
        (_group(row), row["delay"]): Kept(row["on_time"], row["due"]) for row in counted
    }
