"""The figures as tables: one for the page and for its file, so that both say the same.

A cell is a number as people read it (a percentage, one decimal) or the words that say
why there is none.
"""

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from benchmarking.comparison.figures import (
    FEWEST_CASES,
    STAGES,
    UNSPLIT,
    Comparison,
    Curve,
    Over,
    Rates,
    Volume,
)
from benchmarking.comparison.others import COLUMNS, ROWS, Bullet, Matrix
from benchmarking.transfers.lists import Given
from blockers.figures import Rate
from programmes import known
from programmes.enums import ReferenceMeasure
from programmes.indicators.wording import exact
from programmes.witnesses.enums import Workability
from programmes.witnesses.matrix import band_labels
from servindus.exports.cells import Cell
from servindus.secrecy import TOTAL
from servindus.ui import Text

ESTABLISHMENTS = ReferenceMeasure.INDUSTRIAL_ESTABLISHMENTS
JOBS, PEOPLE = ReferenceMeasure.INDUSTRIAL_JOBS, ReferenceMeasure.POPULATION
Names = Callable[[int], str]
NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Column:
    """A column: its key for programs, its title, and the sign after its numbers."""

    key: str
    label: Text
    unit: str = ""

    @property
    def title(self) -> str:
        """What a file writes above it: the unit stands there, not in the cells."""
        return f"{self.label} ({self.unit})" if self.unit else str(self.label)

    def shown(self, cell: Cell) -> str:
        """Write a cell as the page does."""
        if cell is None:
            return "–"
        if isinstance(cell, str | date):
            return str(cell)
        places = decimals(cell) if isinstance(cell, Decimal) else 0
        text = number_format(cell, places, use_l10n=True, force_grouping=True)
        return f"{text}{NBSP}{self.unit}" if self.unit else text


@dataclass(frozen=True)
class Table:
    """Lines of cells under columns; the first cell names the line."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]

    @property
    def head(self) -> Sequence[Column]:
        """The columns after the one that names the lines."""
        return self.columns[1:]

    @property
    def lines(self) -> list[tuple[str, list[tuple[Column, str]]]]:
        """Each line's name, and its cells as people read them with their columns."""
        return [
            (
                self.columns[0].shown(name),
                [
                    (column, column.shown(cell))
                    for column, cell in zip(self.head, cells, strict=True)
                ],
            )
            for name, *cells in self.rows
        ]

    @property
    def file_columns(self) -> list[tuple[str, str]]:
        """The columns of the file, by key and title."""
        return [(column.key, column.title) for column in self.columns]


def decimals(value: Decimal) -> int:
    """Give how many decimals people read: one, or as many as tell it from nothing."""
    if not value % 1:
        return 0
    exponent = value.normalize().as_tuple().exponent
    return max(1, -int(exponent)) if abs(value) < 1 else 1


def _lab() -> Column:
    return Column("lab", _("Lab"))


def remark(rate: Rate | None) -> str:
    """Say what a rate's number of cases means for its reader."""
    if rate is None:
        return too_few()
    if not rate.n:
        return pgettext("cases", "none")
    return _("too few cases") if rate.n < FEWEST_CASES else ""


def of_rates(rates: Rates, name: Names, k: Text, n: Text) -> Table:
    """Give a rate of each lab: k, n, the share and its interval."""
    columns = [
        _lab(),
        Column("k", k),
        Column("n", n),
        Column("share", _("Share"), "%"),
        Column("low", _("from (95 %)"), "%"),
        Column("high", _("to (95 %)"), "%"),
        Column("remark", _("Remark")),
    ]
    rows: list[list[Cell]] = []
    for lab, rate in rates.of.items():
        rows.append([name(lab), *_rate(rate), remark(rate)])
    return Table(columns, rows)


def _rate(rate: Rate | None) -> list[Cell]:
    if rate is None:
        return [None] * 5
    low, high = rate.interval or (None, None)
    return [rate.k, rate.n, rate.percent, low, high]


