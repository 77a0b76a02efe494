"""The demonstration's readings: half a year of four labs, as real sheets are.

One sheet is missing, one number was corrected, the first months are locked, the last
sheet of Rouen is still being filled in. All of it is invented.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from programmes import actions
from programmes.actions.readings import Entry
from programmes.indicators import periods
from programmes.indicators.enums import PAIRED, PeriodKind
from programmes.models import Indicator, Lab, Period, ReadingSheet
from servindus import clock
from servindus.demo import World

MONTHS = 6
# A sheet is filled in and sent so many days after its month.
AFTER = 6
MISSING = ("marseille", 3)
CORRECTED = ("nancy", 2)
# Months that the programme has locked, the earliest ones.
LOCKED = 2
ADMIN = "admin@programme.example"


@dataclass(frozen=True)
class Desk:
    """Who fills in a lab's sheets, who approves them, and the size of its numbers."""

    slug: str
    writer: str
    lead: str
    size: int


DESKS = (
    Desk("amiens", "referent@amiens.example", "referent@amiens.example", 2),
    Desk("marseille", "referente@marseille.example", "referente@marseille.example", 3),
    Desk("nancy", "referente@nancy.example", "referente@nancy.example", 3),
    Desk("rouen", "moderateur2@rouen.example", "moderatrice@rouen.example", 5),
)
# What a lab of size 1 reads in the first month, and how much more each month: of one
# number, or of a numerator and a denominator.
NUMBERS: dict[str, tuple[tuple[int, int], ...]] = {
    "mises-en-relation-demandees": ((1, 0),),
    "part-acceptees": ((1, 1), (2, 1)),
    "delai-de-reponse": ((22, -2), (2, 0)),
    "blocages-signales": ((1, 0),),
    "blocages-portes": ((1, 0),),
    "premiers-acces": ((1, 0),),
    "pilotes-en-cours": ((1, 0),),
    "emplois-crees": ((1, 0),),
    "part-services": ((1, 1), (2, 1)),
    "part-tertiaire-superieur": ((0, 1), (2, 1)),
    "evenements": ((1, 0),),
    "participants": ((11, 3),),
    "entreprises-touchees": ((6, 2),),
    "entreprises-conseillees-pme": ((2, 1),),
    "entreprises-conseillees-grandes": ((1, 0),),
}
# Of these the lab reads half: the story's own registers hold as little.
HALVED = {
    *("mises-en-relation-demandees", "blocages-signales", "blocages-portes"),
    *("premiers-acces", "pilotes-en-cours", "emplois-crees"),
}
# The programme's aim for the last month, and where it started from.
AIMS = {
    "mises-en-relation-demandees": (8, 4),
    "delai-de-reponse": (8, 12),
    "emplois-crees": (40, 0),
    "entreprises-touchees": (250, 60),
}


def tell(world: World) -> None:
    """Tell month after month who reads, sends, approves and locks."""
    if not world.is_new:
        return
    today = clock.local_day(world.now)
    starts = list(_months(today))
    for index, start in enumerate(starts):
        end = periods.next_start(PeriodKind.MONTH, start)
        days_ago = (today - end).days - AFTER
        for desk in DESKS:
            if (desk.slug, index) == MISSING or days_ago < 0:
                continue
            is_last = index == len(starts) - 1
            moment = world.moment(days_ago=days_ago, at="9:20")
            world.tell(moment, partial(_read, world, desk, index, start, is_last))
            if index < LOCKED:
                later = world.moment(days_ago=days_ago - AFTER, at="9:40")
                world.tell(later, partial(_lock, world, desk, start))
    aimed = world.moment(days_ago=(today - starts[0]).days, at="9:00")
    world.tell(aimed, partial(_aim, world, starts[-1]))


def _months(today: date) -> Iterator[date]:
    """Give the first days of the last months that have ended, the earliest first."""
    found = [periods.start_of(PeriodKind.MONTH, today)]
    while len(found) <= MONTHS:
        before = found[-1] - timedelta(days=1)
        found.append(periods.start_of(PeriodKind.MONTH, before))
    yield from reversed(found[1:])


def _sheet(desk: Desk, start: date) -> ReadingSheet:
    return ReadingSheet.objects.get(
        lab__slug=desk.slug, period__kind=PeriodKind.MONTH, period__starts_on=start
    )


def _read(world: World, desk: Desk, index: int, start: date, is_last: bool) -> None:
    """Fill in a month, send it and have it approved; Rouen's last one waits."""
    me, lead = world.person(desk.writer), world.person(desk.lead)
    lab = Lab.objects.get(slug=desk.slug)
    actions.open_reading_sheet(lab, by=me, kind=PeriodKind.MONTH, starts_on=start)
    sheet = _sheet(desk, start)
    indicators = list(Indicator.objects.filter(code__in=NUMBERS))
    entries = [_entry(indicator, desk.size, index) for indicator in indicators]
    if (desk.slug, index) == CORRECTED:
        [first] = [one for one in entries if one.indicator.code == "participants"]
        wrong = Entry(first.indicator, value=first.value and first.value + 9)
        actions.write_reading_sheet(sheet, by=me, entries=[wrong])
    sheet = actions.write_reading_sheet(sheet, by=me, entries=entries)
    if is_last and desk.slug == "rouen":
        return
    sheet = actions.submit_reading_sheet(sheet, by=me)
    actions.approve_reading_sheet(sheet, by=lead)


def _entry(indicator: Indicator, size: int, month: int) -> Entry:
    """Give what a lab of a size reads in a month, counted from the first one."""
    part = 2 if indicator.code in HALVED else 1
    numbers = [
        Decimal(size * (first + more * month) // part)
        for first, more in NUMBERS[indicator.code]
    ]
    if indicator.measure in PAIRED:
        numerator, denominator = numbers
        return Entry(indicator, numerator=numerator, denominator=denominator)
    return Entry(indicator, value=numbers[0])


def _lock(world: World, desk: Desk, start: date) -> None:
    actions.lock_reading_sheet(_sheet(desk, start), by=world.person(ADMIN))


def _aim(world: World, month: date) -> None:
    """Set what the programme aims at in the last month."""
    period, _is_new = Period.objects.get_or_create(
        kind=PeriodKind.MONTH, starts_on=month
    )
    for code, (value, baseline) in AIMS.items():
        actions.set_target(
            Indicator.objects.get(code=code),
            by=world.person(ADMIN),
            lab=None,
            period=period,
            value=Decimal(value),
            baseline=Decimal(baseline),
        )
