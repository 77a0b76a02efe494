"""The four kinds of files: CSV, XLSX, ODS, and JSON for programs."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Protocol

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from servindus.exports.cells import Cell, opens_formula
from servindus.ui import Text


@dataclass(frozen=True)
class Sheet:
    """What a file says beside its rows."""

    title: str
    # For each column its key for programs and its title for people.
    columns: Sequence[tuple[str, str]]
    # What the file holds, when it was made, with which filters: (term, words).
    facts: Sequence[tuple[str, str]]
    # For programs: dataset, moment, filters by their codes.
    about: dict[str, object]

    def ending(self, rows: int, withheld: int) -> list[tuple[str, str]]:
        """Give all that is said of the file, once its rows are counted."""
        return [
            *self.facts,
            (_("Rows"), str(rows)),
            (_("Withheld"), withheld_words(withheld)),
        ]


def withheld_words(cells: int) -> str:
    """Say how many figures a file holds back, and by which rule."""
    if not cells:
        return _("nothing")
    words = ngettext(
        "%(n)d cell: it takes figures of three companies, none above 85 %% of the sum",
        "%(n)d cells: it takes figures of three companies, none above 85 %% of the sum",
        cells,
    )
    return words % {"n": cells}


class Writer(Protocol):
    """Writes one file row by row; nothing of it stays in memory."""

    def __init__(self, file: IO[bytes], sheet: Sheet) -> None: ...
    def row(self, cells: Sequence[Cell]) -> None: ...
    def close(self, rows: int, withheld: int = 0) -> None: ...


def said(value: Cell) -> Cell:
    """Give yes and no as words: people read them, in the reader's language."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value


class CsvWriter:
    """UTF-8 with BOM, CRLF, set as the spreadsheet of the reader's language is.

    French: semicolons, decimals with a comma. English: commas, decimals with a point.
    A text that would open a formula gets an apostrophe before it: this format has no
    other way to say that a cell is text.
    """

    def __init__(self, file: IO[bytes], sheet: Sheet) -> None:
        self._text = io.TextIOWrapper(
            file, encoding="utf-8-sig", newline="", write_through=False
        )
        self._point = "." if (get_language() or "fr")[:2] == "en" else ","
        delimiter = "," if self._point == "." else ";"
        self._csv = csv.writer(self._text, delimiter=delimiter, lineterminator="\r\n")
        self.row([title for _name, title in sheet.columns])

    def row(self, cells: Sequence[Cell]) -> None:
        """Write one line."""
        self._csv.writerow([_csv_text(said(cell), self._point) for cell in cells])

    def close(self, rows: int, withheld: int = 0) -> None:
        """Hand the last lines over; the file stays open for its owner."""
        self._text.flush()
        self._text.detach()


def _csv_text(value: Cell, point: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if opens_formula(value) else value
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, (float, Decimal)):
        return str(value).replace(".", point)
    return str(value)


class JsonWriter:
    """One JSON document: what it is, then a list of rows by the columns' keys."""

    def __init__(self, file: IO[bytes], sheet: Sheet) -> None:
        self._file = file
        self._names = [name for name, _title in sheet.columns]
        columns = dict(sheet.columns)
        head = _json({**sheet.about, "columns": columns})
        self._put(head[:-1] + ',"rows":[')
        self._first = True

    def row(self, cells: Sequence[Cell]) -> None:
        """Write one object."""
        self._put("\n" if self._first else ",\n")
        self._first = False
        self._put(_json(dict(zip(self._names, cells, strict=True))))

    def close(self, rows: int, withheld: int = 0) -> None:
        """End the document with its counts."""
        self._put(f'\n],"count":{rows},"withheld":{withheld}}}\n')

    def _put(self, text: str) -> None:
        self._file.write(text.encode())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_json_plain)


def _json_plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else str(value)


# --- What both kinds of sheets need -----------------------------------------------
SAMPLE = 100
NARROWEST, WIDEST = 9, 60


class Sampled:
    """Holds the first rows back, so that columns can be as wide as what they hold."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._held: list[Sequence[Cell]] | None = []

    def row(self, cells: Sequence[Cell]) -> None:
        """Write one row."""
        if self._held is None:
            self.write(cells)
            return
        self._held.append(cells)
        if len(self._held) == SAMPLE:
            self.release()

    def release(self) -> None:
        """Begin with the widths, the titles and the rows held back."""
        held, self._held = self._held, None
        if held is None:
            return
        titles = [title for _name, title in self.sheet.columns]
        columns: list[Sequence[Cell]] = list(zip(titles, *held, strict=True))
        self.begin([_width(column) for column in columns], titles)
        for cells in held:
            self.write(cells)

    def begin(self, widths: Sequence[int], titles: Sequence[str]) -> None:
        """Write what stands before the first row."""
        raise NotImplementedError

    def write(self, cells: Sequence[Cell]) -> None:
        """Write one row at once."""
        raise NotImplementedError


def _width(cells: Sequence[Cell]) -> int:
    longest = max(
        16 if isinstance(cell, datetime) else len(str(cell or "")) for cell in cells
    )
    return min(WIDEST, max(NARROWEST, longest + 2))


def sheet_name(title: str) -> str:
    """Give a title as a sheet may be called: 31 signs, none of []:*?/\\ or quotes."""
    kept = "".join(sign for sign in title if sign not in "[]:*?/\\'\"")
    return kept[:31].strip() or "Export"


def about_name() -> str:
    """Give the name of the sheet that says what the file is."""
    return _("About")


@dataclass(frozen=True)
class FileFormat:
    """One kind of file: its words, its type, how many rows it takes."""

    name: str
    label: Text
    content_type: str
    most: int


FORMATS = {
    one.name: one
    for one in (
        FileFormat("csv", "CSV", "text/csv; charset=utf-8", 1_000_000),
        FileFormat(
            "xlsx",
            "XLSX",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            200_000,
        ),
        FileFormat(
            "ods", "ODS", "application/vnd.oasis.opendocument.spreadsheet", 200_000
        ),
        FileFormat("json", "JSON", "application/json", 1_000_000),
    )
}
# What the pages offer: sheets for people, JSON for their programs.
OFFERED = ("csv", "xlsx", "ods", "json")


def writer_of(name: str) -> type[Writer]:
    """Give the writer of a format; the two for sheets are loaded when first needed."""
    if name == "csv":
        return CsvWriter
    if name == "json":
        return JsonWriter
    if name == "xlsx":
        from servindus.exports.xlsx import XlsxWriter

        return XlsxWriter
    from servindus.exports.ods import OdsWriter

    return OdsWriter
