"""Brings a file of practices in, row by row; the desk and the command come here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from benchmarking.actions.practices import draft_practice
from benchmarking.imports.columns import PracticeLayout, recognise_practices
from benchmarking.imports.rows import PracticeRow, practice_of
from benchmarking.models import Practice
from programmes import known
from programmes.imports.candidates import RefusedRow
from programmes.imports.file_form import Order
from programmes.imports.reader import UnreadableFile, open_table
from programmes.imports.refusals import Refusals
from programmes.imports.report import SAMPLE, Report
from programmes.imports.tables import Row

# A lab completes each of them: more at once is a library, not a list to work through.
MOST_ROWS = 1000
# Practices found elsewhere are ways for companies: the second axis, until one says so.
USUAL_AXIS = 2


@dataclass
class _Reading:
    """One pass over the rows."""

    order: Order
    report: Report
    layout: PracticeLayout
    refusals: Refusals | None
    known_keys: set[str]
    seen: set[str] = field(default_factory=set)

    def bring(self, rows: list[Row]) -> None:
        """Bring each row in, or count and explain why not."""
        for row in rows:
            try:
                self._bring(practice_of(row, self.layout))
            except RefusedRow as refused:
                self.report.refuse(row.line, str(refused))
                if self.refusals is not None:
                    self.refusals.add(row, str(refused))

    def _bring(self, found: PracticeRow) -> None:
        if found.key in self.seen:
            raise RefusedRow(_("this row stands twice in the file"))
        self.seen.add(found.key)
        if found.key in self.known_keys or not self._make(found):
            self.report.note("unchanged")
            return
        self.report.note("created")
        self.report.warn(found.line, found.remarks)
        if len(self.report.sample) < SAMPLE:
            self.report.sample.append(
                {
                    "line": found.line,
                    "title": found.answers["title"],
                    "origin": found.origin["origin"],
                    "keywords": " · ".join(found.origin["keywords"]),
                }
            )

    def _make(self, found: PracticeRow) -> bool:
        """Write a row; False where the same file has brought it at the same time."""
        if self.order.dry_run:
            return True
        axis = next(one for one in known.workstreams() if one.number == USUAL_AXIS)
        origin = {**found.origin, "source_key": found.key}
        try:
            with transaction.atomic():
                draft_practice(
                    self.order.lab,
                    by=self.order.by,
                    workstream=axis,
                    origin=origin,
                    channel=self.order.channel,
                    **found.answers,
                )
        except IntegrityError as error:
            if "practice_source_once" not in str(error):
                raise
            return False
        return True


def check_practices(path: Path) -> None:
    """Refuse at once what is no file of practices; raises UnreadableFile."""
    table = open_table(path)
    recognise_practices(table.columns)
    _checked_count(table.rows())


def import_practices(
    path: Path, order: Order, refusals: Refusals | None = None
) -> Report:
    """Bring every row in as a draft, or explain why not; raises UnreadableFile.

    Repeating it changes nothing: a row is known by its address, else by its words.
    """
    table = open_table(path)
    layout = recognise_practices(table.columns)
    report = Report(
        layout=layout.name,
        encoding=table.encoding,
        separator=table.separator,
        digest=table.digest,
    )
    if refusals is not None:
        refusals.begin(table.columns)
    rows = Practice.objects.filter(lab=order.lab).exclude(source_key="")
    keys = set(rows.values_list("source_key", flat=True))
    reading = _Reading(order, report, layout, refusals, keys)
    reading.bring(_checked_count(table.rows()))
    return report


def _checked_count(rows: Iterator[Row]) -> list[Row]:
    """Give the rows; raises UnreadableFile before the first one is written."""
    found = list(islice(rows, MOST_ROWS + 1))
    if len(found) > MOST_ROWS:
        raise UnreadableFile(
            _("more than %(most)d practices at once: cut the file in parts")
            % {"most": MOST_ROWS}
        )
    return found
