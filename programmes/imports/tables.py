"""What every kind of file becomes: named columns, and rows that know their line."""

import hashlib
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext as _

CHUNK = 1 << 20
# Titles and remarks may stand above the names of the columns; not more than this.
HEADER_WITHIN = 30
MOST_COLUMNS = 1000


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


Record = tuple[int, list[str]]


@dataclass
class Table(ABC):
    """A file that was looked through once: its form, columns and digest."""

    path: Path
    digest: str
    encoding: str = ""
    separator: str = ""
    columns: list[str] = field(default_factory=list)
    # How many records come before the first row of data.
    skipped: int = 0

    @abstractmethod
    def records(self) -> Iterator[Record]:
        """Give every record with its line, the names of the columns included."""

    def rows(self) -> Iterator[Row]:
        """Read the rows one by one; empty ones are no rows."""
        for number, (line, cells) in enumerate(self.records()):
            if number < self.skipped or not any(cell.strip() for cell in cells):
                continue
            named = dict(zip(self.columns, cells, strict=False))
            yield Row(line, named, self._fault(cells))

    def take_header(self, records: Sequence[Record], found: int) -> None:
        """Take the names of the columns from one of the first records."""
        if not records or not any(cell.strip() for cell in records[found][1]):
            raise UnreadableFile(_("the first line has no column names"))
        self.columns = named_columns(records[found][1])
        self.skipped = found + 1

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


def named_columns(cells: Sequence[str]) -> list[str]:
    """Give each column a name of its own: an empty one is `#3`, a second `nom #5`."""
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise UnreadableFile(
            _("%(found)d columns are too many (%(most)d at most)")
            % {"found": len(names), "most": MOST_COLUMNS}
        )
    given: set[str] = set()
    for place, name in enumerate(names, start=1):
        if not name or name in given:
            names[place - 1] = f"{name} #{place}".strip()
        given.add(names[place - 1])
    return names


def digest_of(path: Path) -> str:
    """Give the SHA-256 of a file; raises UnreadableFile when it cannot be opened."""
    sum_ = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                sum_.update(chunk)
    except OSError as error:
        raise cannot_open(error) from error
    return sum_.hexdigest()


def cannot_open(error: OSError) -> UnreadableFile:
    """Say why the machine does not give the file."""
    return UnreadableFile(
        _("the file cannot be opened: %(reason)s") % {"reason": error.strerror}
    )


def likely_header(records: Sequence[Record]) -> int:
    """Guess where the names of the columns are: the first record that is as full as
    the others, so that a title above a table is passed over.
    """
    filled = [sum(bool(cell.strip()) for cell in cells) for _line, cells in records]
    enough = 0.6 * max(filled, default=0)
    return next((n for n, count in enumerate(filled) if count and count >= enough), 0)


def regularity(records: Sequence[Record]) -> int:
    """Give how much like a table records are: the same number of cells, often."""
    counts = Counter(len(cells) for _line, cells in records if cells)
    if not counts:
        return 0
    cells, times = max(counts.items(), key=lambda pair: (pair[0] - 1) * pair[1])
    return (cells - 1) * times
