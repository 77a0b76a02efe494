"""Imports a file from end to end; the command and the admin both come here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from programmes.imports.candidates import Candidate, Interpreter, RefusedRow
from programmes.imports.departures import Edition
from programmes.imports.layouts import OWN_LIST, Layout, recognise
from programmes.imports.reader import open_table
from programmes.imports.refusals import Refusals
from programmes.imports.report import Report
from programmes.imports.tables import Row, Table
from programmes.imports.writer import Order, Writer

BATCH = 500

Progress = Callable[[Report], None]
# Gives what the columns of a file hold; raises UnknownColumns.
Recognise = Callable[[Table], Layout]


def import_file(
    path: Path,
    order: Order,
    progress: Progress | None = None,
    *,
    layout_of: Recognise = recognise,
    refusals: Refusals | None = None,
) -> Report:
    """Import every row of a file, or explain why not; raises UnreadableFile.

    Repeating an import changes nothing: rows are found again by SIREN, or by the
    source and its identifier.
    """
    table = open_table(path)
    layout = layout_of(table)
    report = Report(
        layout=layout.name,
        encoding=table.encoding,
        separator=table.separator,
        digest=table.digest,
    )
    if refusals is not None:
        refusals.begin(table.columns)
    writer = Writer(order, report)
    interpreter = Interpreter(layout, table.columns)
    edition = Edition(layout.register, is_complete=order.is_complete)
    reading = Reading(interpreter, report, edition, refusals)
    candidates = reading.candidates(table.rows())
    while batch := list(islice(candidates, BATCH)):
        writer.write(batch)
        if progress is not None:
            progress(report)
    if order.is_complete:
        _close(edition, order, report)
    return report


def _close(edition: Edition, order: Order, report: Report) -> None:
    """Mark what the register no longer names, if it is a register."""
    if edition.source != OWN_LIST.name:
        edition.mark_departures(order, report)
        return
    # Every list that nobody named would be an edition of every other.
    unnamed = _("a list without a name is no edition of a register: say its columns")
    report.warn(1, [unnamed])


@dataclass
class Reading:
    """One pass over the rows of a file: what each is, and which came before."""

    interpreter: Interpreter
    report: Report
    edition: Edition
    refusals: Refusals | None = None
    # The line and the content of each key; numbers, so that a long file stays small.
    seen: dict[int, tuple[int, int]] = field(default_factory=dict)

    def candidates(self, rows: Iterator[Row]) -> Iterator[Candidate]:
        """Give the rows that can be imported; count and explain the others."""
        for row in rows:
            try:
                candidate = self.interpreter.candidate(row)
                if self._is_new(candidate, row):
                    yield candidate
                else:
                    self.report.note("unchanged")
            except RefusedRow as refused:
                self._refuse(row, refused)

    def _is_new(self, candidate: Candidate, row: Row) -> bool:
        """Whether no row of this key came before; raises RefusedRow for another one."""
        key, content = hash(candidate.key), hash(tuple(row.cells.values()))
        before = self.seen.setdefault(key, (row.line, content))
        if before[0] == row.line:
            self.edition.note(candidate)
            return True
        if before[1] == content:
            return False
        # Taking both would change the row back and forth at every import.
        raise RefusedRow(_("same identifier as line %(line)d") % {"line": before[0]})

    def _refuse(self, row: Row, refused: RefusedRow) -> None:
        self.report.refuse(row.line, str(refused))
        if self.refusals is not None:
            self.refusals.add(row, str(refused), is_person=refused.is_person)
        self.edition.note_key(self.interpreter.key_of(row))
