"""The figures of one choice: counts of the cube, and what may be said of them.

Everything here is numbers and keys, no sentence: it is kept for readers of several
languages. Only the worker makes it (`benchmarking.statistics`).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from benchmarking.comparison.choices import BY_AGE, Choice, Offer
from benchmarking.comparison.cube import Cube
from benchmarking.statistics import differing, poisson
from blockers import cohorts
from blockers.cohorts import BY_LAB, BY_STATE, Files, Group, Waits
from blockers.figures import Rate
from programmes.enums import ReferenceMeasure
from servindus.statistics import kaplan_meier, median_of

# Below so many cases a rate is grey and says "too few cases".
FEWEST_CASES = 10
# What volumes are divided by, and of how many of these a figure is told.
KINDS = (
    ReferenceMeasure.INDUSTRIAL_ESTABLISHMENTS,
    ReferenceMeasure.INDUSTRIAL_JOBS,
    ReferenceMeasure.POPULATION,
)
PER = {
    ReferenceMeasure.INDUSTRIAL_ESTABLISHMENTS: 1_000,
    ReferenceMeasure.INDUSTRIAL_JOBS: 1_000,
    ReferenceMeasure.POPULATION: 100_000,
}
STAGES = ("reports", "blockers", "sent", "answered", "in_force", "verified")
# Told of all natures together only: what blocks one company is not told of a few.
UNSPLIT = STAGES[:2]
Pairs = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Rates:
    """A rate of each lab, and the pairs of labs that differ after Holm's correction.

    None is not told: it is about too few companies.
    """

    of: Mapping[int, Rate | None]
    differ: Pairs


@dataclass(frozen=True)
class Curve:
    """How long dossiers of a lab wait for their answer."""

    answered: int
    waiting: int
    recalled: int
    # Days, and the share that still waits then.
    steps: Sequence[tuple[int, float]]
    median: int | None
    # The longest wait of one that has, or had, no answer yet; None without one.
    longest: int | None

    @property
    def n(self) -> int:
        """All dossiers, answered or not."""
        return self.answered + self.waiting + self.recalled


@dataclass(frozen=True)
class Over:
    """What volumes of a lab are divided by; without a value, the year that lacks it."""

    value: Decimal | None = None
    # The years that count, each with the year of the number that it takes.
    years: Mapping[int, int] = field(default_factory=dict)
    lacking: int = 0


@dataclass(frozen=True)
class Volume:
    """How many reports a lab has had, and between what a like lab's count may lie."""

    k: int
    low: float
    high: float
    # What there are in the lab's territory, by measure.
    over: Mapping[str, Over]

    def per(self, kind: str) -> tuple[float, float, float] | None:
        """Give (rate, low, high) over a measure; None without a denominator."""
        total = self.over[kind].value
        if total is None:
            return None
        times = PER[ReferenceMeasure(kind)] / float(total)
        return self.k * times, self.low * times, self.high * times


@dataclass(frozen=True)
class Comparison:
    """What a page shows of one choice."""

    choice: Choice
    offer: Offer
    at: datetime
    labs: Sequence[int]
    # Labs whose start is not known, where labs are aligned by it.
    unaligned: Sequence[int]
    verified: Rates
    by_lab: Rates | None
    by_state: Rates
    # Labs of which a split would tell a company's own: None stands for them below.
    withheld: Sequence[int]
    curves: Mapping[int, Curve | None]
    # Without the stages that are not told of one nature.
    funnel: Mapping[int, Mapping[str, int] | None]
    volumes: Mapping[int, Volume] | None


def compare(cube: Cube, choice: Choice, at: datetime) -> Comparison:
    """Give the figures of a choice."""
    is_chosen = cube.chosen(choice)

    def counts(group: Group) -> bool:
        of_it = not choice.nature or group.nature == choice.nature
        return of_it and is_chosen(group.lab, group.month)

    split = bool(choice.nature)
    files = {lab: _files(cube, lab, counts) for lab in cube.labs}
    reports = {lab: _reports(cube, lab, is_chosen) for lab in cube.labs}
    withheld = cube.withheld(choice.nature) if split else []
    aligned = choice.align == BY_AGE
    return Comparison(
        choice=choice,
        offer=cube.offer(),
        at=at,
        labs=cube.labs,
        unaligned=[lab for lab in cube.labs if aligned and not cube.is_aligned(lab)],
        verified=_rates(
            {lab: (one.due_verified, one.due) for lab, one in files.items()},
            withheld,
            # An older lab's first months have had longer to be verified.
            compares=not aligned,
        ),
        withheld=withheld,
        by_lab=None if split else _rates(_kept(cube, counts, BY_LAB)),
        by_state=_rates(_kept(cube, counts, BY_STATE), withheld),
        curves={
            lab: None if lab in withheld else _curve(cube, lab, counts)
            for lab in cube.labs
        },
        funnel={
            lab: None if lab in withheld else _stages(files[lab], reports[lab], split)
            for lab in cube.labs
        },
        volumes=None if split else _volumes(cube, choice),
    )


