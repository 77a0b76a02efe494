"""The plan by months: which milestones and last days fall on which day."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from programmes.models import Milestone, PlanAction
from programmes.plan.enums import PLAN_OPEN, MilestoneStatus
from programmes.plan.wording import lab_name

M = MilestoneStatus
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
WEEK = 7
# More than any month of four labs holds; beyond, a filter is needed.
MOST_SHOWN = 300


@dataclass(frozen=True)
class Mark:
    """What falls on a day."""

    title: str
    sub: str
    href: str
    kind: str
    word: str


@dataclass(frozen=True)
class Day:
    """One cell of the calendar."""

    day: date
    inside: bool
    is_today: bool
    marks: Sequence[Mark] = ()


def month_of(text: str, today: date) -> date:
    """Give the first day of the month that an address names; else of this month."""
    match = MONTH.fullmatch(text)
    return date(int(match[1]), int(match[2]), 1) if match else today.replace(day=1)


def before(month: date) -> date:
    """Give the month before."""
    return (month - timedelta(days=1)).replace(day=1)


def after(month: date) -> date:
    """Give the month after."""
    return (month + timedelta(days=32)).replace(day=1)


def days(rows: QuerySet[PlanAction], month: date, today: date) -> list[Day]:
    """Give whole weeks around a month, with what falls on each day; two statements."""
    first = month - timedelta(days=month.weekday())
    last = after(month) - timedelta(days=1)
    marks = _marks(rows, month, last, today)
    count = ((last - first).days // WEEK + 1) * WEEK
    cells = [first + timedelta(days=n) for n in range(count)]
    return [
        Day(day, day.month == month.month, day == today, marks.get(day, ()))
        for day in cells
    ]


def _marks(
    rows: QuerySet[PlanAction], first: date, last: date, today: date
) -> dict[date, list[Mark]]:
    found: dict[date, list[Mark]] = defaultdict(list)
    span = (first, last)
    passed = Q(status=M.REACHED, actual_on__range=span)
    # What is still to come belongs to what is still carried.
    come = Q(status=M.OPEN, forecast_on__range=span, action__status__in=PLAN_OPEN)
    stones = Milestone.objects.filter(passed | come, action__in=rows.values("pk"))
    stones = stones.select_related("action__lab").order_by("pk")
    for one in stones[:MOST_SHOWN]:
        reached = one.status == M.REACHED
        waits = _("forecast passed") if one.forecast_on < today else _("to come")
        word = _("reached") if reached else waits
        found[one.day].append(
            _mark(one.title, one.action, "reached" if reached else "forecast", word)
        )
    ends = rows.filter(due_on__range=span).exclude(status="dropped")
    for action in ends.select_related("lab").order_by("pk")[:MOST_SHOWN]:
        found[action.due_on].append(
            _mark(action.title, action, "end", _("last day of the action"))
        )
    return found


def _mark(title: str, action: Any, kind: str, word: str) -> Mark:
    sub = lab_name(action.lab)
    return Mark(title, sub, action.get_absolute_url(), kind, word)
