"""What is compared whatever is chosen: burdens, aims, what labs gave each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from benchmarking.models import Transfer
from benchmarking.transfers.lists import Given, given
from programmes import known
from programmes.indicators.latest import Figure, latest
from programmes.indicators.series import Aim
from programmes.models import BurdenRow, Target
from programmes.witnesses.enums import Workability
from programmes.witnesses.figures import latest_waves
from programmes.witnesses.matrix import BANDS, band_of, cost_of
from servindus.secrecy import (
    FEWEST,
    TOTAL,
    Place,
    Shares,
    hidden_in_table,
    is_secret,
    with_totals,
)

# A page of more indicators would be no comparison; each has a page of its own.
MOST_BULLETS = 6
ROWS = tuple(range(len(BANDS), -1, -1))
COLUMNS = tuple(int(grade) for grade in Workability)
NOT_WORKABLE = (TOTAL, int(Workability.NOT))


@dataclass(frozen=True)
class Matrix:
    """How many obligations of a lab's witness companies stand where; None is hidden.

    Keys are (band of cost, grade); totals stand at TOTAL. Without cells nothing may be
    told: too few companies share their figures.
    """

    companies: int
    cells: Mapping[Place, int | None] = field(default_factory=dict)

    def of(self, row: int | None, column: int | None) -> int | None:
        """Give a number of obligations; None where it is hidden."""
        return self.cells[row, column]


@dataclass(frozen=True)
class Bullet:
    """One indicator: what each lab has read, and what it or the programme aims at."""

    figure: Figure
    labs: Mapping[int, Aim | None]
    programme: Aim | None


@dataclass(frozen=True)
class Others:
    """All of it, as it is kept."""

    matrices: Mapping[int, Matrix]
    bullets: Sequence[Bullet]
    # The engagements whose figures it holds: once one takes that back, it is void.
    sharing: frozenset[int] = frozenset()
    transfers: Given = field(default_factory=dict)


def count() -> Others:
    """Count all: two statements for the burdens, one for transfers, some for aims."""
    found, sharing = matrices()
    return Others(found, bullets(), sharing, given(Transfer.objects.all()))


# --- Witness companies ----------------------------------------------------------------


def matrices() -> tuple[dict[int, Matrix], frozenset[int]]:
    """Give each lab's matrix, and the engagements whose figures these hold.

    Of the latest approved wave of companies that share it. Waves are not set side by
    side: what differs between two of them may be one company's own.
    """
    places: dict[int, tuple[int, int, Decimal | None]] = {}
    sharing = set()
    columns = ("engagement", "engagement__lab", "engagement__organisation")
    for pk, engagement, lab, company, hourly in latest_waves().values_list(
        "pk", *columns, "hourly_cost"
    ):
        places[pk] = lab, company, hourly
        sharing.add(engagement)
    companies: dict[int, set[int]] = {lab.pk: set() for lab in known.labs()}
    for lab, company, _hourly in places.values():
        companies[lab].add(company)
    shares = _shares(places)
    found = {
        lab: protected(len(own), shares.get(lab, {})) for lab, own in companies.items()
    }
    return found, frozenset(sharing)


def _shares(
    places: Mapping[int, tuple[int, int, Decimal | None]],
) -> dict[int, dict[Place, dict[int, Decimal]]]:
    """Give how many obligations each company brings to each cell, by lab."""
    rows = BurdenRow.objects.kept().filter(wave__in=list(places)).order_by()
    found: dict[int, dict[Place, dict[int, Decimal]]] = {}
    columns = ("wave", "hours_per_year", "euros_per_year", "workability")
    for wave, hours, euros, grade in rows.values_list(*columns):
        lab, company, hourly = places[wave]
        place = (band_of(cost_of(hours, euros, hourly)), int(grade))
        cell = found.setdefault(lab, {}).setdefault(place, {})
        cell[company] = cell.get(company, Decimal(0)) + 1
    return found


def protected(companies: int, shares: Mapping[Place, Shares]) -> Matrix:
    """Give a matrix without what would tell one company's own obligations."""
    if companies < FEWEST:
        return Matrix(companies)
    whole: dict[Place, Shares] = {
        (row, column): shares.get((row, column), {})
        for row in ROWS
        for column in COLUMNS
    }
    full = with_totals(whole)
    # The page of witness companies tells how many are not workable, where it may.
    told = [] if is_secret(full[NOT_WORKABLE]) else [NOT_WORKABLE]
    gone = hidden_in_table(whole, told)
    return Matrix(
        companies,
        {
            place: None if place in gone else int(sum(brought.values()))
            for place, brought in full.items()
        },
    )


# --- Indicators -----------------------------------------------------------------------


def bullets() -> list[Bullet]:
    """Give the first indicators that somebody aims at, in their order."""
    rows = Target.objects.select_related("period", "indicator")
    rows = rows.order_by("indicator_id", "lab_id", "-period__starts_on", "-pk")
    targets = {
        (row.indicator_id, row.lab_id): row
        for row in rows.distinct("indicator_id", "lab_id")
    }
    aimed = {row.indicator.pk: row.indicator for row in targets.values()}
    first = sorted(aimed.values(), key=lambda one: (one.rank, one.code))
    codes = {one.code for one in first[:MOST_BULLETS]}
    return [_bullet(figure, targets) for figure in latest(codes)] if codes else []


def _bullet(figure: Figure, targets: Mapping[tuple[int, int | None], Target]) -> Bullet:
    one = figure.indicator
    labs = {
        lab: Aim(target, read.amount.value if read else None, one)
        if (target := targets.get((one.pk, lab)))
        else None
        for lab, read in figure.labs.items()
    }
    whole = targets.get((one.pk, None))
    total = figure.total
    value = total.value if total.is_complete else None
    partial = not total.is_complete and total.value is not None
    return Bullet(
        figure, labs, Aim(whole, value, one, is_partial=partial) if whole else None
    )