# At how many days the table of a curve looks: two months is the legal delay.
MARKS = (15, 30, 61, 91, 122)
# Below this share the product of a curve's steps is nobody.
NOBODY = 1e-9


def of_curves(found: Comparison, name: Names) -> Table:
    """Give each lab's share that still waits at some days, and its median."""
    columns = [
        _lab(),
        Column("answered", _("Answered")),
        Column("waiting", _("Still waiting")),
        Column("recalled", pgettext("files", "Recalled")),
        Column("median", _("Median"), _("days")),
        *(
            Column(f"day_{day}", _("waits after %(n)d days") % {"n": day}, "%")
            for day in MARKS
        ),
        Column("remark", _("Remark")),
    ]
    return Table(columns, [_curve(name(lab), found.curves[lab]) for lab in found.labs])


def _curve(name: str, curve: Curve | None) -> list[Cell]:
    if curve is None:
        return [name, *[None] * (4 + len(MARKS)), too_few()]
    marks: list[Cell] = [share_after(curve, day) for day in MARKS]
    said = remark(Rate(0, curve.n))
    counts = [curve.answered, curve.waiting, curve.recalled]
    return [name, *counts, known_median(curve), *marks, said]


def known_median(curve: Curve) -> int | None:
    """Give a median; of fewer than ten files none is told."""
    return curve.median if curve.n >= FEWEST_CASES else None


def share_after(curve: Curve, day: int) -> int | None:
    """Give how many of a hundred still wait after so many days; None if nobody did."""
    seen = [at for at, _share in curve.steps] + [curve.longest or 0]
    is_over = bool(curve.steps) and curve.steps[-1][1] < NOBODY
    if not curve.n or (max(seen) < day and not is_over):
        return None
    share = 1.0
    for at, left in curve.steps:
        if at <= day:
            share = left
    return round(100 * share)


def stage_labels() -> dict[str, Text]:
    """Give the names of the stages of a file."""
    return {
        "reports": pgettext("stage", "Reported"),
        "blockers": pgettext("stage", "Blockers"),
        "sent": pgettext("stage", "With a ministry"),
        "answered": pgettext("stage", "Answered"),
        "in_force": pgettext("stage", "In force"),
        "verified": pgettext("stage", "Verified"),
    }


def stages_of(found: Comparison) -> list[str]:
    """Give the stages that are told."""
    return [one for one in STAGES if not (found.choice.nature and one in UNSPLIT)]


def of_funnel(found: Comparison, name: Names) -> Table:
    """Give how many files of each lab have come how far."""
    labels, stages = stage_labels(), stages_of(found)
    columns = [_lab(), *(Column(one, labels[one]) for one in stages)]
    rows: list[list[Cell]] = []
    for lab in found.labs:
        counted = found.funnel[lab]
        cells: list[Cell] = [counted[one] if counted else None for one in stages]
        rows.append([name(lab), *cells])
    if found.withheld:
        columns.append(Column("remark", _("Remark")))
        for lab, row in zip(found.labs, rows, strict=True):
            row.append(too_few() if lab in found.withheld else "")
    return Table(columns, rows)


def rounded(value: float) -> Decimal:
    """Give a rate to one decimal; below one, to two digits: a few are not none."""
    text = f"{value:.1f}" if value >= 1 or not value else f"{value:.2g}"
    return Decimal(f"{Decimal(text):f}")


def measure_labels() -> dict[str, Text]:
    """Give the names of the rates by what they are divided by."""
    return {
        str(ESTABLISHMENTS): _("per 1,000 industrial sites"),
        str(JOBS): _("per 1,000 industrial jobs"),
        str(PEOPLE): _("per 100,000 inhabitants"),
    }


def of_volumes(found: Comparison, name: Names) -> Table:
    """Give the reports of each lab for its size, one line for each denominator."""
    columns = [
        _lab(),
        Column("reports", _("Reports")),
        Column("measure", _("For the size")),
        Column("denominator", _("Denominator")),
        Column("years", _("Frozen for")),
        Column("rate", pgettext("volumes", "Rate")),
        Column("low", _("from (95 %)")),
        Column("high", _("to (95 %)")),
        Column("remark", _("Remark")),
    ]
    rows: list[list[Cell]] = []
    for lab, volume in (found.volumes or {}).items():
        for kind, words in measure_labels().items():
            cells = [*_volume(volume, kind), remark(Rate(0, volume.k))]
            rows.append([name(lab), volume.k, str(words), *cells])
    return Table(columns, rows)


