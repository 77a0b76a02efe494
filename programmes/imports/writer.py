"""Compares candidates with the directory, batch by batch, and writes the difference."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from programmes.enums import OrganisationKind
from programmes.imports.candidates import Candidate
from programmes.imports.report import SAMPLE, Fate, Report
from programmes.models import Commune, Lab, Organisation, Site
from programmes.places import Places
from servindus import clock
from servindus.actors import Actor, Channel
from servindus.models import JournalEntry

VERB = "import_organisation"
# What a register keeps up to date on an organisation that came from it; on others it
# only fills what is empty. The kind is never among them.
ORGANISATION_FIELDS = (
    "name",
    "acronym",
    "naf_version",
    "naf_code",
    "headcount_band",
    "website",
    "created_on",
)
SITE_FIELDS = (
    "name",
    "siret",
    "address",
    "postcode",
    "commune_name",
    "commune_id",
    "lab_id",
    "naf_version",
    "naf_code",
    "organisation_id",
)
# So many rows are changed by one statement.
ROWS = 50


@dataclass(frozen=True)
class Order:
    """What somebody asked to import: new ones' kind, lab, day of the data, who."""

    kind: OrganisationKind
    by: Actor
    channel: Channel
    lab: Lab | None = None
    source_date: date | None = None
    dry_run: bool = False
    # The file is the whole register: what it no longer names has left it.
    is_complete: bool = False
    # The labs whose rows may be marked as gone; None is all.
    labs: frozenset[int] | None = None


@dataclass
class Writer:
    """Writes batches; one transaction each, so that memory and locks stay small."""

    order: Order
    report: Report
    places: Places = field(default_factory=Places.read)
    # Companies that earlier batches made, or in a dry run would have made.
    made: set[tuple[str, str]] = field(default_factory=set)

    def write(self, candidates: Sequence[Candidate]) -> None:
        """Write one batch, or in a dry run only count."""
        with transaction.atomic():
            if not self.order.dry_run:
                # Two imports at once would both find an organisation missing.
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [VERB])
            batch = Batch(
                self.order, self.report, self.places, self.made, list(candidates)
            )
            batch.read()
            batch.compare()
            if not self.order.dry_run:
                batch.save()


