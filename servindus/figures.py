"""The figures that everybody reads: each room says what it counts and how.

A figure is a count by lab that adds up over labs, with its definition beside it. All
of them are counted together and kept five minutes (`kept`): pages that show some cost
one statement, whatever the rooms count.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from servindus.kept import kept
from servindus.templatetags.servindus import grouped
from servindus.ui import Text

# Figures about fewer companies than this are not shown outside (privacy rule of the
# programme: none about fewer than three).
FEWEST = 3
# Of each figure: what each lab counts, by the lab's key.
Counts = Mapping[str, Mapping[int, int]]


@dataclass(frozen=True)
class Kind:
    """What is counted: its key, axis (1 to 3), name, and how it is counted.

    `words` is a lazy plural: `words % 1` is the name of one, `words % 3` of several.
    """

    key: str
    axis: int
    words: Any
    definition: Text
    # Whether the count is one of companies, which fewer than three keep to themselves.
    of_companies: bool = False

    @property
    def label(self) -> str:
        """The name of many, as a table's line has it."""
        return str(self.words % 2)


@dataclass(frozen=True)
class Source:
    """What one room counts, in as few statements as it can."""

    kinds: tuple[Kind, ...]
    count: Callable[[], Counts]


@dataclass(frozen=True)
class Figure:
    """A figure with its numbers; `hidden` labs have too few companies to be told."""

    kind: Kind
    by_lab: Mapping[int, int]
    hidden: frozenset[int] = field(default=frozenset())

    @property
    def total(self) -> int | None:
        """The programme's number; None where it is about too few companies."""
        found = sum(self.by_lab.values())
        return None if self.kind.of_companies and 0 < found < FEWEST else found

    def of(self, lab: int) -> int | None:
        """A lab's number; None where it is about too few companies."""
        return None if lab in self.hidden else self.by_lab.get(lab, 0)

    @property
    def words(self) -> str:
        """The programme's number with its name: "19 requests made"."""
        return str(self.kind.words % (self.total or 0))

    def text(self, lab: int | None = None) -> str:
        """What a table writes for a lab, or for the programme."""
        number = self.total if lab is None else self.of(lab)
        return too_few() if number is None else grouped(number)


@dataclass(frozen=True)
class Told:
    """All figures, and when they were counted."""

    figures: tuple[Figure, ...]
    at: datetime

    def of_axis(self, axis: int) -> tuple[Figure, ...]:
        """Give the figures of one axis, in the rooms' order."""
        return tuple(one for one in self.figures if one.kind.axis == axis)

    def get(self, key: str) -> Figure:
        """Give one figure; KeyError for a key that no room counts."""
        for one in self.figures:
            if one.kind.key == key:
                return one
        raise KeyError(key)


sources: list[Source] = []


def too_few() -> str:
    """Say why there is no number; the same words as in the jobs' figures."""
    return _("too few companies")


def told(now: datetime) -> Told:
    """Give all figures, counted anew when they are five minutes old."""
    at, counts = kept("figures", now, _count)
    kinds = [kind for source in sources for kind in source.kinds]
    found = (_figure(kind, counts.get(kind.key, {})) for kind in kinds)
    return Told(tuple(sorted(found, key=lambda one: one.kind.axis)), at)


def _count() -> Counts:
    found: dict[str, Mapping[int, int]] = {}
    for source in sources:
        found |= source.count()
    return found


def _figure(kind: Kind, by_lab: Mapping[int, int]) -> Figure:
    hidden = hidden_of(by_lab) if kind.of_companies else frozenset()
    return Figure(kind, by_lab, hidden)


def hidden_of(by_lab: Mapping[int, int]) -> frozenset[int]:
    """Give the labs whose number of companies is held back.

    Those with one or two; and where the total would tell what they have, the smallest
    other ones, until what is hidden could itself be told.
    """
    counted = sorted((number, lab) for lab, number in by_lab.items() if number)
    few = [one for one in counted if one[0] < FEWEST]
    others = [one for one in counted if one[0] >= FEWEST]
    # The total less what is shown is what is hidden: it must not be one lab's, nor few.
    while few and others and (len(few) < 2 or sum(one[0] for one in few) < FEWEST):
        few.append(others.pop(0))
    return frozenset(lab for _number, lab in few)


def by_lab(rows: QuerySet[Any], lab: str, **kinds: Any) -> dict[str, dict[int, int]]:
    """Count rows by lab under several conditions, in one statement.

    `lab` is the path to the lab's key; each keyword names a figure by its condition
    (`Q`, or None for all rows). Rows without a lab count nowhere.
    """
    totals = {key: Count("pk", filter=condition) for key, condition in kinds.items()}
    found: dict[str, dict[int, int]] = {key: {} for key in kinds}
    grouped: Iterable[Any] = rows.order_by().values(lab).annotate(**totals)
    for row in grouped:
        if row[lab] is not None:
            for key in kinds:
                found[key][row[lab]] = row[key]
    return found
