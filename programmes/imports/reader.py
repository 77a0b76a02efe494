"""Opens a table whatever its encoding and separator; rows come with their lines."""

import codecs
import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CHUNK = 1 << 20
SEPARATORS = ";,\t|"
# A field longer than this is a quotation mark that was never closed.
LONGEST_FIELD = 50_000
# Bytes that mean nothing in Windows-1252; a text with them is Latin-1.
UNDEFINED_IN_1252 = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})


class UnreadableFile(Exception):
    """A file that is no table; the message says why in one line."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True)
class Row:
    """One row: the line of the file where it begins and its cells by column.

    `fault` says why the row cannot be read, and is empty otherwise.
    """

    line: int
    cells: dict[str, str]
    fault: str = ""


@dataclass
class Table:
    """A file that was looked through once: encoding, separator, columns, digest."""

    path: Path
    encoding: str
    separator: str
    digest: str
    columns: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        """Read the rows one by one; empty lines are no rows."""
        with self.path.open(encoding=self.encoding, newline="") as lines:
            table = csv.reader(lines, delimiter=self.separator)
            try:
                next(table)
                yield from self._records(table)
            except csv.Error as error:
                raise UnreadableFile(
                    _("line %(line)d cannot be read: a quotation mark is not closed")
                    % {"line": table.line_num}
                ) from error

    def _records(self, table: Any) -> Iterator[Row]:
        before = table.line_num
        for cells in table:
            line, before = before + 1, table.line_num
            if not any(cell.strip() for cell in cells):
                continue
            yield Row(
                line, dict(zip(self.columns, cells, strict=False)), self._fault(cells)
            )

    def _fault(self, cells: list[str]) -> str:
        """Say when a row has more or fewer cells than there are columns."""
        expected, found = len(self.columns), len(cells)
        too_many = any(cell.strip() for cell in cells[expected:])
        if found < expected or too_many:
            return _("%(found)d cells instead of %(expected)d") % {
                "found": found,
                "expected": expected,
            }
        return ""


def open_table(path: Path) -> Table:
    """Look a file through once; raises UnreadableFile with one clear line."""
    encoding, digest = _look_through(path)
    separator, columns = _header(path, encoding)
    return Table(path, encoding, separator, digest, columns)


def _look_through(path: Path) -> tuple[str, str]:
    """Give encoding and digest; refuses what is absent, empty or no text."""
    utf8 = codecs.getincrementaldecoder("utf-8")()
    digest, is_utf8, seen, first = hashlib.sha256(), True, set[int](), b""
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                first = first or chunk[:4]
                digest.update(chunk)
                if b"\0" in chunk:
                    raise UnreadableFile(NO_TEXT)
                if is_utf8:
                    try:
                        utf8.decode(chunk)
                    except UnicodeDecodeError:
                        is_utf8 = False
                seen |= UNDEFINED_IN_1252 & set(chunk)
            if is_utf8:
                is_utf8 = _ends_well(utf8)
    except OSError as error:
        raise UnreadableFile(
            _("the file cannot be opened: %(reason)s") % {"reason": error.strerror}
        ) from error
    if not first:
        raise UnreadableFile(gettext_lazy("the file is empty"))
    if is_utf8:
        return "utf-8-sig", digest.hexdigest()
    return ("latin-1" if seen else "cp1252"), digest.hexdigest()


NO_TEXT = gettext_lazy(
    "the file is no text (a spreadsheet must be saved as CSV, UTF-8)"
)


def _ends_well(decoder: codecs.IncrementalDecoder) -> bool:
    """Whether the text does not stop in the middle of a character."""
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _header(path: Path, encoding: str) -> tuple[str, list[str]]:
    csv.field_size_limit(LONGEST_FIELD)
    with path.open(encoding=encoding, newline="") as lines:
        first = lines.readline(LONGEST_FIELD)
    if sum(not char.isprintable() and char not in "\t\r\n" for char in first):
        raise UnreadableFile(NO_TEXT)
    separator = max(SEPARATORS, key=first.count)
    try:
        columns = [
            name.strip() for name in next(csv.reader([first], delimiter=separator))
        ]
    except (StopIteration, csv.Error) as error:
        raise UnreadableFile(_("the first line has no column names")) from error
    if not any(columns):
        raise UnreadableFile(_("the first line has no column names"))
    return separator, columns
