"""The figures of one choice: counts of the cube, and what may be said of them.

Everything here is numbers and keys, no sentence: it is kept for readers of several
languages. Only the worker makes it (`benchmarking.statistics`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
    """A rate of each lab, and the pairs of labs that differ after Holm's correction."""

    of: Mapping[int, Rate]
    differ: Pairs


@dataclass(frozen=True)
class Curve:
    """How long dossiers of a lab wait for their answer."""

    answered: int
    waiting: int
    # Days, and the share that still waits then.
    steps: Sequence[tuple[int, float]]
    median: int | None
    # The longest wait of one that has no answer yet; None without one.
    longest: int | None

    @property
    def n(self) -> int:
        """All dossiers, answered or not."""
        return self.answered + self.waiting


@dataclass(frozen=True)
class Volume:
    """How many reports a lab has had, and between what a like lab's count may lie."""

    k: int
    low: float
    high: float
    # What there are in the lab's territory, by measure; None is not frozen.
    over: Mapping[str, Decimal | None]

    def per(self, kind: str) -> tuple[float, float, float] | None:
        """Give (rate, low, high) over a measure; None without a denominator."""
        total = self.over[kind]
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
    # The year of the denominators; whole months that are compared by age.
    year: int
    verified: Rates
    by_lab: Rates | None
    by_state: Rates
    curves: Mapping[int, Curve]
    # Without the stages that are not told of one nature.
    funnel: Mapping[int, Mapping[str, int]]
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
    year = _year(cube, choice)
    aligned = choice.align == BY_AGE
    return Comparison(
        choice=choice,
        offer=cube.offer(),
        at=at,
        labs=cube.labs,
        unaligned=[lab for lab in cube.labs if aligned and not cube.is_aligned(lab)],
        year=year,
        verified=_rates(
            {lab: (one.due_verified, one.due) for lab, one in files.items()},
            # An older lab's first months have had longer to be verified.
            compares=not aligned,
        ),
        by_lab=None if split else _rates(_kept(cube, counts, BY_LAB)),
        by_state=_rates(_kept(cube, counts, BY_STATE)),
        curves={lab: _curve(cube, lab, counts) for lab in cube.labs},
        funnel={
            lab: _stages(files[lab], reports[lab], split=split) for lab in cube.labs
        },
        volumes=None if split else _volumes(cube, reports, year),
    )


def _rates(counted: Mapping[int, tuple[int, int]], *, compares: bool = True) -> Rates:
    of = {lab: Rate(k, n) for lab, (k, n) in counted.items()}
    return Rates(of, differing(counted, fewest=FEWEST_CASES) if compares else [])


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
    steps = kaplan_meier(own.answered, own.waiting)
    return Curve(
        answered=own.answered.total(),
        waiting=own.waiting.total(),
        steps=steps,
        median=median_of(steps),
        longest=max(own.waiting, default=None),
    )


def _stages(files: Files, reports: int, *, split: bool) -> dict[str, int]:
    found = {"reports": reports} | {name: getattr(files, name) for name in STAGES[1:]}
    return {name: n for name, n in found.items() if not (split and name in UNSPLIT)}


def _year(cube: Cube, choice: Choice) -> int:
    """Give the year of the last day that counts: its denominators are taken."""
    return int(choice.period) if choice.period.isdigit() else cube.today.year


def _volumes(cube: Cube, reports: Mapping[int, int], year: int) -> dict[int, Volume]:
    return {
        lab: Volume(
            k,
            *poisson(k),
            over={
                str(kind): cube.denominators.get((lab, str(kind), year))
                for kind in KINDS
            },
        )
        for lab, k in reports.items()
    }