def _volume(volume: Volume, kind: str) -> list[Cell]:
    rate, over = volume.per(kind), volume.over[kind]
    if rate is None:
        return [no_denominator(over.lacking), *[None] * 4]
    return [over.value, frozen_for(over), *map(rounded, rate)]


def frozen_for(over: Over) -> str:
    """Give the years whose numbers are taken."""
    return ", ".join(map(str, sorted(set(over.years.values()))))


def no_denominator(year: int) -> str:
    """Say that nothing is frozen: no number is guessed."""
    return _("no denominator for %(year)d") % {"year": year}


def of_matrices(matrices: Iterable[tuple[str, Matrix]]) -> Table:
    """Give the obligations of each lab by cost and workability, line by line."""
    grades = [Workability(one).label for one in COLUMNS]
    columns = [
        _lab(),
        Column("companies", _("Companies")),
        Column("cost", _("Cost a year")),
        *(Column(f"grade_{n}", one) for n, one in zip(COLUMNS, grades, strict=True)),
        Column("total", _("Total")),
    ]
    bands = dict(zip(ROWS, band_labels(), strict=True)) | {TOTAL: _("Total")}
    rows: list[list[Cell]] = []
    for name, matrix in matrices:
        if not matrix.cells:
            rows.append([name, too_few(), None, *[None] * (len(COLUMNS) + 1)])
            continue
        for band, label in bands.items():
            counted = [_hidden(matrix.of(band, one)) for one in (*COLUMNS, TOTAL)]
            rows.append([name, matrix.companies, label, *counted])
    return Table(columns, rows)


def of_transfers(counted: Given, name: Names) -> Table:
    """Give each pair of labs with what was taken over, is on its way, and ended."""
    columns = [
        Column("giver", _("From the lab")),
        Column("receiver", _("Into the lab")),
        Column("proposed", pgettext("transfers", "Proposed")),
        Column("in_use", pgettext("transfers", "In use")),
        Column("on_way", _("On their way")),
        Column("ended", pgettext("transfers", "Declined, stopped")),
    ]
    labs = [lab.pk for lab in known.labs()]
    rows: list[list[Cell]] = []
    for giver, receiver in itertools.permutations(labs, 2):
        adopted, on_way, ended = counted.get((giver, receiver), (0, 0, 0))
        whole = adopted + on_way + ended
        rows.append([name(giver), name(receiver), whole, adopted, on_way, ended])
    return Table(columns, rows)


def too_few() -> str:
    """Say why a figure about companies is not told."""
    return _("too few companies")


def _hidden(number: int | None) -> Cell:
    return pgettext("companies", "too few") if number is None else number


def of_bullets(bullets: Iterable[Bullet], name: Names) -> Table:
    """Give what each lab has read last, with what it aims at and where it began."""
    columns = [
        Column("indicator", _("Indicator")),
        Column("whose", _("Of whom")),
        Column("value", pgettext("indicators", "Latest")),
        Column("baseline", _("Baseline")),
        Column("target", _("Target")),
        Column("unit", _("Unit")),
    ]
    rows: list[list[Cell]] = []
    for bullet in bullets:
        one = bullet.figure.indicator
        for lab, aim in bullet.labs.items():
            read = bullet.figure.labs[lab]
            value = exact(read.amount.value) if read else None
            rows.append([one.name, name(lab), value, *_aim(aim), one.unit])
        total = bullet.programme
        value = exact(total.actual) if total else None
        rows.append([one.name, _("The programme"), value, *_aim(total), one.unit])
    return Table(columns, rows)


def _aim(aim: object) -> list[Cell]:
    target = getattr(aim, "target", None)
    return [None, None] if target is None else [target.baseline, target.value]
