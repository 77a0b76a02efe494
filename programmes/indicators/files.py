"""A sheet of readings as a file, and a file read in as what it changes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from programmes.actions.readings import Entry
from programmes.imports import values
from programmes.imports.layouts import plain_column
from programmes.imports.reader import open_table
from programmes.imports.tables import Row
from programmes.indicators.enums import PAIRED, Confidence
from programmes.indicators.forms import NUMBERS, SPACES, plain
from programmes.models import Indicator, Reading
from servindus.exports.cells import opens_formula
from servindus.exports.formats import Sheet, writer_of

FILES = ("csv", "xlsx", "ods")
# How columns may be called, in either language, without accents, capitals and signs.
NAMES = {
    "code": ("code",),
    "value": ("valeur", "value"),
    "numerator": ("numerateur", "numerator"),
    "denominator": ("denominateur", "denominator"),
    "confidence": ("fiabilite", "confiance", "confidence"),
    "method": ("methode", "method"),
}
LONGEST_METHOD = 300
# More refused lines are counted, not told: it is the wrong file.
MOST_REFUSED = 50
NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d+)?")


# --- Out ------------------------------------------------------------------------------


def sheet_file(
    form: str,
    title: str,
    indicators: Iterable[Indicator],
    heads: Mapping[int, Reading],
) -> bytes:
    """Give the grid as a file: what is not read yet is an empty line to fill in."""
    columns = [
        ("code", _("Code")),
        ("indicator", _("Indicator")),
        ("value", pgettext("readings", "Value")),
        ("numerator", _("Numerator")),
        ("denominator", _("Denominator")),
        ("confidence", _("Confidence")),
        ("method", pgettext("readings", "Method")),
    ]
    count = 0
    with BytesIO() as file:
        writer = writer_of(form)(file, Sheet(title, columns, facts=[], about={}))
        for one in indicators:
            if one.is_computed:
                continue
            head = heads.get(one.pk)
            numbers = [_kept(head, name) for name in NUMBERS]
            words = [head.confidence, head.method] if head else ["", ""]
            writer.row([one.code, one.name, *numbers, *words])
            count += 1
        writer.close(count)
        return file.getvalue()


def _kept(head: Reading | None, name: str) -> Decimal | None:
    number = getattr(head, name) if head else None
    return None if number is None else plain(number)


# --- In -------------------------------------------------------------------------------


class RefusedLine(Exception):
    """A line that cannot be read in; the message says why."""


@dataclass(frozen=True)
class Change:
    """One line of a file that says something new."""

    line: int
    indicator: Indicator
    before: str
    now: str


@dataclass
class Preview:
    """What a file says: the entries, what is new of them, what is refused and why."""

    entries: dict[int, Entry] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    # Refused lines beyond those.
    further: int = 0
    unchanged: int = 0

    def refuse(self, line: int, words: str) -> None:
        """Keep why a line cannot be read in; the number alone of a long list."""
        if len(self.refused) < MOST_REFUSED:
            self.refused.append((line, words))
        else:
            self.further += 1


def find_columns(records: list[list[str]]) -> int | None:
    """Give which of the first records names the code and a number."""
    for place, cells in enumerate(records):
        found = {plain_column(cell) for cell in cells}
        numbers = {name for key in NUMBERS for name in NAMES[key]}
        if "code" in found and found & numbers:
            return place
    return None


def read_file(
    upload: Any, indicators: Iterable[Indicator], heads: Mapping[int, Reading]
) -> Preview:
    """Read a file through, writing nothing; raises UnreadableFile."""
    known, preview = {one.code: one for one in indicators}, Preview()
    with NamedTemporaryFile() as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.flush()
        table = open_table(Path(copy.name), find_columns)
        columns = _columns(table.columns)
        for row in table.rows():
            try:
                _read_row(row, columns, known, heads, preview)
            except RefusedLine as refused:
                preview.refuse(row.line, str(refused))
    return preview


def _columns(names: Iterable[str]) -> dict[str, str]:
    plain_names = {plain_column(name): name for name in reversed(list(names))}
    return {
        key: plain_names[name]
        for key, found in NAMES.items()
        for name in found
        if name in plain_names
    }


def _read_row(
    row: Row,
    columns: Mapping[str, str],
    known: Mapping[str, Indicator],
    heads: Mapping[int, Reading],
    preview: Preview,
) -> None:
    if row.fault:
        raise RefusedLine(row.fault)
    said = {key: row.cells.get(name, "").strip() for key, name in columns.items()}
    one = _indicator(said.get("code", ""), known)
    if all(values.is_missing(said.get(name, "")) for name in NUMBERS):
        return
    if one.pk in preview.entries:
        raise RefusedLine(_("this indicator stands twice in the file"))
    head = heads.get(one.pk)
    entry = _entry(one, said, head)
    preview.entries[one.pk] = entry
    if head is not None and _text(head) == _text(entry):
        preview.unchanged += 1
        return
    before = _text(head) if head else ""
    preview.changes.append(Change(row.line, one, before, _text(entry)))


def _indicator(code: str, known: Mapping[str, Indicator]) -> Indicator:
    if not code:
        raise RefusedLine(_("the code of the indicator is missing"))
    one = known.get(code.lower())
    if one is None:
        words = _("“%(code)s” is no indicator of this sheet")
        raise RefusedLine(words % {"code": code[:40]})
    if one.is_computed:
        raise RefusedLine(_("this indicator is the sum of its parts: enter those"))
    return one


def _entry(one: Indicator, said: Mapping[str, str], head: Reading | None) -> Entry:
    numbers = {name: _number(said.get(name, "")) for name in NUMBERS}
    paired = one.measure in PAIRED
    wanted = NUMBERS[1:] if paired else NUMBERS[:1]
    if any((numbers[name] is None) == (name in wanted) for name in NUMBERS):
        raise RefusedLine(
            _("this indicator is read as a numerator and a denominator")
            if paired
            else _("this indicator is read as one value")
        )
    if (numbers["denominator"] or 0) < 0:
        raise RefusedLine(_("a denominator is never below zero"))
    method = said.get("method", "")
    if method.startswith("'") and opens_formula(method[1:]):
        # The sign by which our own file says that this cell is text.
        method = method[1:]
    if len(method) > LONGEST_METHOD:
        raise RefusedLine(_("the method is longer than 300 characters"))
    return Entry(
        one,
        numbers["value"],
        numbers["numerator"],
        numbers["denominator"],
        # An empty cell says nothing: what is known stays.
        method=method or (head.method if head else ""),
        confidence=_confidence(said.get("confidence", ""), head),
    )


def _number(raw: str) -> Decimal | None:
    if values.is_missing(raw):
        return None
    found = SPACES.sub("", raw)
    if not NUMBER.fullmatch(found):
        raise RefusedLine(_("“%(number)s” is no number") % {"number": raw[:30]})
    number = plain(Decimal(found.replace(",", ".")))
    if -int(number.as_tuple().exponent) > 4:
        words = _("“%(number)s” has more than four decimals")
        raise RefusedLine(words % {"number": raw[:30]})
    return number


def _confidence(raw: str, head: Reading | None) -> str:
    if not raw:
        return head.confidence if head else Confidence.PLAUSIBLE.value
    # A spreadsheet of one's own may say `A, with evidence`.
    letter = raw.split(",")[0].strip().upper()
    if letter not in Confidence.values:
        raise RefusedLine(_("confidence is A, B or C"))
    return letter


def _text(said: Reading | Entry) -> str:
    """Give what is said in one line, the same for what is kept and what is new."""
    numbers = [getattr(said, name) for name in NUMBERS]
    figures = " / ".join(str(plain(one)) for one in numbers if one is not None)
    parts = (figures.replace(".", ","), said.confidence, said.method)
    return " · ".join(part for part in parts if part)
