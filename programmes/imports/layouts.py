"""Which columns stand for what in the files that registers publish."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from programmes.imports.tables import Table, UnreadableFile
from servindus.search import folded_words


class UnknownColumns(UnreadableFile):
    """A table whose columns nobody has named yet: a person can say what they hold."""

    def __init__(self, table: Table) -> None:
        self.table = table
        shown = ", ".join(table.columns)[:200]
        super().__init__(_("no column holds a name: %(columns)s") % {"columns": shown})


@dataclass(frozen=True)
class Layout:
    """A kind of file: the columns that give it away, and what each one holds.

    A meaning may stand in several columns; the first one with a value counts.
    `source` is the register: files of several layouts may come from one. `companies`
    is the register of the companies, where rows are sites. `is_nameless` marks a known
    kind of file that names no organisation.
    """

    name: str
    needs: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]
    is_site: bool = False
    source: str = ""
    companies: str = ""
    is_nameless: bool = False
    # Whether a person may say otherwise what the columns hold.
    is_guess: bool = False

    @property
    def register(self) -> str:
        """The source that rows of this layout are known by."""
        return self.source or self.name


def _layout(
    name: str, needs: str, columns: dict[str, str], **options: object
) -> Layout:
    meanings = {meaning: tuple(names.split()) for meaning, names in columns.items()}
    return Layout(name, frozenset(needs.split()), meanings, **options)  # type: ignore[arg-type]


OF_SITE, OF_COMPANY = "deletablissement", "delentreprise"

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
    # Installations that need a permit (Géorisques); no SIREN, names of 40 characters.
    _layout(
        "icpe",
        "s3icid name city codeinsee",
        {
            "source_id": "s3icid",
            "name": "name",
            "postcode": "codepostal",
            "commune_name": "city",
            "commune_code": "codeinsee",
            "department": "numdep",
            "naf": "codenaf",
            "state": "active",
        },
        is_site=True,
    ),
    _layout(
        "sirene-etablissements",
        "siret codecommuneetablissement",
        {
            "siren": "siren",
            "siret": "siret",
            "name": "enseigne1etablissement denominationusuelleetablissement"
            " denominationunitelegale denominationusuelle1unitelegale",
            "company": "denominationunitelegale denominationusuelle1unitelegale",
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
    # The same register as OpenDataSoft wrote it until 2018: 113 French sentences.
    _layout(
        "sirene-ods",
        f"identifiant{OF_COMPANY} siret nomouraisonsociale{OF_COMPANY}",
        {
            "siren": f"identifiant{OF_COMPANY}",
            "siret": "siret",
            "name": f"enseigneounomdelexploitation nomouraisonsociale{OF_COMPANY}",
            "company": f"nomouraisonsociale{OF_COMPANY}",
            "acronym": f"sigle{OF_COMPANY}",
            "natural": "nomdenaissance prenom civilitedesentrepreneursindividuels",
            "legal_form": f"naturejuridique{OF_COMPANY}",
            "postcode": "codepostal",
            "commune_name": f"libelledelacommunedelocalisation{OF_SITE}",
            "department": f"departementdelocalisation{OF_SITE}",
            "commune_part": f"communedelocalisation{OF_SITE}",
            "street_number": "numerodanslavoie",
            "street_repeat": "indicederepetition",
            "street_kind": f"typedevoiedelocalisation{OF_SITE}",
            "street": f"libelledevoiedelocalisation{OF_SITE}",
            "naf": f"activiteprincipale{OF_SITE}",
            "headcount_band": f"tranchedeffectifsalarie{OF_COMPANY}",
            "created_on": f"datedecreation{OF_COMPANY}",
        },
        is_site=True,
        source="sirene-etablissements",
    ),
    _layout(
        "sirene",
        "siren denominationunitelegale",
        {
            "siren": "siren",
            "name": "denominationunitelegale denominationusuelle1unitelegale"
            " denominationusuelle2unitelegale sigleunitelegale",
            "person": "nomunitelegale",
            "legal_form": "categoriejuridiqueunitelegale",
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
            "siren": "siren",
            "name": "denomination",
            "acronym": "sigle",
            "legal_form": "categoriejuridique",
            "postcode": "codepostal",
            "commune_name": "commune",
            "naf": "naf",
            "headcount_band": "trancheeffectifs",
            "website": "siteweb",
            "created_on": "datecreation",
            "state": "estactive",
        },
    ),
    # Answers of the public look-up "Recherche d'entreprises", kept as a file.
    _layout(
        "recherche-entreprises",
        "siren nomcomplet siegesiret",
        {
            "siren": "siren",
            "name": "nomraisonsociale nomcomplet",
            "acronym": "sigle",
            "legal_form": "naturejuridique",
            "postcode": "siegecodepostal",
            "commune_name": "siegelibellecommune",
            "commune_code": "siegecommune",
            "naf": "activiteprincipale",
            "headcount_band": "trancheeffectifsalarie",
            "created_on": "datecreation",
            "state": "etatadministratif",
        },
        source="sirene",
    ),
    _layout(
        "french-tech",
        "id name location tranch employees",
        {
            "source_id": "id",
            "name": "name",
            "website": "url",
            "address": "address",
            "headcount": "employees",
        },
    ),
    # The defence industry's sites, and the groups that they belong to.
    _layout(
        "bitd-sites",
        "siteid entrepriseid nomsite ville",
        {
            "source_id": "siteid",
            "name": "nomsite",
            "group": "entreprise",
            "company": "raisonsocialesirene entite entreprise",
            "company_id": "entrepriseid",
            "siren": "siren",
            "siret": "siret",
            "address": "adresse",
            "commune_name": "ville",
            "department": "codedepartement",
            "naf": "apesirene",
            "state": "etatsirene",
        },
        is_site=True,
        companies="bitd",
    ),
    _layout(
        "bitd-groupes",
        "id entreprise secteurprincipal codeape siegeville",
        {
            "source_id": "id",
            "name": "entreprise",
            "naf": "codeape",
            "website": "siteweb",
            "commune_name": "siegeville",
        },
        source="bitd",
    ),
    _layout(
        "bitd-identites",
        "entrepriseid entreprise secteurprincipal typeacteurpanel",
        {"source_id": "entrepriseid", "name": "entreprise"},
        source="bitd",
    ),
    _layout(
        "sirene-periodes",
        "siret datedebut datefin etat",
        {"siret": "siret"},
        is_nameless=True,
    ),
    # A list of one's own: any of these words as column names will do.
    _layout(
        "liste",
        "",
        {
            "name": "nom name denomination raisonsociale entreprise startup societe"
            " nomdelentreprise nomentreprise nomdelasociete",
            "siren": "siren numerosiren nsiren",
            "siret": "siret numerosiret nsiret",
            "acronym": "sigle acronyme acronym",
            "address": "adresse address",
            "postcode": "codepostal cp postcode",
            "commune_name": "commune ville city town",
            "commune_code": "codecommune codeinsee insee",
            "naf": "naf ape codenaf codeape",
            "headcount_band": "trancheeffectifs",
            "headcount": "effectif effectifs employees headcount",
            "website": "siteweb site siteinternet url website",
            "created_on": "datecreation datedecreation",
        },
        is_guess=True,
    ),
)
OWN_LIST = LAYOUTS[-1]


@lru_cache(maxsize=4096)
def plain_column(name: str) -> str:
    """Give a column's name without case, accents, spaces and signs."""
    return "".join(folded_words(name))


