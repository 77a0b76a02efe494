"""What a person said that the columns of an unknown file hold, and its check."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from programmes.imports import values
from programmes.imports.layouts import (
    OWN_LIST,
    Layout,
    UnknownColumns,
    fingerprint,
    known_layout,
    plain_column,
)
from programmes.imports.tables import Table, UnreadableFile
from programmes.models import ColumnMapping, Lab

# The name of a layout that a person described.
MAPPED = "mapped"
SAMPLES, SAMPLE_LENGTH = 3, 60
# So many rows are looked at for a few values of each column.
SAMPLE_ROWS = 200
Check = Callable[[str], bool]


def _passes(clean: Callable[[str], Any]) -> Check:
    """Give a check: what cleans to nothing, or not at all, does not pass."""

    def check(raw: str) -> bool:
        try:
            return bool(clean(raw))
        except ValueError:
            return False

    return check


@dataclass(frozen=True)
class Meaning:
    """Something that a column may hold; its values can be told from others."""

    name: str
    label: Any
    check: Check | None = None
    help: Any = ""


MEANINGS = (
    Meaning("name", _("Name")),
    Meaning("siren", _("SIREN"), _passes(values.checked_siren)),
    Meaning("siret", _("SIRET"), _passes(values.checked_siret)),
    Meaning(
        "source_id",
        _("Identifier in this register"),
        help=_("What names the same row in the next edition of the file."),
    ),
    Meaning(
        "company",
        _("Company of the site"),
        help=_("Where rows are sites and the name is the site’s."),
    ),
    Meaning("acronym", _("Acronym")),
    Meaning("address", _("Address")),
    Meaning("postcode", _("Postcode"), lambda raw: _is_code(raw)),
    Meaning("commune_name", _("Commune")),
    Meaning("commune_code", _("INSEE code of the commune"), lambda raw: _is_code(raw)),
    Meaning("naf", _("Activity code (NAF, APE)"), lambda raw: raw[:1].isdigit()),
    Meaning("headcount", _("Number of employees"), _passes(values.band_of)),
    Meaning("headcount_band", _("INSEE’s band of employees"), _passes(values.band)),
    Meaning("website", _("Website"), _passes(values.web_address)),
    Meaning("created_on", _("Founded on"), _passes(values.day)),
    Meaning("state", _("Still in business (yes or no)")),
)


def _is_code(raw: str) -> bool:
    """Whether this can be a postcode or a commune's code, lost zeros allowed."""
    plain = values.digits(raw, 5)
    return len(plain) == 5 and (plain.isdigit() or plain[:2].upper() in ("2A", "2B"))


def columns_of(table: Table) -> list[dict[str, Any]]:
    """Give the columns of a file with a few different values each."""
    samples: dict[str, list[str]] = {name: [] for name in table.columns}
    # A row that cannot be read ends the look, and later the import, with its reason.
    with suppress(UnreadableFile):
        for row in islice(table.rows(), SAMPLE_ROWS):
            for name, found in samples.items():
                value = values.text(row.cells.get(name, ""), SAMPLE_LENGTH)
                if value and value not in found and len(found) < SAMPLES:
                    found.append(value)
    return [{"name": name, "samples": found} for name, found in samples.items()]


# Words that hint at a meaning, too weak to recognise a file by.
HINTS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "intitule", "libelle", "organisme", "etablissement", "nometablissement",
        "nomdusite", "nomsite", "exploitant", "site",
    ),
    "source_id": (
        "identifiant", "id", "numero", "nregistre", "numeroregistre", "reference",
        "ref", "code", "nadherent", "numeroadherent",
    ),
    "company": ("entreprise", "societe", "groupe", "exploitant", "maisonmere"),
    "siren": ("immatriculation", "rcs"),
    "address": ("adresse1", "rue", "voie", "adressepostale"),
    "commune_name": ("localite", "lieu", "nomcommune", "libellecommune"),
    "postcode": ("codepostalcommune", "cpostal"),
    "headcount": ("salaries", "nbsalaries", "nombredesalaries", "emplois"),
    "naf": ("activite", "codeactivite", "nafrev2"),
    "created_on": ("creation", "date", "creeele"),
    "state": ("etat", "actif", "active", "statut"),
}  # fmt: skip


def guess(columns: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Guess what the columns hold: by their names first, then by their values."""
    columns = list(columns)
    plain = {plain_column(column["name"]): column["name"] for column in columns}
    found: dict[str, str] = {}
    for word, names in OWN_LIST.columns.items():
        name = next((plain[other] for other in names if other in plain), None)
        if name is not None and name not in found.values():
            found[word] = name
    for meaning in MEANINGS:
        if meaning.name in found:
            continue
        hints = HINTS.get(meaning.name, ())
        fits = [
            column["name"]
            for column in columns
            if column["name"] not in found.values()
            and (
                plain_column(column["name"]) in hints
                or (
                    meaning.name in ("siren", "siret")
                    and fits_most(meaning, column["samples"])
                )
            )
        ]
        if fits:
            found[meaning.name] = fits[0]
    return found


def fits_most(meaning: Meaning, samples: Iterable[str]) -> bool:
    """Whether most of the values that were shown pass the meaning's check."""
    shown = list(samples)
    if not shown or meaning.check is None:
        return False
    return 2 * sum(map(meaning.check, shown)) > len(shown)


def fits_none(meaning: Meaning, samples: Iterable[str]) -> bool:
    """Whether no value that was shown passes: the column holds something else."""
    shown = list(samples)
    return (
        bool(shown) and meaning.check is not None and not any(map(meaning.check, shown))
    )


def source_of(register: str, lab: Lab | None) -> str:
    """Give the source's code of a register that somebody named.

    The members' list of one lab is not that of another, whatever both call it.
    """
    place = lab.slug[:15] if lab is not None else "programme"
    return f"liste-{place}-{slugify(register)[:35] or 'sans-nom'}"


def said_layout(said: Mapping[str, Any]) -> Layout:
    """Give the layout that a person described."""
    columns = {
        meaning: (plain_column(column),) for meaning, column in said["meanings"].items()
    }
    return Layout(
        name=MAPPED,
        needs=frozenset(),
        columns=columns,
        is_site=bool(said["is_site"]),
        source=said["source"],
        is_guess=True,
    )


def remembered(
    columns: Iterable[str], labs: Iterable[int] | None
) -> ColumnMapping | None:
    """Give the mapping of such files: one's own labs' first, then the programme's.

    Without labs, those of all labs count.
    """
    rows = ColumnMapping.objects.for_columns(fingerprint(columns))
    if labs is not None:
        own = rows.filter(lab__in=set(labs)).first()
        return own or rows.filter(lab__isnull=True).first()
    return rows.first()


@dataclass
class Recogniser:
    """Tells what a file's columns hold: as a register publishes, or as was said."""

    labs: frozenset[int] | None = None
    said: Mapping[str, Any] | None = None
    # Which mapping was found, for the run to keep.
    mapping: ColumnMapping | None = None

    def __call__(self, table: Table) -> Layout:
        """Give the layout; raises UnknownColumns when nobody has said it yet."""
        if self.said:
            return said_layout(self.said)
        layout = known_layout(table.columns)
        if layout is not None and not layout.is_guess:
            return layout
        self.mapping = remembered(table.columns, self.labs)
        if self.mapping is not None:
            return said_layout(self.mapping.as_said())
        if layout is None:
            raise UnknownColumns(table)
        return layout
