"""Reads exported files back with other programs' eyes: csv, openpyxl, odfpy, json."""

import csv
import io
import json
from datetime import date, datetime

from odf import opendocument, table, teletype
from odf.namespaces import OFFICENS
from openpyxl import load_workbook

FORMATS = ("csv", "xlsx", "ods")


def body(response) -> bytes:
    """Give the bytes of an answer that streams."""
    return b"".join(response.streaming_content)


def read(format: str, content: bytes) -> list[list[object]]:
    """Give titles and rows of the sheet that opens first; an empty cell is ''."""
    return {"csv": _csv, "xlsx": _xlsx, "ods": _ods, "json": _json}[format](content)


def texts(rows: list[list[object]]) -> list[list[str]]:
    """Give typed cells as the CSV writes them."""
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        # A sheet knows no days, only moments: midnight is a day.
        return f"{cell:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _csv(content: bytes) -> list[list[object]]:
    text = content.decode("utf-8-sig")
    return [
        list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=";")
    ]


def _xlsx(content: bytes) -> list[list[object]]:
    sheet = load_workbook(io.BytesIO(content)).active
    return [
        ["" if cell is None else cell for cell in row]
        for row in sheet.iter_rows(values_only=True)
    ]


def xlsx_about(content: bytes) -> dict[str, str]:
    """Give what the first sheet says of the file."""
    [first, _rows] = load_workbook(io.BytesIO(content)).worksheets
    return dict(first.iter_rows(values_only=True))


def ods_tables(content: bytes) -> list[table.Table]:
    """Give the sheets."""
    document = opendocument.load(io.BytesIO(content))
    return list(document.spreadsheet.getElementsByType(table.Table))


def ods_rows(sheet: table.Table) -> list[list[object]]:
    """Give the cells of a sheet by their types."""
    return [
        [_ods_cell(cell) for cell in row.getElementsByType(table.TableCell)]
        for row in sheet.getElementsByType(table.TableRow)
    ]


def _ods(content: bytes) -> list[list[object]]:
    return ods_rows(ods_tables(content)[1])


def _ods_cell(cell: table.TableCell) -> object:
    kind = cell.getAttrNS(OFFICENS, "value-type")
    if kind == "float":
        return float(cell.getAttrNS(OFFICENS, "value"))
    if kind == "date":
        value = cell.getAttrNS(OFFICENS, "date-value")
        return (
            datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
        )
    return "\n".join(teletype.extractText(line) for line in cell.childNodes)


def _json(content: bytes) -> list[list[object]]:
    document = json.loads(content)
    return [
        list(document["columns"].values()),
        *(list(row.values()) for row in document["rows"]),
    ]
