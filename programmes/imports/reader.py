"""Opens a file of any form that holds a table: CSV, JSON, XLSX, ODS."""

from pathlib import Path

from django.utils.translation import gettext_lazy

from programmes.imports.json_table import open_json
from programmes.imports.layouts import find_header
from programmes.imports.sheet_table import OLE, ZIP, check_workbook, open_sheets
from programmes.imports.tables import (
    Row,
    Table,
    UnreadableFile,
    cannot_open,
    digest_of,
)
from programmes.imports.text_table import FindHeader, open_text

__all__ = ["Row", "Table", "UnreadableFile", "check_file", "open_table"]

# A larger list in JSON fills the memory of whoever reads it: not of a web process.
JSON_AT_ONCE = 2_000_000
MARK = b"\xef\xbb\xbf"


def open_table(path: Path, header: FindHeader = find_header) -> Table:
    """Look a file through once; raises UnreadableFile with one clear line."""
    form = _form(path)
    digest = digest_of(path)
    if form == "sheets":
        return open_sheets(path, digest, header)
    if form == "json":
        return open_json(path, digest)
    return open_text(path, digest, header)


def check_file(path: Path) -> None:
    """Refuse at once what is no table; the worker reads large ones."""
    form = _form(path)
    if form == "sheets":
        check_workbook(path)
    elif form != "json" or path.stat().st_size <= JSON_AT_ONCE:
        open_table(path)


def _form(path: Path) -> str:
    """Tell by the first bytes, never by the name, what a file is."""
    try:
        with path.open("rb") as file:
            first = file.read(512)
    except OSError as error:
        raise cannot_open(error) from error
    if not first:
        raise UnreadableFile(gettext_lazy("the file is empty"))
    if first[:4] in (ZIP, OLE):
        return "sheets"
    return "json" if first.removeprefix(MARK).lstrip()[:1] in (b"{", b"[") else "text"
