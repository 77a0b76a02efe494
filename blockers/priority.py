"""How pressing a blocker is: points per reason, each said; a pure function.

Nobody types a priority: it follows from what companies reported, so that two blockers
can be compared and a company can be told why another one comes first. 100 at most.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blockers.enums import Confidentiality, Nature
from blockers.models import Blocker, Report
from servindus.search import folded_words

# Reason -> points for one unit, and the most that the reason gives.
POINTS: dict[str, tuple[int, int]] = {
    "companies": (5, 25),
    "jobs": (1, 20),
    "cost": (1, 20),
    "months": (1, 10),
    "labs": (5, 15),
    "deadline": (5, 5),
    "systemic": (5, 5),
}
# Euros a month that make one unit of cost.
COST_UNIT = 1000
MOST = sum(most for _each, most in POINTS.values())


@dataclass(frozen=True)
class Facts:
    """What the sum is made of; jobs in full-time posts, cost in euros a month."""

    companies: int = 0
    jobs: float = 0
    cost: float = 0
    months: int = 0
    other_labs: int = 0
    has_deadline: bool = False
    is_systemic: bool = False


@dataclass(frozen=True)
class Line:
    """One reason: how much of it there is, in words, and its points."""

    reason: str
    words: str | Promise
    points: int


def _points(reason: str, amount: float) -> int:
    each, most = POINTS[reason]
    return min(floor(amount) * each, most)


def _number(amount: float) -> str:
    """Write a number as the reader's language does, without idle zeros."""
    places = 0 if amount == int(amount) else 1
    return number_format(amount, places, use_l10n=True, force_grouping=True)


def explain(facts: Facts) -> list[Line]:
    """Give the reasons that count, in a fixed order; without any, no line."""
    n, labs = facts.companies, facts.other_labs
    said: list[tuple[str, float, str]] = [
        ("companies", n, ngettext("%(n)d company", "%(n)d companies", n) % {"n": n}),
        ("jobs", facts.jobs, _("%(n)s jobs at stake") % {"n": _number(facts.jobs)}),
        (
            "cost",
            facts.cost / COST_UNIT,
            _("%(n)s euros a month") % {"n": _number(facts.cost)},
        ),
        (
            "months",
            facts.months,
            ngettext("%(n)d month lost", "%(n)d months lost", facts.months)
            % {"n": facts.months},
        ),
        (
            "labs",
            labs,
            ngettext("%(n)d other lab", "%(n)d other labs", labs) % {"n": labs},
        ),
        (
            "deadline",
            int(facts.has_deadline),
            _("a decision whose appeal period is running"),
        ),
        ("systemic", int(facts.is_systemic), _("every company meets it")),
    ]
    lines = [Line(key, words, _points(key, amount)) for key, amount, words in said]
    return [line for line in lines if line.points]


def total(facts: Facts) -> int:
    """Give the sum of the lines, from 0 to 100."""
    return sum(line.points for line in explain(facts))


def facts_of(blocker: Blocker, cases: Iterable[Report]) -> Facts:
    """Gather what the attached cases say; the same company counts once.

    Jobs and costs add up; of the delays the longest counts, for they run together.
    What another lab was told for itself alone counts as a company, without figures.
    """
    cases = list(cases)
    told = [
        case
        for case in cases
        if case.lab_id == blocker.lab_id
        or case.confidentiality != Confidentiality.RESTRICTED
    ]
    return Facts(
        companies=len({company_key(case) for case in cases}),
        jobs=float(sum(case.jobs_at_stake or 0 for case in told)),
        cost=float(sum(case.cost_per_month or 0 for case in told)),
        months=max((case.months_of_delay or 0 for case in told), default=0),
        other_labs=len({case.lab_id for case in cases} - {blocker.lab_id}),
        has_deadline=blocker.nature == Nature.DECISION,
        is_systemic=blocker.is_systemic,
    )


def company_key(case: Report) -> object:
    """Tell companies apart: by their row, else by the name that was typed."""
    return case.organisation_id or tuple(folded_words(case.company_name))
