"""The public figures: by lab and by attribution, without what is a company's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from programmes import known
from programmes.jobs.enums import HEADLINE, Attribution
from programmes.jobs.sums import Register, Sums
from programmes.jobs.wording import said
from programmes.models import Lab
from servindus import secrecy
from servindus.ui import Text

ZERO = Decimal(0)
# What a page shows, in its order; each has its definition under the same name.
SHOWN = (
    *("companies", "announced", "created", "service", "higher_tertiary"),
    *("maintained", "there"),
)
# A part of another figure: what is left of that one may be a company's own, too.
PART_OF = {"service": "created", "higher_tertiary": "created", "there": "due"}
HIDDEN, MISSING = "hidden", "missing"
# What the chart draws, with the class of each bar.
DRAWN = (("announced", "data3"), ("created", "data1"), ("maintained", "data2"))
PERCENT = 100


@dataclass(frozen=True)
class Cell:
    """One figure: a number, or the reason why there is none."""

    name: str
    label: Text
    value: Decimal | None = None
    why: str = ""
    # For what is still there: of how many that were counted again.
    of: Decimal | None = None

    @property
    def short(self) -> str:
        """What a table writes where a figure is held back; its note says it in full."""
        return pgettext("companies", "too few") if self.why == HIDDEN else ""

    @property
    def text(self) -> str:
        """What the page writes."""
        if self.why == HIDDEN:
            return _("too few companies")
        if self.value is None:
            return "–"
        if self.of is None:
            return said(self.value)
        return _("%(n)s of %(all)s") % {"n": said(self.value), "all": said(self.of)}


@dataclass(frozen=True)
class Line:
    """A lab, an attribution or the programme, with its figures."""

    name: str
    cells: tuple[Cell, ...]
    is_total: bool = False

    @property
    def is_missing(self) -> bool:
        """Whether nothing is counted there yet."""
        return all(cell.why == MISSING for cell in self.cells)

    def cell(self, name: str) -> Cell:
        """Give one figure."""
        return next(cell for cell in self.cells if cell.name == name)


@dataclass(frozen=True)
class Published:
    """What everybody may read."""

    labs: tuple[Line, ...]
    total: Line
    attributions: tuple[Line, ...]
    concurrent: Line
    # Due for more than a year, and nobody has said; companies that have closed.
    unsaid: Cell
    closed: int


def labels() -> dict[str, Text]:
    """Give the names of the figures."""
    return {
        "companies": _("Companies"),
        "announced": pgettext("jobs", "Announced"),
        "created": pgettext("jobs", "Created"),
        "service": _("of which in services"),
        "higher_tertiary": _("of which higher tertiary"),
        "maintained": pgettext("jobs", "Maintained"),
        "there": _("Still there at 12 months"),
        "unsaid": _("Not counted again yet"),
    }


def published(found: Register, labs: Iterable[Lab] = ()) -> Published:
    """Give the figures of the labs and of the programme, and what they are made of."""
    rows = list(labs) or known.labs()
    places = [lab.pk for lab in rows]
    names = {lab.pk: lab.name for lab in rows}
    by_lab = {pk: ((pk,), HEADLINE) for pk in places}
    everywhere = (tuple(places), HEADLINE)
    by_attribution = {one: (tuple(places), (one,)) for one in HEADLINE}
    lab_lines = _lines(found, by_lab, everywhere, names)
    words = {one: str(Attribution(one).label) for one in HEADLINE}
    attributions = _lines(found, by_attribution, everywhere, words)
    only_c = (tuple(places), (Attribution.CONCURRENT,))
    key = str(Attribution.CONCURRENT)
    [concurrent] = _lines(
        found, {key: only_c}, only_c, {key: str(Attribution.CONCURRENT.label)}
    )
    total = _total(found, everywhere)
    sums = _sums(found, everywhere) or Sums()
    left = _shares(found, "unsaid", everywhere)
    why = HIDDEN if secrecy.is_secret(left) else ""
    unsaid = Cell("unsaid", labels()["unsaid"], None if why else sums.unsaid, why)
    return Published(
        tuple(lab_lines), total, tuple(attributions), concurrent, unsaid, sums.closed
    )


# Some labs and some attributions.
Part = tuple[tuple[int, ...], tuple[Any, ...]]


def _sums(found: Register, part: Part) -> Sums | None:
    return found.of(labs=part[0], attributions=part[1])


def _shares(found: Register, measure: str, part: Part) -> dict[int, Decimal]:
    return found.by_company(measure, labs=part[0], attributions=part[1])


def _own(found: Register, measure: str, part: Part) -> bool:
    """Whether a figure would tell a company's own, or what is left of its whole."""
    shares = _shares(found, measure, part)
    whole = PART_OF.get(measure)
    if whole is None:
        return secrecy.is_secret(shares)
    of = _shares(found, whole, part)
    rest = {key: value - shares.get(key, ZERO) for key, value in of.items()}
    return any(secrecy.is_secret(one) for one in (shares, of, rest))


