"""Imports a file from end to end; the command and the admin both come here."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from programmes.imports.layouts import Candidate, Interpreter, RefusedRow, recognise
from programmes.imports.reader import Row, open_table
from programmes.imports.report import Report
from programmes.imports.writer import Order, Writer

BATCH = 500

Progress = Callable[[Report], None]


def import_file(path: Path, order: Order, progress: Progress | None = None) -> Report:
    """Import every row of a file, or explain why not; raises UnreadableFile.

    Repeating an import changes nothing: rows are found again by SIREN, or by the
    source and its identifier.
    """
    table = open_table(path)
    layout = recognise(table.columns)
    report = Report(
        layout=layout.name,
        encoding=table.encoding,
        separator=table.separator,
        digest=table.digest,
    )
    writer = Writer(order, report)
    interpreter = Interpreter(layout, table.columns)
    candidates = _candidates(table.rows(), interpreter, report)
    while batch := list(islice(candidates, BATCH)):
        writer.write(batch)
        if progress is not None:
            progress(report)
    return report


def _candidates(
    rows: Iterable[Row], interpreter: Interpreter, report: Report
) -> Iterator[Candidate]:
    """Give the rows that can be imported; count and explain the others."""
    seen: dict[tuple[str, str], tuple[int, int]] = {}
    for row in rows:
        try:
            candidate = interpreter.candidate(row)
        except RefusedRow as refused:
            report.refuse(row.line, str(refused))
            continue
        content = hash(tuple(row.cells.values()))
        if (before := seen.get(candidate.key)) is None:
            seen[candidate.key] = (row.line, content)
            yield candidate
        elif before[1] == content:
            report.note("unchanged")
        else:
            # Taking both would change the row back and forth at every import.
            report.refuse(
                row.line, _("same identifier as line %(line)d") % {"line": before[0]}
            )
