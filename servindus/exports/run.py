"""Makes one file: asks the list for its rows, writes them, says what it was."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servindus import clock
from servindus.actions import request_export
from servindus.actors import Actor, Channel
from servindus.exports.cells import Withheld
from servindus.exports.dataset import Dataset, Selection, TooManyRows
from servindus.exports.formats import FORMATS, Sheet, writer_of
from servindus.models import Export
from servindus.templatetags.servindus import full_datetime, grouped

# Progress is told each so many rows.
TOLD_EACH = 1000
# Parts of an address that are about pages, not about what is listed.
PAGES = ("apres", "p", "all", "e", "_popup", "_to_field", "_facets")
LONGEST_QUERY = 4000


@dataclass(frozen=True)
class Made:
    """What a file turned out to be."""

    rows: int
    digest: str
    # Figures that the file holds back.
    withheld: int = 0


def read_query(text: str) -> QueryDict:
    """Give a list's query without its pages; raises ValueError when it is too long."""
    if len(text) > LONGEST_QUERY:
        raise ValueError("this address is too long")
    query = QueryDict(text, mutable=True)
    for name in PAGES:
        query.pop(name, None)
    return query


def file_name(selection: Selection, format: str, made: Made) -> str:
    """Give the name: the list, the day, the filters in words, and the format's end.

    A CSV has no sheet that says what it is: its name also tells the time, the number of
    rows and how many figures are held back.
    """
    words = "-".join(slugify(str(one.text)) for one in selection.filters)
    parts = [slugify(str(selection.title)), clock.today().isoformat(), words]
    if format == "csv":
        parts[1] += f"-{clock.now().astimezone(clock.PARIS):%Hh%M}"
        parts.insert(2, slugify(_counts(made)))
    return "_".join(part for part in parts if part)[:120].rstrip("-_") + f".{format}"


def _counts(made: Made) -> str:
    rows = ngettext("%(n)d row", "%(n)d rows", made.rows) % {"n": made.rows}
    if not made.withheld:
        return rows
    held = ngettext("%(n)d withheld", "%(n)d withheld", made.withheld)
    return f"{rows} {held % {'n': made.withheld}}"


def refuse_too_many(selection: Selection, format: str) -> None:
    """Raise TooManyRows when the list is longer than its format takes."""
    kind = FORMATS[format]
    if selection.count(kind.most + 1) <= kind.most:
        return
    hint = _("Add a filter and export the list in parts.")
    if kind.most < FORMATS["csv"].most:
        hint = _("Choose CSV, which takes %(n)s, or add a filter.") % {
            "n": grouped(FORMATS["csv"].most)
        }
    raise TooManyRows(
        _("This list has more than %(n)s rows, too many for %(format)s. %(hint)s")
        % {"n": grouped(kind.most), "format": kind.label, "hint": hint}
    )


def write(
    dataset: Dataset,
    selection: Selection,
    format: str,
    file: IO[bytes],
    note: Callable[[int], Any] | None = None,
) -> Made:
    """Write the whole list into a file that can be read and written."""
    writer = writer_of(format)(file, sheet_of(dataset, selection))
    rows = withheld = 0
    for cells in selection.rows():
        writer.row(cells)
        rows += 1
        withheld += sum(isinstance(cell, Withheld) for cell in cells)
        if note is not None and rows % TOLD_EACH == 0:
            note(rows)
    writer.close(rows, withheld)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return Made(rows, digest, withheld)


def sheet_of(dataset: Dataset, selection: Selection) -> Sheet:
    """Give what a file says of itself."""
    now = clock.now()
    filters = [(str(one.label), str(one.text)) for one in selection.filters]
    return Sheet(
        title=str(selection.title),
        columns=[(column.name, str(column.title)) for column in selection.columns],
        facts=[
            (_("List"), str(selection.title)),
            (_("Exported on"), full_datetime(now)),
            *(filters or [(_("Filters"), _("none"))]),
        ],
        about={
            "dataset": dataset.name,
            "title": str(selection.title),
            "exported_at": now.isoformat(),
            "filters": {one.name: str(one.text) for one in selection.filters},
        },
    )


def note_request(
    dataset: Dataset,
    selection: Selection,
    format: str,
    query: QueryDict,
    *,
    by: Actor,
    author: Any,
    language: str,
    channel: Channel | None = None,
    background: bool = False,
    **details: Any,
) -> Export:
    """Write down who takes what out, with the filters as codes."""
    return request_export(
        dataset.name,
        by=by,
        author=author,
        format=format,
        query=query.urlencode(),
        language=language,
        channel=channel,
        background=background,
        details={"filters": selection.codes(), **details},
    )