def fingerprint(columns: Iterable[str]) -> str:
    """Give what two files with the same columns share, in whatever order they are."""
    plain = sorted(plain_column(name) for name in columns)
    return hashlib.sha256("\n".join(plain).encode()).hexdigest()


def known_layout(columns: Iterable[str]) -> Layout | None:
    """Give the layout that these columns give away, or None."""
    found = {plain_column(name) for name in columns}
    for layout in LAYOUTS:
        if layout.needs and layout.needs <= found:
            return layout
    return OWN_LIST if found & set(OWN_LIST.columns["name"]) else None


def recognise(table: Table) -> Layout:
    """Give the layout of a file by its columns; raises UnknownColumns for none."""
    layout = known_layout(table.columns)
    if layout is None:
        raise UnknownColumns(table)
    return layout


def find_header(records: list[list[str]]) -> int | None:
    """Give which of the first records names the columns of a known layout.

    A list of one's own is a weaker sign: below the first record it needs two words.
    """
    filled = [n for n, cells in enumerate(records) if any(map(str.strip, cells))]
    guesses = []
    for place in filled:
        layout = known_layout(records[place])
        if layout is not None and not layout.is_guess:
            return place
        words = {plain_column(name) for name in records[place]}
        known = sum(bool(words & set(names)) for names in OWN_LIST.columns.values())
        if layout is not None and (known > 1 or place == filled[0]):
            guesses.append(place)
    return guesses[0] if guesses else None
