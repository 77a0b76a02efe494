"""Which columns of a file hold what a practice is made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from programmes.imports.layouts import plain_column
from programmes.imports.tables import UnreadableFile


@dataclass(frozen=True)
class PracticeLayout:
    """A kind of file: what gives it away, and the columns of each meaning."""

    name: str
    needs: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]

    def value(self, cells: Mapping[str, str], meaning: str) -> str:
        """Give the first value that stands for a meaning; cells by plain column."""
        for column in self.columns.get(meaning, ()):
            if found := cells.get(column, ""):
                return found
        return ""


def _layout(name: str, needs: str, columns: dict[str, str]) -> PracticeLayout:
    meanings = {meaning: tuple(names.split()) for meaning, names in columns.items()}
    return PracticeLayout(name, frozenset(needs.split()), meanings)


LAYOUTS = (
    # The European Circular Economy Stakeholder Platform's list.
    _layout(
        "ecesp",
        "title description link organisation keyarea sector",
        {
            "title": "title",
            "solution": "description",
            "origin_url": "link",
            "origin": "organisation",
            "origin_country": "country",
            "keywords": "sector",
            "more_keywords": "keyarea",
        },
    ),
    _layout(
        "liste",
        "",
        {
            "need": "probleme besoin problem need",
            "title": "titre title pratique practice intitule",
            "solution": "solution description etapes steps",
            "conditions": "conditions",
            "person_days": "jourspersonnes jours persondays",
            "euros": "euros cout cost budget",
            "skills": "competences skills",
            "difficulties": "difficultes difficulties",
            "failures": "echecs cequiaechoue failures",
            "started_on": "depuis debut since startedon",
            "origin": "organisme organisation origine origin",
            "origin_country": "pays country",
            "origin_url": "lien adresse url link",
            "keywords": "motscles keywords",
        },
    ),
)


def recognise_practices(columns: Iterable[str]) -> PracticeLayout:
    """Give the layout of a file of practices; raises UnreadableFile for others."""
    found = {plain_column(name) for name in columns}
    for layout in LAYOUTS:
        if layout.needs and layout.needs <= found:
            return layout
    own = LAYOUTS[-1]
    if found & {*own.columns["title"]} and found & {*own.columns["solution"]}:
        return own
    raise UnreadableFile(
        _("name the columns “titre” and “solution”: this file has %(columns)s")
        % {"columns": ", ".join(columns)[:200]}
    )
