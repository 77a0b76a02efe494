"""Tables in workbooks (XLSX, ODS, XLS), unpacked by a process of its own."""

import csv
import os
import subprocess
import sys
import tempfile
import weakref
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.imports.tables import (
    HEADER_WITHIN,
    Record,
    Table,
    UnreadableFile,
    likely_header,
)
from programmes.imports.text_table import FindHeader

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# What a workbook may unpack to; a bomb of a few kilobytes unpacks to gigabytes.
MOST_UNPACKED = 400_000_000
SECONDS = 90
UNPACK = Path(__file__).with_name("unpack_sheets.py")
TOO_LARGE = gettext_lazy(
    "the workbook is too large to be read at once: save the sheet as CSV"
)
FAULTS = {
    "password": gettext_lazy("the workbook is protected by a password"),
    "broken": gettext_lazy("the workbook is damaged and cannot be read"),
    "rows": gettext_lazy(
        "the workbook has more than 300,000 rows: save the sheet as CSV"
    ),
}


@dataclass
class SheetTable(Table):
    """One sheet of a workbook, unpacked to a file that goes with this object."""

    unpacked: Path = Path()
    sheet: str = ""

    def __post_init__(self) -> None:
        # The file goes with the table that reads it.
        weakref.finalize(self, self.unpacked.unlink, missing_ok=True)

    def records(self) -> Iterator[Record]:
        """Read the rows of the sheet from what was unpacked."""
        for sheet, record in _unpacked_records(self.unpacked):
            if sheet == self.sheet:
                yield record


def check_workbook(path: Path) -> None:
    """Refuse, without unpacking, what is no workbook or unpacks to too much."""
    with path.open("rb") as file:
        if file.read(4) == OLE:
            return
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableFile(FAULTS["broken"]) from error
    names = {part.filename for part in parts}
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise UnreadableFile(_("the file is an archive, not a workbook"))
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnreadableFile(TOO_LARGE)


def open_sheets(path: Path, digest: str, find_header: FindHeader) -> SheetTable:
    """Give the first sheet with known column names, else the first with any rows."""
    check_workbook(path)
    number, name = tempfile.mkstemp(prefix="sheets-", suffix=".csv")
    os.close(number)
    table = SheetTable(path, digest, unpacked=Path(name))
    _unpack(path, table.unpacked)
    firsts = _first_records(table.unpacked)
    if not firsts:
        raise UnreadableFile(_("the workbook holds no rows"))
    known = {
        sheet: found
        for sheet, records in firsts.items()
        if (found := find_header([cells for _line, cells in records])) is not None
    }
    table.sheet = next(iter(known or firsts))
    records = firsts[table.sheet]
    table.take_header(records, known.get(table.sheet, likely_header(records)))
    return table


def _unpack(path: Path, output: Path) -> None:
    """Let another process read the workbook, and tell why it could not."""
    command = [sys.executable, "-I", str(UNPACK), str(path), str(output)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(TOO_LARGE) from error
    if done.returncode:
        # Without a word of its own it was ended by a bound: memory, time or output.
        word = done.stderr.strip().splitlines()[-1:] or [""]
        raise UnreadableFile(FAULTS.get(word[0], TOO_LARGE))


def _unpacked_records(unpacked: Path) -> Iterator[tuple[str, Record]]:
    # A cell of a workbook may be longer than a field of a text; it is cut later.
    csv.field_size_limit(1 << 20)
    with unpacked.open(encoding="utf-8", newline="") as lines:
        for sheet, line, *cells in csv.reader(lines):
            yield sheet, (int(line), cells)


def _first_records(unpacked: Path) -> dict[str, list[Record]]:
    firsts: dict[str, list[Record]] = {}
    for sheet, record in _unpacked_records(unpacked):
        records = firsts.setdefault(sheet, [])
        if len(records) < HEADER_WITHIN:
            records.append(record)
    return firsts
