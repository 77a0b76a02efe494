"""Compares candidates with the directory, batch by batch, and writes the difference."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from programmes.enums import OrganisationKind
from programmes.imports.layouts import Candidate
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


@dataclass(frozen=True)
class Order:
    """What somebody asked to import: new ones' kind, lab, day of the data, who."""

    kind: OrganisationKind
    by: Actor
    channel: Channel
    lab: Lab | None = None
    source_date: date | None = None
    dry_run: bool = False


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
        sources = {row.source for row in self.candidates}
        keys = {row.source_id for row in self.candidates}
        named = models.Q(source__in=sources, source_id__in=keys)
        known = Organisation.objects.filter(named).select_related("merged_into")
        for organisation in known:
            key = (organisation.source, organisation.source_id)
            goes_on = organisation.survivor
            self.by_source[key] = rows.setdefault(goes_on.pk, goes_on)
        if any(row.is_site for row in self.candidates):
            for site in Site.objects.filter(named).select_related("organisation"):
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
        return self.places.find(
            code=row.commune_code, name=row.commune_name, postcode=row.postcode
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
        found = found or self.by_source.get((row.source, row.source_id))
        if found is not None:
            return found, False
        now = clock.now()
        made = Organisation(
            kind=self.order.kind,
            lab=lab,
            siren=row.siren or None,
            source=row.source,
            # A plant's identifier names the plant, unless no SIREN names the company.
            source_id="" if row.is_site and row.siren else row.source_id,
            source_date=self.order.source_date,
            created_at=now,
            updated_at=now,
            **{name: getattr(row, name) for name in ORGANISATION_FIELDS},
        )
        self.new.append(made)
        key = ("siren", row.siren) if row.siren else (row.source, row.source_id)
        self.report.organisations_created += key not in self.made
        self.made.add(key)
        if row.siren:
            self.by_siren[row.siren] = made
        else:
            self.by_source[key] = made
        return made, True

    def _change(
        self, organisation: Organisation, row: Candidate, lab: Lab | None
    ) -> set[str]:
        """Take over what is newer, and give the names of the fields."""
        # A plant's row says little of the company, and each plant another thing.
        is_own = not row.is_site
        fields = set()
        for name in ORGANISATION_FIELDS:
            said, known = getattr(row, name), getattr(organisation, name)
            if name == "naf_version" or not said or said == known:
                continue
            if known and not (
                is_own and organisation.takes_over(name, row.source, row.source_id)
            ):
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
            fields.add("siren")
        if fields and organisation.pk:
            kept = self.changed.setdefault(organisation.pk, (organisation, set()))
            kept[1].update(fields)
        return fields

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
            if value not in ("", None):
                setattr(site, name, value)
        if site.organisation_id != organisation.pk:
            site.organisation = organisation
        fields = {name for name in SITE_FIELDS if before[name] != getattr(site, name)}
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
        organisations = [
            organisation for organisation, _fields in self.changed.values()
        ]
        sites = [site for site, _fields in self.changed_sites.values()]
        changed: list[Organisation | Site] = [*organisations, *sites]
        for row in changed:
            row.updated_at = now
            row.source_date = self.order.source_date or row.source_date
        if organisations:
            names = [*ORGANISATION_FIELDS, "lab", "siren", "source_date", "updated_at"]
            Organisation.objects.bulk_update(organisations, names)
        if sites:
            for site in sites:
                site.organisation_id = site.organisation.pk
            plain = [name.removesuffix("_id") for name in SITE_FIELDS]
            Site.objects.bulk_update(sites, [*plain, "source_date", "updated_at"])
        JournalEntry.objects.bulk_create(self._lines())

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
            JournalEntry(
                at=clock.now(),
                verb=VERB,
                object_type=Organisation._meta.label_lower,
                object_id=pk,
                channel=self.order.channel,
                details=details,
                **self.order.by.journal_fields(),
            )
            for pk, details in said
        ]
