"""Brings a file of cases in, row by row; the desk and the command come here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.db import IntegrityError
from django.utils.translation import gettext as _

from blockers.actions.reporting import import_report
from blockers.imports.columns import CaseLayout, recognise_cases
from blockers.imports.rows import CaseRow, case_of
from blockers.models import Report as Case
from programmes import rules as frame
from programmes.imports.candidates import RefusedRow
from programmes.imports.file_form import Order
from programmes.imports.reader import UnreadableFile, open_table
from programmes.imports.refusals import Refusals
from programmes.imports.report import SAMPLE, Report
from programmes.imports.tables import Row
from programmes.models import Organisation

# A lab reads each case: more at once is no file of cases.
MOST_ROWS = 500
BATCH = 200


@dataclass
class _Reading:
    """One pass over the rows."""

    order: Order
    report: Report
    layout: CaseLayout
    refusals: Refusals | None
    seen: set[str] = field(default_factory=set)

    def cases(self, rows: Iterable[Row]) -> Iterator[CaseRow]:
        """Give the rows that can be brought in; count and explain the others."""
        for row in rows:
            try:
                yield self._new(case_of(row, self.layout))
            except RefusedRow as refused:
                self.report.refuse(row.line, str(refused))
                if self.refusals is not None:
                    self.refusals.add(row, str(refused))

    def _new(self, found: CaseRow) -> CaseRow:
        if found.key in self.seen:
            raise RefusedRow(_("this row stands twice in the file"))
        self.seen.add(found.key)
        return found

    def keep(self, batch: list[CaseRow]) -> None:
        """Write a batch, or count what it would write."""
        keys = [row.key for row in batch]
        rows = Case.objects.filter(lab=self.order.lab, source_key__in=keys)
        known = set(rows.values_list("source_key", flat=True))
        companies = _companies(row.siren for row in batch)
        for row in batch:
            if row.key in known:
                self.report.note("unchanged")
                continue
            self._make(row, companies.get(row.siren))

    def _make(self, row: CaseRow, organisation: Organisation | None) -> None:
        if not self.order.dry_run:
            try:
                import_report(
                    self.order.lab,
                    by=self.order.by,
                    organisation=organisation,
                    company_name=row.company,
                    source_key=row.key,
                    **row.answers,
                )
            except IntegrityError as error:
                if "report_source_once" not in str(error):
                    raise
                # The same file, twice at once: the other one has brought the row.
                self.report.note("unchanged")
                return
        self.report.note("created")
        self.report.warn(row.line, row.remarks)
        if len(self.report.sample) < SAMPLE:
            name = organisation.name if organisation else row.company
            self.report.sample.append(
                {"line": row.line, "name": row.answers["title"], "company": name}
            )


def check_cases(path: Path) -> None:
    """Refuse at once what is no file of cases; raises UnreadableFile."""
    table = open_table(path)
    recognise_cases(table.columns)
    _checked_count(table.rows())


def import_cases(path: Path, order: Order, refusals: Refusals | None = None) -> Report:
    """Bring every row in, or explain why not; raises UnreadableFile.

    Repeating it changes nothing: a row is known by its identifier, else by its words.
    """
    table = open_table(path)
    layout = recognise_cases(table.columns)
    report = Report(
        layout=layout.name,
        encoding=table.encoding,
        separator=table.separator,
        digest=table.digest,
    )
    if refusals is not None:
        refusals.begin(table.columns)
    rows = _checked_count(table.rows())
    reading = _Reading(order, report, layout, refusals)
    cases = reading.cases(rows)
    while batch := list(islice(cases, BATCH)):
        reading.keep(batch)
    return report


def _checked_count(rows: Iterator[Row]) -> list[Row]:
    """Give the rows; raises UnreadableFile before the first one is written."""
    found = list(islice(rows, MOST_ROWS + 1))
    if len(found) > MOST_ROWS:
        raise UnreadableFile(
            _("more than %(most)d cases at once: cut the file in parts")
            % {"most": MOST_ROWS}
        )
    return found


def _companies(numbers: Iterable[str]) -> dict[str, Organisation]:
    """Give the companies that we know by SIREN."""
    asked = {number for number in numbers if number}
    found = Organisation.objects.filter(
        siren__in=asked, kind__in=frame.COMPANY_KINDS, merged_into=None
    )
    return {row.siren: row for row in found if row.siren}
