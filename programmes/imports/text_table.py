"""Tables in plain text: CSV of whatever encoding, separator and line ends."""

import codecs
import csv
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.imports.tables import (
    CHUNK,
    HEADER_WITHIN,
    Record,
    Table,
    UnreadableFile,
    likely_header,
    regularity,
)

SEPARATORS = ";,\t|"
# A field longer than this is a quotation mark that was never closed.
LONGEST_FIELD = 50_000
# Bytes that mean nothing in Windows-1252; a text with them is Latin-1.
UNDEFINED_IN_1252 = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
NO_TEXT = gettext_lazy(
    "the file is neither text nor a workbook (CSV, JSON, XLSX or ODS is expected)"
)
# Gives the place of the record with known column names, or None.
FindHeader = Callable[[list[list[str]]], int | None]


@dataclass
class TextTable(Table):
    """A CSV file; read again from the disk for each pass, never kept in memory."""

    def records(self) -> Iterator[Record]:
        """Read record by record; a record begins where the one before ended."""
        with self.path.open(encoding=self.encoding, newline="") as lines:
            table = csv.reader(lines, delimiter=self.separator)
            before = 0
            try:
                for cells in table:
                    yield before + 1, cells
                    before = table.line_num
            except csv.Error as error:
                raise UnreadableFile(
                    _("line %(line)d cannot be read: a quotation mark is not closed")
                    % {"line": before + 1}
                ) from error


def open_text(path: Path, digest: str, find_header: FindHeader) -> TextTable:
    """Find encoding, separator and columns; raises UnreadableFile."""
    csv.field_size_limit(LONGEST_FIELD)
    encoding = encoding_of(path)
    _check_first_line(path, encoding)
    best: tuple[tuple[bool, int], str, list[Record], int] | None = None
    for separator in SEPARATORS:
        table = TextTable(path, digest, encoding, separator)
        records = _first_records(table)
        known = find_header([cells for _line, cells in records])
        score = (known is not None, regularity(records))
        if best is None or score > best[0]:
            found = likely_header(records) if known is None else known
            best = score, separator, records, found
    assert best is not None
    _score, separator, records, found = best
    table = TextTable(path, digest, encoding, separator)
    table.take_header(records, found)
    return table


def _first_records(table: Table) -> list[Record]:
    """Give the first records, as far as they can be read with this separator."""
    records: list[Record] = []
    with suppress(UnreadableFile):
        records.extend(islice(table.records(), HEADER_WITHIN))
    return records


def _check_first_line(path: Path, encoding: str) -> None:
    with path.open(encoding=encoding, newline="") as lines:
        first = lines.readline(LONGEST_FIELD)
    if any(not char.isprintable() and char not in "\t\r\n\u00a0" for char in first):
        raise UnreadableFile(NO_TEXT)


def encoding_of(path: Path) -> str:
    """Give the encoding of a text; refuses what holds bytes that no text has."""
    with path.open("rb") as file:
        first = file.read(4)
        file.seek(0)
        if first[:2] in UTF16_MARKS and first[2:] != b"\0\0":
            _check_text(file, "utf-16")
            return "utf-16"
        return _eight_bits(file)


def _check_text(file: Any, encoding: str) -> None:
    """Refuse a text that its own encoding cannot read to the end."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(CHUNK):
            if "\0" in decoder.decode(chunk):
                raise UnreadableFile(NO_TEXT)
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise UnreadableFile(NO_TEXT) from error


def _eight_bits(file: Any) -> str:
    utf8 = codecs.getincrementaldecoder("utf-8")()
    is_utf8, seen = True, set[int]()
    while chunk := file.read(CHUNK):
        if b"\0" in chunk:
            raise UnreadableFile(NO_TEXT)
        is_utf8 = is_utf8 and _decodes(utf8, chunk)
        seen |= UNDEFINED_IN_1252 & set(chunk)
    if is_utf8 and _decodes(utf8, b"", final=True):
        return "utf-8-sig"
    return "latin-1" if seen else "cp1252"


def _decodes(
    decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False
) -> bool:
    try:
        decoder.decode(chunk, final=final)
    except UnicodeDecodeError:
        return False
    return True
