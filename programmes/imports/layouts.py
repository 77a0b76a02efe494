"""Which columns stand for what in the files that registers publish."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from programmes.enums import NafVersion
from programmes.imports import values
from programmes.imports.reader import Row, UnreadableFile
from programmes.models import NafCode
from servindus.search import words_of

NAF_VERSIONS = {
    "nafrev2": NafVersion.NAFREV2,
    "nafrev1": NafVersion.NAFREV1,
    "naf1993": NafVersion.NAF1993,
    "naf2025": NafVersion.NAF2025,
}
# Asked in this order where the file does not name its nomenclature.
NAF_ORDER = (NafVersion.NAFREV2, NafVersion.NAF2025, NafVersion.NAFREV1)


@dataclass
class Candidate:
    """What a row says of an organisation and, in some files, of one of its sites."""

    line: int
    source: str
    source_id: str
    name: str
    siren: str = ""
    siret: str = ""
    acronym: str = ""
    naf_version: str = ""
    naf_code: str = ""
    headcount_band: str = ""
    website: str = ""
    created_on: date | None = None
    is_site: bool = False
    address: str = ""
    postcode: str = ""
    commune_name: str = ""
    commune_code: str = ""
    warnings: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        """What makes the row the same row in the next file."""
        if self.is_site or not self.siren:
            return self.source, self.source_id
        return "siren", self.siren


class RefusedRow(Exception):
    """A row that cannot be imported, with the reason."""


@dataclass(frozen=True)
class Layout:
    """A kind of file: the columns that give it away, and what each one holds.

    A meaning may stand in several columns; the first one with a value counts.
    """

    name: str
    needs: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]
    is_site: bool = False


def _layout(
    name: str, needs: str, columns: dict[str, str], *, is_site: bool = False
) -> Layout:
    meanings = {meaning: tuple(names.split()) for meaning, names in columns.items()}
    return Layout(name, frozenset(needs.split()), meanings, is_site)


LAYOUTS = (
    _layout(
        "irep",
        "identifiant nometablissement numerosiret",
        {
            "source_id": "identifiant",
            "name": "nometablissement",
            "siret": "numerosiret",
            "address": "adresse",
            "postcode": "codepostal",
            "commune_name": "commune",
            "naf": "codeape",
        },
        is_site=True,
    ),
    _layout(
        "sirene-etablissements",
        "siret codecommuneetablissement",
        {
            "source_id": "siret",
            "siren": "siren",
            "siret": "siret",
            "name": "enseigne1etablissement denominationusuelleetablissement"
            " denominationunitelegale denominationusuelle1unitelegale",
            "person": "nomunitelegale",
            "postcode": "codepostaletablissement",
            "commune_name": "libellecommuneetablissement",
            "commune_code": "codecommuneetablissement",
            "street_number": "numerovoieetablissement",
            "street_kind": "typevoieetablissement",
            "street": "libellevoieetablissement",
            "naf": "activiteprincipaleetablissement",
            "naf_version": "nomenclatureactiviteprincipaleetablissement",
            "state": "etatadministratifetablissement",
        },
        is_site=True,
    ),
    _layout(
        "sirene",
        "siren denominationunitelegale",
        {
            "source_id": "siren",
            "siren": "siren",
            "name": "denominationunitelegale denominationusuelle1unitelegale"
            " denominationusuelle2unitelegale sigleunitelegale",
            "person": "nomunitelegale",
            "acronym": "sigleunitelegale",
            "naf": "activiteprincipaleunitelegale",
            "naf_version": "nomenclatureactiviteprincipaleunitelegale",
            "headcount_band": "trancheeffectifsunitelegale",
            "created_on": "datecreationunitelegale",
            "state": "etatadministratifunitelegale",
        },
    ),
    _layout(
        "structures-numeriques",
        "siren denomination naf sources",
        {
            "source_id": "siren",
            "siren": "siren",
            "name": "denomination",
            "acronym": "sigle",
            "postcode": "codepostal",
            "commune_name": "commune",
            "naf": "naf",
            "headcount_band": "trancheeffectifs",
            "website": "siteweb",
            "created_on": "datecreation",
            "state": "estactive",
        },
    ),
    # A list of one's own: any of these words as column names will do.
    _layout(
        "liste",
        "",
        {
            "source_id": "siret numerosiret siren numerosiren",
            "name": "nom name denomination raisonsociale entreprise startup societe",
            "siren": "siren numerosiren",
            "siret": "siret numerosiret",
            "acronym": "sigle acronyme acronym",
            "address": "adresse address",
            "postcode": "codepostal cp postcode",
            "commune_name": "commune ville city town",
            "commune_code": "codecommune codeinsee insee",
            "naf": "naf ape codenaf codeape",
            "headcount_band": "trancheeffectifs",
            "website": "siteweb site url website",
            "created_on": "datecreation",
        },
    ),
)
CLOSED = frozenset({"c", "f", "false", "faux", "non", "0"})


def plain_column(name: str) -> str:
    """Give a column's name without case, accents, spaces and signs."""
    return "".join(words_of(name))


