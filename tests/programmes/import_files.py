"""Files of organisations of our own making, in the layouts that registers publish."""

import io
import json

import openpyxl
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

SIREN, SIRET = "732829320", "73282932000074"
OTHER = "552032534"
ICPE = (
    "s3ic_id,num_dep,city,name,lat,lon,regime,active,code_postal,code_insee,code_naf\n"
)
FRENCH_TECH = {
    "companies": {
        "Vibralis": {
            "name": "Vibralis",
            "location": "Normandie",
            "id": "a1",
            "url": "http://vibralis.example/",
            "employees": "24",
            "tranch": "21 - 40",
            "address": "8 rue du Robec, 76 000 Rouen",
            "facebook": "undefined",
            "sectors": ["#IoT", "#Data"],
        },
        "Hélicèle": {
            "name": "Hélicèle",
            "location": "Paris",
            "id": "a2",
            "url": "undefined",
            "employees": "1 -20",
            "tranch": "undefined",
            "address": "undefined",
            "facebook": "undefined",
            "sectors": [],
        },
    }
}


def icpe(*rows):
    """Give a file of installations: (identifier, name, city, postcode, INSEE code)."""
    lines = [
        f"{number},{postcode[:2]},{city},{name},1,2,A,En fonctionnement,"
        f"{postcode},{insee},"
        for number, name, city, postcode, insee in rows
    ]
    return ICPE + "\n".join(lines) + "\n"


def as_json(value):
    return json.dumps(value, ensure_ascii=False)


def xlsx(**sheets):
    """Give the bytes of a workbook; each sheet is a list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def ods(**sheets):
    """Give the bytes of an OpenDocument spreadsheet of texts and numbers."""
    book = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for value in row:
                number = isinstance(value, (int, float))
                kind = {"valuetype": "float", "value": value} if number else {}
                cell = TableCell(**(kind or {"valuetype": "string"}))
                cell.addElement(P(text=str(value)))
                line.addElement(cell)
            table.addElement(line)
        book.spreadsheet.addElement(table)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
