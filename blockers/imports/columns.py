"""Which columns of a file hold what a case is made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from programmes.imports.layouts import plain_column
from programmes.imports.tables import UnreadableFile


@dataclass(frozen=True)
class CaseLayout:
    """A kind of file: what gives it away, and the columns of each meaning.

    The first column with a value counts. `company` stands for what the file leaves out.
    """

    name: str
    needs: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]
    company: str = ""

    def value(self, cells: Mapping[str, str], meaning: str) -> str:
        """Give the first value that stands for a meaning; cells by plain column."""
        for column in self.columns.get(meaning, ()):
            if found := cells.get(column, "").strip():
                return found
        return ""


def _layout(
    name: str, needs: str, columns: dict[str, str], company: str = ""
) -> CaseLayout:
    meanings = {meaning: tuple(names.split()) for meaning, names in columns.items()}
    return CaseLayout(name, frozenset(needs.split()), meanings, company)


# Parliament publishes what companies brought to it, with the reasons.
LAYOUTS = (
    _layout(
        "amendements",
        "uid articlecourt exposehtml",
        {
            "source_id": "uid",
            "situation": "exposehtml",
            "prevented": "dispositifhtml",
            "norm_title": "articlecourt",
        },
        company="Assemblée nationale",
    ),
    _layout(
        "questions",
        "ref chambre texte",
        {"source_id": "ref", "situation": "texte", "company": "chambre"},
    ),
    _layout(
        "liste",
        "",
        {
            "source_id": "id identifiant reference ref numero uid ndossier dossier",
            "title": "titre objet intitule resume enuneligne title",
            "situation": "situation description contexte texte expose details",
            "project": "projet project",
            "prevented": "empeche cequiestempeche blocage frein obstacle prevented",
            "nature": "nature typedeblocage type",
            "norm_title": "norme textevise reglementation regle loi norm",
            "norm_identifier": "numerodutexte legiarti nor celex",
            "since_when": "depuis depuisle since",
            "place": "commune ville codepostal place",
            "consequences": "consequences consequence",
            "cost_per_month": "coutparmois coutmensuel cout cost",
            "jobs_at_stake": "emplois emploismenaces jobs",
            "months_of_delay": "moisperdus retard moisderetard",
            "company": "entreprise societe raisonsociale nomdelentreprise company",
            "siren": "siren siret",
        },
    ),
)
OWN_LIST = LAYOUTS[-1]


def recognise_cases(columns: Iterable[str]) -> CaseLayout:
    """Give the layout of a file of cases; raises UnreadableFile for any other file."""
    found = {plain_column(name) for name in columns}
    for layout in LAYOUTS:
        if layout.needs and layout.needs <= found:
            return layout
    told = OWN_LIST.columns
    if found & {*told["title"], *told["situation"]} and found & set(told["company"]):
        return OWN_LIST
    raise UnreadableFile(
        _(
            "name the columns “entreprise”, “titre” and “situation”: this file has"
            " %(columns)s"
        )
        % {"columns": ", ".join(columns)[:200]}
    )
