"""Everything that is compared, read once: sums of it are what each choice shows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from benchmarking.comparison.choices import BY_AGE, Choice, Offer, age, is_in
from benchmarking.comparison.choices import shared_months as months_of
from benchmarking.models import Denominator
from blockers import cohorts
from blockers.cohorts import Files, Group, Kept, Waits
from programmes import known
from servindus import clock, secrecy

# A split by what blocks is offered from so many due blockers on, all labs together.
FEWEST_TO_SPLIT = 10


@dataclass(frozen=True)
class Cube:
    """What the register holds, by lab, month and what blocks; and what it is over."""

    today: date
    labs: tuple[int, ...]
    starts: dict[int, date | None]
    reports: dict[tuple[int, date], int] = field(default_factory=dict)
    files: dict[Group, Files] = field(default_factory=dict)
    waits: dict[Group, Waits] = field(default_factory=dict)
    kept: dict[tuple[Group, str], Kept] = field(default_factory=dict)
    denominators: dict[tuple[int, str, int], Decimal] = field(default_factory=dict)
    # The blockers behind which each company stands, by lab and what blocks.
    companies: dict[tuple[int, str], dict[str, Decimal]] = field(default_factory=dict)

    def offer(self) -> Offer:
        """Give what can be chosen: years with anything, splits that n allows."""
        months = {month for _lab, month in self.reports}
        months |= {group.month for group in [*self.files, *self.waits]}
        return Offer(
            years=tuple(sorted({month.year for month in months}, reverse=True)),
            natures=tuple(one for one in self._splittable() if self._is_told(one)),
            months=months_of(self.starts.values(), self.today),
        )

    def _splittable(self) -> list[str]:
        due: dict[str, int] = {}
        for group, files in self.files.items():
            due[group.nature] = due.get(group.nature, 0) + files.due
        return sorted(one for one, n in due.items() if one and n >= FEWEST_TO_SPLIT)

    def _is_told(self, nature: str) -> bool:
        """Whether a split shows anything: some lab's files that it does not hide."""
        withheld = self.withheld(nature)
        return any(
            group.nature == nature and files.sent and group.lab not in withheld
            for group, files in self.files.items()
        )

    def withheld(self, nature: str) -> list[int]:
        """Give the labs of which a split would tell a company's own files.

        All natures together are told: others go with it, so that none can be reckoned.
        """
        offered = self._splittable()
        return [lab for lab in self.labs if nature in self._hidden(lab, offered)]

    def _hidden(self, lab: int, offered: Sequence[str]) -> set[str]:
        groups = [group for group, files in self.files.items() if files.sent]
        # What was recalled, or comes from before a relapse, has waited too.
        groups += [*self.waits, *(group for group, _what in self.kept)]
        sent = {group.nature for group in groups if group.lab == lab}
        cells = {one: self.companies.get((lab, one), {}) for one in sent}
        # Where no company is known, nobody can say that there are enough.
        secret = {
            one for one in sent if not cells[one] or secrecy.is_secret(cells[one])
        }
        if not secret:
            return secret
        # What is not offered is not seen either, and can stand beside a secret.
        return secrecy.hidden(cells, secret | (sent - set(offered)))

    def chosen(self, choice: Choice) -> Callable[[int, date], bool]:
        """Give whether what began in a lab in a month belongs to a choice."""
        if choice.align != BY_AGE:
            return lambda _lab, month: is_in(month, choice.period, self.today)
        shared = months_of(self.starts.values(), self.today)

        def is_of_age(lab: int, month: date) -> bool:
            start = self.starts[lab]
            return start is not None and 0 <= age(month, start) < shared

        return is_of_age

    def is_aligned(self, lab: int) -> bool:
        """Whether it is known when a lab began."""
        start = self.starts[lab]
        return start is not None and start <= self.today


def read(today: date) -> Cube:
    """Read it all, in one statement for each kind of thing and one for the labs."""
    rows = labs()
    return Cube(
        today=today,
        labs=tuple(lab.pk for lab in rows),
        starts={lab.pk: lab.starts_on for lab in rows},
        reports=cohorts.reports(),
        files=cohorts.files(today),
        waits=cohorts.waits(today),
        kept=cohorts.kept(today),
        denominators=denominators(),
        companies=cohorts.companies(),
    )


def labs() -> list[Any]:
    """Give the labs in their fixed order, alphabetical: never by a figure."""
    return known.labs()


def denominators() -> dict[tuple[int, str, int], Decimal]:
    """Give the frozen numbers that stand, by lab, measure and year."""
    rows: Iterable[Any] = Denominator.objects.current()
    return {(one.lab_id, one.kind, one.year): one.value for one in rows}


def today() -> date:
    """Give the day up to which everything is counted."""
    return clock.today()
