"""Sheets for LibreOffice, written row by row.

OpenDocument 1.3 by hand: the library that knows it keeps the whole tree in memory
(20,000 rows of 8 columns: 297 MB and 15 s).
"""

import re
import shutil
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from servindus.exports.cells import Cell
from servindus.exports.formats import Sampled, Sheet, about_name, said, sheet_name

MIME = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
# OpenDocument folds spaces as HTML does; what it would fold is written as elements.
_FOLDED = re.compile(r"^ +| +$| {2,}|\t")

_MANIFEST = f"""{_HEAD}<manifest:manifest
 xmlns:manifest="{_NAMES}:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""

_STYLES = """<office:automatic-styles>
<number:date-style style:name="D"><number:year number:style="long"/>\
<number:text>-</number:text><number:month number:style="long"/>\
<number:text>-</number:text><number:day number:style="long"/></number:date-style>
<number:date-style style:name="M"><number:year number:style="long"/>\
<number:text>-</number:text><number:month number:style="long"/>\
<number:text>-</number:text><number:day number:style="long"/>\
<number:text> </number:text><number:hours number:style="long"/>\
<number:text>:</number:text><number:minutes number:style="long"/></number:date-style>
<style:style style:name="title" style:family="table-cell">\
<style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="words" style:family="table-cell">\
<style:table-cell-properties fo:wrap-option="wrap"/></style:style>
<style:style style:name="day" style:family="table-cell" style:data-style-name="D"/>
<style:style style:name="moment" style:family="table-cell" style:data-style-name="M"/>
"""


class OdsWriter(Sampled):
    """Two sheets: what the file is, then the rows, which open first."""

    def __init__(self, file: IO[bytes], sheet: Sheet) -> None:
        super().__init__(sheet)
        self._file = file
        self._widths: Sequence[int] = ()
        # The rows wait on the disk: the first sheet and the styles come before them.
        self._waiting = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`

    def begin(self, widths: Sequence[int], titles: Sequence[str]) -> None:
        """Keep the widths for the end and write the titles."""
        self._widths = widths
        self._put(
            "<table:table-header-rows>"
            + _row(_text(title, "title") for title in titles)
            + "</table:table-header-rows>"
        )

    def write(self, cells: Sequence[Cell]) -> None:
        """Write one row."""
        self._put(_row(map(_cell, cells)))

    def close(self, rows: int, withheld: int = 0) -> None:
        """Put the parts together."""
        self.release()
        name = sheet_name(self.sheet.title)
        with self._waiting, ZipFile(self._file, "w", ZIP_DEFLATED) as parts:
            # First and not compressed, so that a program knows the file by it.
            parts.writestr("mimetype", MIME, ZIP_STORED)
            parts.writestr("META-INF/manifest.xml", _MANIFEST)
            parts.writestr("settings.xml", _settings(name))
            with parts.open("content.xml", "w", force_zip64=True) as content:
                facts = self.sheet.ending(rows, withheld)
                first = _opening(self._widths) + self._first(name, facts)
                content.write(first.encode())
                self._waiting.seek(0)
                shutil.copyfileobj(self._waiting, content)
                content.write(_closing(name, len(self.sheet.columns), rows).encode())

    def _first(self, name: str, facts: Sequence[tuple[str, str]]) -> str:
        lines = (
            _row((_text(term, "title"), _text(words, "words"))) for term, words in facts
        )
        widths = "".join(
            f'<table:table-column table:style-name="c{index}"/>'
            for index in range(len(self._widths))
        )
        return (
            f"<table:table table:name={quoteattr(about_name())}>"
            '<table:table-column table:style-name="term"/>'
            '<table:table-column table:style-name="fact"/>'
            f"{''.join(lines)}</table:table>"
            f"<table:table table:name={quoteattr(name)}>{widths}"
        )

    def _put(self, text: str) -> None:
        self._waiting.write(text.encode())


def _row(cells: object) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>\n"  # type: ignore[arg-type]


def _cell(value: Cell) -> str:
    value = said(value)
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime):
        return _typed("date", "moment", "date-value", value.isoformat())
    if isinstance(value, date):
        return _typed("date", "day", "date-value", value.isoformat())
    assert isinstance(value, (int, float, Decimal))
    return _typed("float", "", "value", str(value))


def _typed(kind: str, style: str, name: str, value: str) -> str:
    said_style = f' table:style-name="{style}"' if style else ""
    return (
        f"<table:table-cell{said_style} office:value-type={quoteattr(kind)}"
        f" office:{name}={quoteattr(value)}><text:p>{escape(value)}</text:p>"
        "</table:table-cell>"
    )


def _text(value: str, style: str = "") -> str:
    """A text is said to be one, so that no program calculates it."""
    said_style = f' table:style-name="{style}"' if style else ""
    lines = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in value.split("\n"))
    return (
        f'<table:table-cell{said_style} office:value-type="string">'
        f"{lines}</table:table-cell>"
    )


def _spaced(line: str) -> str:
    def kept(found: "re.Match[str]") -> str:
        if found[0] == "\t":
            return "<text:tab/>"
        return f'<text:s text:c="{len(found[0])}"/>'

    return _FOLDED.sub(kept, escape(line))


def _opening(widths: Sequence[int]) -> str:
    names = ("office", "style", "text", "table")
    spaces = " ".join(f'xmlns:{name}="{_NAMES}:{name}:1.0"' for name in names)
    columns = {"term": 24, "fact": 90} | {f"c{n}": w for n, w in enumerate(widths)}
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * 0.21:.2f}cm"/>'
        "</style:style>"
        for name, width in columns.items()
    )
    return (
        f"{_HEAD}<office:document-content {spaces}"
        f' xmlns:number="{_NAMES}:datastyle:1.0"'
        f' xmlns:fo="{_NAMES}:xsl-fo-compatible:1.0" office:version="1.3">'
        f"{_STYLES}{styles}</office:automatic-styles>"
        "<office:body><office:spreadsheet>"
    )


def _closing(name: str, columns: int, rows: int) -> str:
    """End the sheet and offer a filter above each column."""
    letters = ""
    while columns:
        columns, rest = divmod(columns - 1, 26)
        letters = chr(65 + rest) + letters
    quoted = f"$'{name}'"
    area = quoteattr(f"{quoted}.$A$1:{quoted}.${letters}${rows + 1}")
    return (
        "</table:table><table:database-ranges><table:database-range"
        f' table:name="rows" table:target-range-address={area}'
        ' table:display-filter-buttons="true"/></table:database-ranges>'
        "</office:spreadsheet></office:body></office:document-content>"
    )


def _settings(name: str) -> str:
    """Open on the rows, with their titles kept in view."""
    config = f"{_NAMES}:config:1.0"
    frozen = {"VerticalSplitMode": ("short", 2), "VerticalSplitPosition": ("int", 1)}
    frozen |= {"ActiveSplitRange": ("short", 2), "PositionBottom": ("int", 1)}
    items = "".join(
        f'<config:config-item config:name="{key}" config:type="{kind}">{value}'
        "</config:config-item>"
        for key, (kind, value) in frozen.items()
    )
    return (
        f'{_HEAD}<office:document-settings xmlns:office="{_NAMES}:office:1.0"'
        f' xmlns:config="{config}" office:version="1.3"><office:settings>'
        '<config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views">'
        "<config:config-item-map-entry>"
        '<config:config-item-map-named config:name="Tables">'
        f"<config:config-item-map-entry config:name={quoteattr(name)}>{items}"
        "</config:config-item-map-entry></config:config-item-map-named>"
        '<config:config-item config:name="ActiveTable" config:type="string">'
        f"{escape(name)}</config:config-item></config:config-item-map-entry>"
        "</config:config-item-map-indexed></config:config-item-set>"
        "</office:settings></office:document-settings>"
    )
