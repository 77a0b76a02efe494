"""What the register adds up: pure, over facts that one statement reads.

Only what a lab has confirmed counts. Created, maintained and announced are columns
of their own and never one number; so are A and B together, which figures say first,
and C, which stands apart. FTE count for the lab of their declaration. A company counts
once: under the best attribution of its declarations and for the lab of the earliest of
those, so that parts add up to their total. A company that has closed counts zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from programmes.jobs.enums import CHECKED_KINDS, HEADLINE, JobsKind
from programmes.models import JobsRecord
from servindus import clock

ZERO = Decimal(0)
# The measures of a part, in the order of the pages.
MEASURES = (
    *("announced", "created", "service", "higher_tertiary", "maintained"),
    *("due", "there", "unsaid"),
)


@dataclass(frozen=True)
class Fact:
    """One confirmed declaration, as much of it as is added up."""

    company: int
    lab: int
    kind: str
    attribution: str
    as_of: date
    fte: Decimal
    service: Decimal = ZERO
    higher_tertiary: Decimal = ZERO
    # The day from which it can be asked who is still there, and the latest answer.
    check_on: date = date.max
    there: Decimal | None = None
    closed_on: date | None = None


@dataclass(frozen=True)
class Sums:
    """The figures of one part: a lab, an attribution, the programme.

    `due` is what was to be counted again, created and maintained, and has been;
    `there` is what was found of it; `unsaid` is due and nobody has said: it is missing,
    never zero. `service` and `higher_tertiary` are of what was created.
    """

    companies: int = 0
    announced: Decimal = ZERO
    created: Decimal = ZERO
    maintained: Decimal = ZERO
    service: Decimal = ZERO
    higher_tertiary: Decimal = ZERO
    due: Decimal = ZERO
    there: Decimal = ZERO
    unsaid: Decimal = ZERO
    # Companies that have closed since: they count zero, and are said.
    closed: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            **{
                one.name: getattr(self, one.name) + getattr(other, one.name)
                for one in fields(Sums)
            }
        )


Parts = dict[tuple[int, str], Sums]


@dataclass(frozen=True)
class Register:
    """Everything that is counted, by lab and attribution."""

    parts: Parts
    # What each company brings to each part and measure: what secrecy looks at.
    shares: dict[tuple[int, str], dict[str, dict[int, Decimal]]] = field(
        default_factory=dict
    )

    def of(
        self, *, labs: Iterable[int] | None = None, attributions: Iterable[str]
    ) -> Sums | None:
        """Give the figures of these parts together; None where nobody declared."""
        wanted, places = set(attributions), None if labs is None else set(labs)
        found = [
            sums
            for (lab, attribution), sums in self.parts.items()
            if attribution in wanted and (places is None or lab in places)
        ]
        return sum(found, Sums()) if found else None

    def headline(self, *labs: int) -> Sums | None:
        """Give A and B together, of these labs or of the programme."""
        return self.of(labs=labs or None, attributions=HEADLINE)

    def by_company(
        self, measure: str, *, labs: Iterable[int], attributions: Iterable[str]
    ) -> dict[int, Decimal]:
        """Give what each company brings to a figure, those that bring nothing out."""
        wanted, places = set(attributions), set(labs)
        found: dict[int, Decimal] = {}
        for (lab, attribution), shares in self.shares.items():
            if lab in places and attribution in wanted:
                for company, share in shares.get(measure, {}).items():
                    found[company] = found.get(company, ZERO) + share
        return {company: share for company, share in found.items() if share}


def add_up(facts: Iterable[Fact], today: date) -> Register:
    """Give the sums of each lab and attribution."""
    parts: Parts = {}
    shares: dict[tuple[int, str], dict[str, dict[int, Decimal]]] = {}
    rows = sorted(facts, key=lambda one: one.company)
    for company, group in groupby(rows, key=lambda one: one.company):
        own = list(group)
        best = min(own, key=lambda one: (one.attribution, one.as_of, one.lab))
        home = (best.lab, best.attribution)
        closed = _is_closed(best, today)
        counted = Sums(closed=1) if closed else Sums(companies=1)
        parts[home] = parts.get(home, Sums()) + counted
        shares.setdefault(home, {}).setdefault("companies", {})[company] = Decimal(
            counted.companies
        )
        for fact in own:
            part = (fact.lab, fact.attribution)
            worth = Sums() if closed else _worth(fact, today)
            parts[part] = parts.get(part, Sums()) + worth
            for measure in MEASURES:
                by = shares.setdefault(part, {}).setdefault(measure, {})
                by[company] = by.get(company, ZERO) + getattr(worth, measure)
    return Register(parts, shares)


def _is_closed(fact: Fact, today: date) -> bool:
    return fact.closed_on is not None and fact.closed_on <= today


def _worth(fact: Fact, today: date) -> Sums:
    """Give what one declaration adds."""
    if fact.kind == JobsKind.ANNOUNCED:
        return Sums(announced=fact.fte)
    if fact.kind == JobsKind.CREATED:
        found = Sums(
            created=fact.fte,
            service=fact.service,
            higher_tertiary=fact.higher_tertiary,
        )
    else:
        found = Sums(maintained=fact.fte)
    assert fact.kind in CHECKED_KINDS
    if fact.there is not None:
        return replace(found, due=fact.fte, there=fact.there)
    return replace(found, unsaid=fact.fte) if fact.check_on <= today else found


def facts() -> list[Fact]:
    """Read what is counted, in one statement."""
    rows = JobsRecord.objects.counted().with_last_check().order_by()
    names = (
        *("organisation", "lab", "kind", "attribution", "as_of", "fte", "service_fte"),
        *("higher_tertiary_fte", "check_on", "there", "organisation__closed_on"),
    )
    return [Fact(*row) for row in rows.values_list(*names)]


def register() -> Register:
    """Give the sums of today."""
    return add_up(facts(), clock.today())
