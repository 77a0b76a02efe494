"""The rows that were refused, as a file: corrected, it can be imported again."""

import csv
from types import TracebackType
from typing import Any

from django.utils.translation import gettext as _

from programmes.imports.tables import Row

# A cell that begins like this is a formula for a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Refusals:
    """Writes refused rows to a CSV as they come; nothing is kept in memory."""

    def __init__(self, path: Any) -> None:
        self.path = path
        self.count = 0
        self._file: Any = None
        self._writer: Any = None
        self._columns: list[str] = []

    def __enter__(self) -> "Refusals":
        # The mark at the beginning tells spreadsheets that it is UTF-8.
        self._file = open(self.path, "w", encoding="utf-8-sig", newline="")  # noqa: PTH123
        self._writer = csv.writer(self._file, delimiter=";")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def begin(self, columns: list[str]) -> None:
        """Write the names of the columns, the two of our own last."""
        self._columns = columns
        self._write([*columns, _("Line"), _("Reason")])

    def add(self, row: Row, reason: str, *, is_person: bool = False) -> None:
        """Write a refused row; of a natural person only the line and the reason."""
        cells = [row.cells.get(name, "") for name in self._columns]
        if is_person:
            cells = [""] * len(cells)
        self._write([*cells, str(row.line), reason])
        self.count += 1

    def _write(self, cells: list[str]) -> None:
        self._writer.writerow([plain_cell(cell) for cell in cells])


def plain_cell(cell: str) -> str:
    """Keep a spreadsheet from running a cell as a formula; numbers stay numbers."""
    if not cell.startswith(FORMULA):
        return cell
    rest = cell[1:].replace(" ", "").replace(",", "").replace(".", "")
    is_number = cell[0] in "+-" and rest.isascii() and rest.isdigit()
    return cell if is_number else f"'{cell}"