def _lines(
    found: Register, parts: Mapping[Any, Part], whole: Part, names: Mapping[Any, str]
) -> list[Line]:
    """Give the lines of a table whose last one is the total."""
    gone = {name: _hidden(found, name, parts, whole) for name in SHOWN}
    lines = []
    for key, part in parts.items():
        sums = _sums(found, part)
        cells = [_cell(name, sums, key in gone[name]) for name in SHOWN]
        lines.append(Line(names[key], tuple(cells)))
    return lines


def _hidden(
    found: Register, measure: str, parts: Mapping[Any, Part], whole: Part
) -> set[Any]:
    if _own(found, measure, whole):
        return {key for key, part in parts.items() if _sums(found, part)}
    own = {key for key, part in parts.items() if _own(found, measure, part)}
    cells = {key: _shares(found, measure, part) for key, part in parts.items()}
    if len(parts) == 1:
        return own
    return secrecy.hidden(cells, own)


def _total(found: Register, whole: Part) -> Line:
    sums = _sums(found, whole)
    cells = [_cell(name, sums, _own(found, name, whole)) for name in SHOWN]
    return Line(_("The programme"), tuple(cells), is_total=True)


def _cell(name: str, sums: Sums | None, hidden: bool) -> Cell:
    label = labels()[name]
    # Hidden comes first: an empty figure that is hidden must not look empty.
    if hidden:
        return Cell(name, label, why=HIDDEN)
    if sums is None:
        return Cell(name, label, why=MISSING)
    if name == "there":
        # Where nothing was due, nothing is known: that is no zero.
        known_ = bool(sums.due)
        why = "" if known_ else MISSING
        return Cell(name, label, sums.there if known_ else None, why, sums.due or None)
    return Cell(name, label, Decimal(getattr(sums, name)))


def bars(figures: Published) -> list[dict[str, Any]]:
    """Give the bars of each lab; the longest is as wide as the chart."""
    values = [
        line.cell(name).value or ZERO for line in figures.labs for name, _tone in DRAWN
    ]
    most = max(values, default=ZERO)
    return [
        {
            "name": line.name,
            "missing": line.is_missing,
            "bars": [_bar(line.cell(name), tone, most) for name, tone in DRAWN],
        }
        for line in figures.labs
    ]


def _bar(cell: Cell, tone: str, most: Decimal) -> dict[str, Any]:
    width = PERCENT * (cell.value or ZERO) / most if most else ZERO
    return {"cell": cell, "tone": tone, "width": f"{width:.2f}"}


def table(figures: Published) -> list[list[Any]]:
    """Give the figures as rows of a file; the reason where there is no number."""
    rows = [*figures.labs, figures.total, *figures.attributions, figures.concurrent]
    found: list[list[Any]] = []
    for line in rows:
        cells: list[Any] = [line.name]
        for cell in line.cells:
            if cell.name == "there":
                cells.append(cell.of if cell.value is not None else _reason(cell))
            cells.append(_reason(cell) if cell.value is None else cell.value)
        found.append(cells)
    return found


def columns() -> list[tuple[str, str]]:
    """Give the columns of the file, by key and name."""
    words = labels()
    keys = [*SHOWN[:-1], "due", "there"]
    words["due"] = _("Counted again at 12 months")
    return [("part", _("Part")), *((key, str(words[key])) for key in keys)]


def _reason(cell: Cell) -> str:
    return _("too few companies") if cell.why == HIDDEN else _("nothing counted yet")