@dataclass
class Batch:
    """A few hundred candidates beside the rows that they are about."""

    order: Order
    report: Report
    places: Places
    made: set[tuple[str, str]]
    candidates: list[Candidate]
    by_siren: dict[str, Organisation] = field(default_factory=dict)
    by_source: dict[tuple[str, str], Organisation] = field(default_factory=dict)
    sites: dict[tuple[str, str], Site] = field(default_factory=dict)
    new: list[Organisation] = field(default_factory=list)
    new_sites: list[Site] = field(default_factory=list)
    changed: dict[int, tuple[Organisation, set[str]]] = field(default_factory=dict)
    changed_sites: dict[int, tuple[Site, set[str]]] = field(default_factory=dict)

    def read(self) -> None:
        """Read what the directory knows of these rows: three queries."""
        sirens = {row.siren for row in self.candidates if row.siren}
        # One object per row, whichever key finds it, or a change would be lost.
        rows: dict[int, Organisation] = {}
        for organisation in Organisation.objects.filter(siren__in=sirens):
            assert organisation.siren is not None
            rows[organisation.pk] = organisation
            self.by_siren[organisation.siren] = organisation
        companies = {row.company_key for row in self.candidates}
        known = Organisation.objects.filter(_named(companies))
        for organisation in known.select_related("merged_into"):
            found = rows.setdefault(organisation.survivor.pk, organisation.survivor)
            self.by_source[organisation.source, organisation.source_id] = found
        places = {(row.source, row.source_id) for row in self.candidates if row.is_site}
        if places:
            sites = Site.objects.filter(_named(places)).select_related("organisation")
            for site in sites:
                self.sites[site.source, site.source_id] = site

    def compare(self) -> None:
        """Decide the fate of each row."""
        for row in self.candidates:
            commune = self._commune(row)
            lab = self.order.lab or (commune.lab if commune else None)
            self._check_lab(row, commune, lab)
            organisation, is_new = self._organisation(row, lab)
            if organisation.kind != self.order.kind and not is_new:
                row.warnings.append(
                    _("is known as %(kind)s and stays so")
                    % {"kind": organisation.get_kind_display()}
                )
            fields = set() if is_new else self._change(organisation, row, lab)
            fate: Fate = "created" if is_new else "updated" if fields else "unchanged"
            if row.is_site:
                site_fate = self._site(row, organisation, commune, lab)
                fate = "updated" if site_fate == "unchanged" and fields else site_fate
            self.report.note(fate)
            self.report.warn(row.line, row.warnings)
            self._keep_sample(row, lab, fate)

    def _commune(self, row: Candidate) -> Commune | None:
        # A département alone keeps homonyms elsewhere in France apart.
        postcode = row.postcode or (row.department and row.department[:2] + "000")
        return self.places.find(
            code=row.commune_code, name=row.commune_name, postcode=postcode
        )

    def _check_lab(
        self, row: Candidate, commune: Commune | None, lab: Lab | None
    ) -> None:
        if lab is None:
            self.report.without_lab += 1
        if commune is not None and lab is not None and commune.lab_id != lab.pk:
            row.warnings.append(
                _("%(commune)s is in the territory of %(lab)s")
                % {"commune": commune.name, "lab": commune.lab.name}
            )

    def _organisation(
        self, row: Candidate, lab: Lab | None
    ) -> tuple[Organisation, bool]:
        """Find the organisation by SIREN, else by source and identifier, or make it."""
        found = self.by_siren.get(row.siren) if row.siren else None
        found = found or self._by_source(row)
        if found is not None:
            return found, False
        now = clock.now()
        made = Organisation(
            kind=self.order.kind,
            lab=lab,
            siren=row.siren or None,
            source=row.company_key[0],
            # A plant's identifier names the plant, unless no SIREN names the company.
            source_id="" if row.is_site and row.siren else row.company_key[1],
            source_date=self.order.source_date,
            created_at=now,
            updated_at=now,
            **row.company_fields(),
        )
        self.new.append(made)
        key = ("siren", row.siren) if row.siren else row.company_key
        self.report.organisations_created += key not in self.made
        self.made.add(key)
        if row.siren:
            self.by_siren[row.siren] = made
        else:
            self.by_source[key] = made
        return made, True

    def _by_source(self, row: Candidate) -> Organisation | None:
        """Find the organisation by the register's identifier, if that can be it."""
        found = self.by_source.get(row.company_key)
        if found is None or not row.siren or found.siren in (None, row.siren):
            return found
        if row.is_site:
            # The plant has gone to another company.
            return None
        row.warnings.append(
            _("is known with the SIREN %(siren)s, which stays") % {"siren": found.siren}
        )
        return found

    def _change(
        self, organisation: Organisation, row: Candidate, lab: Lab | None
    ) -> set[str]:
        """Take over what is newer, and give the names of the fields."""
        # A plant's row says little of the company, and each plant another thing.
        source, source_id = row.company_key
        is_own = organisation.source == source and row.is_own_company
        fields = set()
        for name, said in row.company_fields().items():
            known = getattr(organisation, name)
            if name == "naf_version" or not said or said == known:
                continue
            may = is_own and organisation.takes_over(name, source, source_id)
            if known and (not may or row.is_beginning(said, known)):
                continue
            setattr(organisation, name, said)
            fields.add(name)
        if "naf_code" in fields:
            organisation.naf_version = row.naf_version
        if lab is not None and organisation.lab_id is None:
            organisation.lab = lab
            fields.add("lab")
        if row.siren and not organisation.siren and not organisation.is_fictitious:
            organisation.siren = row.siren
            self.by_siren[row.siren] = organisation
            fields.add("siren")
        if is_own and not row.is_site and self._return(organisation):
            fields.add("left_source_on")
        if fields and organisation.pk:
            kept = self.changed.setdefault(organisation.pk, (organisation, set()))
            kept[1].update(fields)
        return fields

    def _return(self, found: Organisation | Site) -> bool:
        """Take the mark away from what is in the register again."""
        left, of = found.left_source_on, self.order.source_date
        # An edition older than the one that missed it says nothing new.
        if left is None or (of is not None and of < left):
            return False
        found.left_source_on = None
        self.report.returned += 1
        return True

    def _site(
        self,
        row: Candidate,
        organisation: Organisation,
        commune: Commune | None,
        lab: Lab | None,
    ) -> Fate:
        site = self.sites.get((row.source, row.source_id))
        said: dict[str, Any] = {
            "name": row.name,
            "siret": row.siret,
            "address": row.address,
            "postcode": row.postcode,
            "commune_name": row.commune_name,
            "commune": commune,
            "lab": lab,
            "naf_version": row.naf_version,
            "naf_code": row.naf_code,
        }
        if site is None:
            self._new_site(row, organisation, said)
            return "created"
        before = {name: getattr(site, name) for name in SITE_FIELDS}
        for name, value in said.items():
            # An empty cell says nothing; it does not take a known value away.
            if value in ("", None) or row.is_beginning(value, before.get(name)):
                continue
            setattr(site, name, value)
        if site.organisation_id != organisation.pk:
            site.organisation = organisation
        fields = {name for name in SITE_FIELDS if before[name] != getattr(site, name)}
        if self._return(site):
            fields.add("left_source_on")
        if not fields:
            return "unchanged"
        if site.pk:
            self.changed_sites[site.pk] = (site, fields)
        return "updated"

    def _new_site(
        self, row: Candidate, organisation: Organisation, said: dict[str, Any]
    ) -> None:
        now = clock.now()
        made = Site(
            organisation=organisation,
            source=row.source,
            source_id=row.source_id,
            source_date=self.order.source_date,
            created_at=now,
            updated_at=now,
            **said,
        )
        self.sites[row.source, row.source_id] = made
        self.new_sites.append(made)
        self.report.sites_created += 1

    def _keep_sample(self, row: Candidate, lab: Lab | None, fate: Fate) -> None:
        sample = self.report.sample
        if len(sample) < SAMPLE:
            sample.append(
                {
                    "line": row.line,
                    "name": row.name,
                    "siren": row.siren,
                    "commune": row.commune_name,
                    "lab": lab.name if lab else "",
                    "naf": row.naf_code,
                    "fate": fate,
                }
            )

    def save(self) -> None:
        """Write the batch: new rows, changed rows, a journal line for each change."""
        now = clock.now()
        Organisation.objects.bulk_create(self.new)
        for site in self.new_sites:
            site.organisation_id = site.organisation.pk
        Site.objects.bulk_create(self.new_sites)
        self._save_changes(Organisation, self.changed.values(), now)
        for site, _fields in self.changed_sites.values():
            # Its organisation may have been made only now.
            site.organisation_id = site.organisation.pk
        self._save_changes(Site, self.changed_sites.values(), now)
        JournalEntry.objects.bulk_create(self._lines())

    def _save_changes(
        self,
        model: type[Organisation] | type[Site],
        changed: Iterable[tuple[Any, set[str]]],
        now: datetime,
    ) -> None:
        """Write the fields that changed in some row, and no others."""
        rows, names = [], {"source_date", "updated_at"}
        for row, fields in changed:
            row.updated_at = now
            row.source_date = self.order.source_date or row.source_date
            rows.append(row)
            names |= {name.removesuffix("_id") for name in fields}
        if "naf_code" in names:
            names.add("naf_version")
        if rows:
            # Django writes one CASE a row: its cost grows with the square of the rows.
            model._default_manager.bulk_update(rows, sorted(names), batch_size=ROWS)

    def _lines(self) -> list[JournalEntry]:
        """Say on each organisation which fields changed, codes only."""
        said: list[tuple[int, dict[str, Any]]] = [
            (pk, {"fields": sorted(fields)})
            for pk, (_row, fields) in self.changed.items()
        ]
        said += [
            (
                site.organisation.pk,
                {
                    "site": site.pk,
                    "fields": sorted(name.removesuffix("_id") for name in fields),
                },
            )
            for site, fields in self.changed_sites.values()
        ]
        return [
            journal_line(self.order, VERB, pk, details, clock.now())
            for pk, details in said
        ]


def journal_line(
    order: Order, verb: str, pk: int, details: dict[str, Any], now: datetime
) -> JournalEntry:
    """Give one line on an organisation, to be written with many others."""
    return JournalEntry(
        at=now,
        verb=verb,
        object_type=Organisation._meta.label_lower,
        object_id=pk,
        channel=order.channel,
        details=details,
        **order.by.journal_fields(),
    )


def _named(keys: Iterable[tuple[str, str]]) -> models.Q:
    """Give the rows of these sources and identifiers."""
    pairs = list(keys)
    return models.Q(
        source__in={source for source, _id in pairs},
        source_id__in={identifier for _source, identifier in pairs},
    )
