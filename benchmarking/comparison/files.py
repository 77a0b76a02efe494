"""A file of denominators, read in as what it would freeze; it writes nothing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.utils.translation import gettext as _

from benchmarking.actions.denominators import Entry
from benchmarking.models import Denominator
from benchmarking.models.denominators import FIRST_YEAR, LAST_YEAR
from programmes import known
from programmes.enums import ReferenceMeasure
from programmes.imports import values
from programmes.imports.layouts import plain_column
from programmes.imports.reader import open_table
from programmes.imports.tables import Row
from programmes.models import Lab

# How columns and measures may be called, in either language, without accents,
# capitals, spaces and signs.
NAMES = {
    "lab": ("laboratoire", "lab", "territoire"),
    "kind": ("mesure", "measure", "denominateur", "denominator"),
    "year": ("annee", "year", "millesime"),
    "value": ("valeur", "value", "nombre", "number"),
    "source": ("source",),
    "source_on": ("datedelasource", "date", "dateofthesource"),
}
KINDS = {
    ReferenceMeasure.INDUSTRIAL_ESTABLISHMENTS: (
        *("etablissementsindustriels", "sitesindustriels", "etablissements"),
        *("industrialestablishments", "industrialsites", "establishments"),
    ),
    ReferenceMeasure.INDUSTRIAL_JOBS: (
        *("emploisindustriels", "emplois", "industrialjobs", "jobs"),
    ),
    ReferenceMeasure.POPULATION: (
        *("population", "habitants", "inhabitants", "populationmunicipale"),
    ),
}
SPACES = re.compile(r"[\s\u00a0\u202f']")
# Three digits after a sign may be thousands as well as decimals: nobody guesses.
NUMBER = re.compile(r"\d{1,10}(?:[.,](?!\d{3}$)\d+)?")
LONGEST_SOURCE = 300
MOST_ROWS = 500
# More refused lines are counted, not told: it is the wrong file.
MOST_REFUSED = 50


class RefusedLine(Exception):
    """A line that cannot be frozen; the message says why."""


@dataclass
class Preview:
    """What a file says: what it would freeze, what stands, what is refused and why."""

    entries: list[tuple[int, Entry]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    further: int = 0
    unchanged: int = 0

    def refuse(self, line: int, words: str) -> None:
        """Keep why a line is refused; the number alone of a long list."""
        if len(self.refused) < MOST_REFUSED:
            self.refused.append((line, words))
        else:
            self.further += 1


def find_columns(records: list[list[str]]) -> int | None:
    """Give which of the first records names the lab and the value."""
    for place, cells in enumerate(records):
        found = {plain_column(cell) for cell in cells}
        if found & set(NAMES["lab"]) and found & set(NAMES["value"]):
            return place
    return None


def read_content(content: bytes) -> Preview:
    """Read a file through, writing nothing; raises UnreadableFile."""
    with NamedTemporaryFile() as copy:
        copy.write(content)
        copy.flush()
        table = open_table(Path(copy.name), find_columns)
        return _read(table.rows(), _columns(table.columns))


def _columns(names: Iterable[str]) -> dict[str, str]:
    plain = {plain_column(name): name for name in reversed(list(names))}
    return {
        key: plain[name]
        for key, found in NAMES.items()
        for name in reversed(found)
        if name in plain
    }


def _read(rows: Iterable[Row], columns: Mapping[str, str]) -> Preview:
    preview, seen = Preview(), dict[tuple[int, str, int], int]()
    standing = {
        (one.lab_id, one.kind, one.year): one.value
        for one in Denominator.objects.current()
    }
    for count, row in enumerate(rows):
        if count >= MOST_ROWS:
            preview.refuse(row.line, _("a file has 500 lines at most"))
            break
        try:
            entry = _entry(row, columns)
            _refuse_twice(entry, row.line, seen)
            if _is_new(entry, standing):
                preview.entries.append((row.line, entry))
            else:
                preview.unchanged += 1
        except RefusedLine as refused:
            preview.refuse(row.line, str(refused))
    return preview


def _refuse_twice(
    entry: Entry, line: int, seen: dict[tuple[int, str, int], int]
) -> None:
    if before := seen.get(entry.place):
        words = _("this number stands on line %(line)d already")
        raise RefusedLine(words % {"line": before})
    seen[entry.place] = line


def _is_new(entry: Entry, standing: Mapping[tuple[int, str, int], Decimal]) -> bool:
    """Whether nothing is frozen there; another number is never written over."""
    stands = standing.get(entry.place)
    if stands is not None and stands != entry.value:
        words = _(
            "%(value)s is frozen for this year: correct it on its page, with a reason"
        )
        raise RefusedLine(words % {"value": f"{stands.normalize():f}"})
    return stands is None


def _entry(row: Row, columns: Mapping[str, str]) -> Entry:
    if row.fault:
        raise RefusedLine(row.fault)
    said = {key: values.text(row.cells.get(columns.get(key, ""), ""), 400)
            for key in NAMES}  # fmt: skip
    source = said["source"]
    if not source:
        raise RefusedLine(_("the source is missing"))
    if len(source) > LONGEST_SOURCE:
        raise RefusedLine(_("the source is longer than 300 characters"))
    return Entry(
        _lab(said["lab"]),
        _kind(said["kind"]),
        _year(said["year"]),
        _value(said["value"]),
        source,
        _day(said["source_on"]),
    )


def _lab(raw: str) -> Lab:
    if not raw:
        raise RefusedLine(_("the lab is missing"))
    wanted = plain_column(raw)
    for lab in known.labs():
        names = (lab.slug, lab.name, lab.code, lab.epci_name, lab.epci_siren)
        if wanted in [plain_column(name) for name in names]:
            found: Lab = lab
            return found
    raise RefusedLine(_("“%(name)s” is none of the four labs") % {"name": raw[:60]})


def _kind(raw: str) -> str:
    if not raw:
        raise RefusedLine(_("what is counted is missing"))
    wanted = plain_column(raw)
    for kind, names in KINDS.items():
        if wanted in (*names, plain_column(kind), plain_column(str(kind.label))):
            return str(kind)
    raise RefusedLine(
        _(
            "“%(name)s” is not counted: write établissements industriels, emplois"
            " industriels or habitants"
        )
        % {"name": raw[:60]}
    )


def _year(raw: str) -> int:
    found = re.fullmatch(r"(\d{4})(?:[.,]0+)?", raw)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise RefusedLine(_("“%(year)s” is no year") % {"year": raw[:20]})
    return int(found[1])


def _value(raw: str) -> Decimal:
    found = SPACES.sub("", raw)
    if not NUMBER.fullmatch(found):
        raise RefusedLine(_("“%(number)s” is no number") % {"number": raw[:30]})
    number = Decimal(found.replace(",", "."))
    if number <= 0:
        raise RefusedLine(_("nothing can be divided by zero"))
    if number != round(number, 1):
        words = _("“%(number)s” has more than one decimal")
        raise RefusedLine(words % {"number": raw[:30]})
    return round(number, 1)


def _day(raw: str) -> date:
    found = values.day(raw)
    if found is None:
        words = _("“%(day)s” is no day: write 2026-01-31 or 31/01/2026")
        raise RefusedLine(words % {"day": raw[:20]})
    return found
