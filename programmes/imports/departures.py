"""What a newer edition of a whole register no longer names; nothing is deleted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from programmes.imports.candidates import Candidate
from programmes.imports.report import Report
from programmes.imports.writer import Order, journal_line
from programmes.models import Organisation, Site
from servindus import clock
from servindus.models import JournalEntry

VERB = "leave_register"
BATCH = 500
Key = tuple[str, str]
# A row's id, its organisation's, its name and its identifier in the register.
Gone = tuple[int, int, str, str]


@dataclass
class Edition:
    """One edition of a register: which rows and which départements it names."""

    source: str
    # Only of a whole register it matters what is missing.
    is_complete: bool = False
    keys: set[Key] = field(default_factory=set)
    departments: set[str] = field(default_factory=set)
    has_sites: bool = False
    has_organisations: bool = False

    def note(self, row: Candidate) -> None:
        """Take note of a row that was read."""
        if not self.is_complete:
            return
        self.keys.add(row.key)
        # A list that gives a SIREN today may have had none in its last edition.
        self.keys.add((row.source, row.source_id))
        if row.is_site:
            self.has_sites = True
            self.departments.add(row.postcode[:2])
        else:
            self.has_organisations = True

    def note_key(self, key: Key | None) -> None:
        """Take note of a row that was refused: it has not left the register."""
        if self.is_complete and key is not None:
            self.keys.add(key)

    def mark_departures(self, order: Order, report: Report) -> None:
        """Mark the register's earlier rows that this edition does not name.

        Sites count only in the départements of this edition: an extract of one region
        says nothing of the others.
        """
        on = order.source_date or clock.today()
        if self.has_sites:
            sites = self._mine(Site.objects.all(), order)
            _mark(Site, self._gone_sites(sites), order, report, on)
        if self.has_organisations:
            rows = self._mine(Organisation.objects.all(), order)
            rows = rows.exclude(sites__source=self.source)
            _mark(Organisation, self._gone_organisations(rows), order, report, on)

    def _mine(self, rows: "QuerySet[Any]", order: Order) -> "QuerySet[Any]":
        """Give the register's rows that this person may mark."""
        rows = rows.filter(source=self.source, left_source_on__isnull=True)
        if order.lab is not None:
            return rows.filter(lab=order.lab)
        if order.labs is not None:
            return rows.filter(Q(lab__in=order.labs) | Q(lab__isnull=True))
        return rows

    def _gone_sites(self, rows: "QuerySet[Site]") -> Iterator[Gone]:
        found = rows.values_list(
            "pk", "organisation_id", "name", "source_id", "postcode"
        )
        for pk, organisation, name, source_id, postcode in found.iterator(2000):
            is_ours = postcode[:2] in self.departments
            if is_ours and (self.source, source_id) not in self.keys:
                yield pk, organisation, name, source_id

    def _gone_organisations(self, rows: "QuerySet[Organisation]") -> Iterator[Gone]:
        found = rows.values_list("pk", "name", "source_id", "siren")
        for pk, name, source_id, siren in found.iterator(2000):
            if not {("siren", siren), (self.source, source_id)} & self.keys:
                yield pk, pk, name, source_id or siren or ""


def _mark(
    model: type[Site] | type[Organisation],
    gone: Iterable[Gone],
    order: Order,
    report: Report,
    on: date,
) -> None:
    # The rows are read to the end before the first is written: the cursor sees them.
    waiting = iter(list(gone))
    while batch := list(islice(waiting, BATCH)):
        for _pk, _organisation, name, source_id in batch:
            report.leave(name, source_id)
        if order.dry_run:
            continue
        now = clock.now()
        with transaction.atomic():
            pks = [pk for pk, *_rest in batch]
            model._default_manager.filter(pk__in=pks).update(
                left_source_on=on, updated_at=now
            )
            JournalEntry.objects.bulk_create(
                journal_line(
                    order,
                    VERB,
                    organisation,
                    {"on": on.isoformat()} | ({"site": pk} if model is Site else {}),
                    now,
                )
                for pk, organisation, *_rest in batch
            )