def recognise(columns: list[str]) -> Layout:
    """Give the layout of a file by its columns; raises UnreadableFile for none."""
    found = {plain_column(name) for name in columns}
    for layout in LAYOUTS:
        if layout.needs and layout.needs <= found:
            return layout
    own = LAYOUTS[-1]
    if found & set(own.columns["name"]):
        return own
    raise UnreadableFile(
        _("no column holds a name: %(columns)s") % {"columns": ", ".join(columns)[:200]}
    )


@dataclass
class Interpreter:
    """Turns rows of one layout into candidates; knows the activity codes."""

    layout: Layout
    columns: list[str]
    naf: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for version, code in NafCode.objects.values_list("version", "code"):
            # Rev. 1 carries a "p" on codes that INSEE applies only in part.
            short = code.replace(".", "").removesuffix("p").upper()
            self.naf.setdefault(version, {})[short] = code
        self._names = {plain_column(name): name for name in self.columns}

    def candidate(self, row: Row) -> Candidate:
        """Give what the row says; raises RefusedRow with the reason."""
        if row.fault:
            raise RefusedRow(row.fault)
        said = {
            meaning: self._cell(row, names)
            for meaning, names in self.layout.columns.items()
        }
        siren, siret = self._numbers(said)
        found = Candidate(
            line=row.line,
            source=self.layout.name,
            source_id=values.text(said.get("source_id", ""), 120),
            name=self._name(said),
            siren=siren,
            siret=siret,
            acronym=values.text(said.get("acronym", ""), 80),
            headcount_band=values.band(said.get("headcount_band", "")),
            website=values.web_address(said.get("website", "")),
            created_on=values.day(said.get("created_on", "")),
            is_site=self.layout.is_site or bool(siret),
            address=self._address(said),
            postcode=values.digits(said.get("postcode", ""), 5)[:5],
            commune_name=values.text(said.get("commune_name", ""), 160),
            commune_code=values.digits(said.get("commune_code", ""), 5)[:5],
        )
        self._add_key(found)
        self._add_naf(found, said)
        if said.get("state", "").strip().lower() in CLOSED:
            found.warnings.append(_("has ceased trading according to the file"))
        return found

    def _cell(self, row: Row, names: tuple[str, ...]) -> str:
        for name in names:
            cell = row.cells.get(self._names.get(name, ""), "").strip()
            if cell:
                return cell
        return ""

    def _numbers(self, said: dict[str, str]) -> tuple[str, str]:
        """Check SIREN and SIRET, and that they belong together."""
        number = said.get("siret", "")
        try:
            siret = values.checked_siret(number)
            number = said.get("siren", "")
            siren = values.checked_siren(number)
        except ValueError:
            raise RefusedRow(
                _("%(number)s is no valid SIREN or SIRET") % {"number": number[:30]}
            ) from None
        if siren and siret and not siret.startswith(siren):
            raise RefusedRow(_("SIREN and SIRET belong to two companies"))
        return siren or siret[:9], siret

    def _name(self, said: dict[str, str]) -> str:
        name = values.text(said.get("name", ""))
        if name:
            return name
        if said.get("person"):
            # A sole trader's name is personal data; nobody asked this person.
            raise RefusedRow(_("a natural person, not a company"))
        raise RefusedRow(_("the name is missing"))

    def _address(self, said: dict[str, str]) -> str:
        if address := said.get("address"):
            return values.text(address, 400)
        parts = [
            said.get(part, "") for part in ("street_number", "street_kind", "street")
        ]
        return values.text(" ".join(parts), 400)

    def _add_key(self, found: Candidate) -> None:
        """A row that nothing identifies is known by its name and place."""
        if found.source_id or (found.siren and not found.is_site):
            return
        words = [*words_of(found.name), found.postcode, *words_of(found.commune_name)]
        found.source_id = "-".join(word for word in words if word)[:120]

    def _add_naf(self, found: Candidate, said: dict[str, str]) -> None:
        raw = re.sub(r"[\s.]", "", said.get("naf", "")).upper()
        if raw.lower() in values.NOTHING:
            return
        named = NAF_VERSIONS.get(said.get("naf_version", "").strip().lower())
        for version in (named,) if named else NAF_ORDER:
            if code := self.naf.get(version, {}).get(raw):
                found.naf_version, found.naf_code = version, code
                return
        found.warnings.append(
            _("activity code %(code)s is unknown and left out") % {"code": raw[:10]}
        )