def _rates(
    counted: Mapping[int, tuple[int, int]],
    withheld: Sequence[int] = (),
    *,
    compares: bool = True,
) -> Rates:
    of = {
        lab: None if lab in withheld else Rate(k, n) for lab, (k, n) in counted.items()
    }
    # All pairs count as comparisons, those that are not told too.
    told = {lab: (0, 0) if lab in withheld else one for lab, one in counted.items()}
    return Rates(of, differing(told, fewest=FEWEST_CASES) if compares else [])


def _files(cube: Cube, lab: int, counts: Callable[[Group], bool]) -> Files:
    found = Files()
    for group, one in cube.files.items():
        if group.lab == lab and counts(group):
            for name in vars(found):
                setattr(found, name, getattr(found, name) + getattr(one, name))
    return found


def _reports(cube: Cube, lab: int, is_chosen: Callable[[int, date], bool]) -> int:
    return sum(
        n
        for (place, month), n in cube.reports.items()
        if place == lab and is_chosen(lab, month)
    )


def _kept(
    cube: Cube, counts: Callable[[Group], bool], codes: Sequence[str]
) -> dict[int, tuple[int, int]]:
    found = dict.fromkeys(cube.labs, (0, 0))
    for (group, code), one in cube.kept.items():
        if code in codes and counts(group):
            k, n = found[group.lab]
            found[group.lab] = (k + one.on_time, n + one.due)
    return found


def _curve(cube: Cube, lab: int, counts: Callable[[Group], bool]) -> Curve:
    own: Waits = cohorts.together(
        one for group, one in cube.waits.items() if group.lab == lab and counts(group)
    )
    still_open = own.waiting + own.recalled
    steps = kaplan_meier(own.answered, still_open)
    return Curve(
        answered=own.answered.total(),
        waiting=own.waiting.total(),
        recalled=own.recalled.total(),
        steps=steps,
        median=median_of(steps),
        longest=max(still_open, default=None),
    )


def _stages(files: Files, reports: int, split: bool) -> dict[str, int]:
    found = {"reports": reports} | {name: getattr(files, name) for name in STAGES[1:]}
    return {name: n for name, n in found.items() if not (split and name in UNSPLIT)}


def _volumes(cube: Cube, choice: Choice) -> dict[int, Volume]:
    is_chosen = cube.chosen(choice)
    found = {}
    for lab in cube.labs:
        by_year: Counter[int] = Counter()
        for (place, month), n in cube.reports.items():
            if place == lab and is_chosen(lab, month):
                by_year[month.year] += n
        # Without a report, the interval stands over the last year's number.
        years = sorted(+by_year) or [_last_year(cube, choice)]
        over = {
            str(kind): _over(cube, lab, str(kind), by_year, years) for kind in KINDS
        }
        found[lab] = Volume(by_year.total(), *poisson(by_year.total()), over=over)
    return found


def _last_year(cube: Cube, choice: Choice) -> int:
    """Give the year of the last day that counts."""
    return int(choice.period) if choice.period.isdigit() else cube.today.year


def _over(
    cube: Cube, lab: int, kind: str, by_year: Mapping[int, int], years: Sequence[int]
) -> Over:
    """Give what a lab's reports stand over: each over the number of its own year.

    Taken together that is the harmonic mean of the years' numbers, weighted by their
    reports. A year without a number yet has the last one before it.
    """
    taken = {year: _frozen(cube, lab, kind, year) for year in years}
    lacking = [year for year, one in taken.items() if one is None]
    if lacking:
        return Over(lacking=lacking[0])
    known = {year: one for year, one in taken.items() if one is not None}
    rate = sum(Decimal(by_year[year] or 1) / one[1] for year, one in known.items())
    whole = Decimal(sum(by_year[year] or 1 for year in known))
    values = {one[1] for one in known.values()}
    value = values.pop() if len(values) == 1 else round(whole / Decimal(rate), 1)
    return Over(value, {year: one[0] for year, one in known.items()})


def _frozen(cube: Cube, lab: int, kind: str, year: int) -> tuple[int, Decimal] | None:
    """Give the number frozen for a year, or the last one before it, with its year."""
    years = [
        at
        for place, what, at in cube.denominators
        if (place, what) == (lab, kind) and at <= year
    ]
    return (max(years), cube.denominators[lab, kind, max(years)]) if years else None
