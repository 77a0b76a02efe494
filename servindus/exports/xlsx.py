"""Sheets for Excel, written row by row: dates and numbers typed, texts only texts."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from servindus.exports.cells import Cell
from servindus.exports.formats import Sampled, Sheet, about_name, said, sheet_name

# Excel repairs, and so changes, a file whose cell is longer (its own limit).
LONGEST_TEXT = 32_767
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"


class XlsxWriter(Sampled):
    """Two sheets: what the file is, then the rows, which open first."""

    def __init__(self, file: IO[bytes], sheet: Sheet) -> None:
        super().__init__(sheet)
        self._file = file
        self._book = Workbook(write_only=True)
        self._about: Any = self._book.create_sheet(about_name())
        self._rows: Any = self._book.create_sheet(sheet_name(sheet.title))
        self._book.active = 1
        self._bold = Font(bold=True)

    def begin(self, widths: Sequence[int], titles: Sequence[str]) -> None:
        """Set the widths, keep the titles in view and write them."""
        for index, width in enumerate(widths, start=1):
            letter = get_column_letter(index)
            self._rows.column_dimensions[letter].width = width
        self._rows.freeze_panes = "A2"
        self._rows.append([self._title(self._rows, title) for title in titles])

    def write(self, cells: Sequence[Cell]) -> None:
        """Write one row."""
        self._rows.append([self._cell(self._rows, cell) for cell in cells])

    def close(self, rows: int, withheld: int = 0) -> None:
        """Write the first sheet, offer a filter above each column, and save."""
        self.release()
        last = get_column_letter(len(self.sheet.columns))
        self._rows.auto_filter.ref = f"A1:{last}{rows + 1}"
        self._about.column_dimensions["A"].width = 24
        self._about.column_dimensions["B"].width = 90
        for term, words in self.sheet.ending(rows, withheld):
            cell = self._cell(self._about, words)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            self._about.append([self._title(self._about, term), cell])
        self._book.save(self._file)

    def _title(self, sheet: Any, text: str) -> Any:
        cell = self._cell(sheet, text)
        cell.font = self._bold
        return cell

    def _cell(self, sheet: Any, value: Cell) -> Any:
        value = said(value)
        if value is None:
            return None
        if isinstance(value, str):
            cell = WriteOnlyCell(sheet, value=value[:LONGEST_TEXT])
            # Said outright: the library guesses formulas (`=1`) and errors (`#N/A`).
            cell.data_type = "s"
            return cell
        cell = WriteOnlyCell(sheet, value=value)  # type: ignore[arg-type]
        if isinstance(value, datetime):
            cell.number_format = MOMENT
        elif isinstance(value, date):
            cell.number_format = DAY
        return cell
