"""Finds the commune of a lab from what people and registers write."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from programmes.models import Commune
from servindus.search import words_of

ARTICLES = {"le", "la", "les", "l"}
SHORT_FORMS = {"st": "saint", "ste": "sainte"}
MARSEILLE = "13055"
POSTCODE_OF_MARSEILLE = re.compile(r"130(0[1-9]|1[0-6])")
OF_MARSEILLE = re.compile(
    r"marseille( (?P<number>\d{1,2})(er|e|eme|ieme)?( arrondissement)?)?"
)
ARRONDISSEMENTS = range(1, 17)


@dataclass
class Places:
    """The communes of the four labs, read once and asked many times."""

    by_code: dict[str, Commune] = field(default_factory=dict)
    by_name: dict[str, list[Commune]] = field(default_factory=dict)
    by_postcode: dict[str, list[Commune]] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "Places":
        """Read all communes with their labs: one query."""
        places = cls()
        names, postcodes = defaultdict(list), defaultdict(list)
        for commune in Commune.objects.select_related("lab"):
            places.by_code[commune.code] = commune
            for postcode in commune.postcodes:
                postcodes[postcode].append(commune)
            if commune.parent_id is None:
                names[plain_name(commune.name)].append(commune)
        places.by_name, places.by_postcode = dict(names), dict(postcodes)
        return places

    def find(
        self, *, code: str = "", name: str = "", postcode: str = ""
    ) -> Commune | None:
        """Give the commune, the arrondissement for Marseille, or None.

        A name counts only in its own département; a postcode alone counts when all
        its communes belong to one lab. Several communes share a postcode, so that a
        name which is not among ours is not overruled by it.
        """
        postcode = postcode.strip().zfill(5) if postcode.strip() else ""
        if code and (found := self.by_code.get(code.strip().zfill(5))):
            return found
        words = plain_name(name)
        in_marseille = OF_MARSEILLE.fullmatch(words)
        if in_marseille or (not words and POSTCODE_OF_MARSEILLE.fullmatch(postcode)):
            return self._arrondissement(in_marseille, postcode)
        return self._named(words, postcode) if words else self._at(postcode)

    def read_place(self, text: str) -> Commune | None:
        """Give the commune of what somebody typed: a postcode, a name, or both."""
        digits = re.search(r"\b\d{5}\b", text)
        if digits is None:
            return self.find(name=text) or self._beginning(plain_name(text))
        rest = text[: digits.start()] + " " + text[digits.end() :]
        return self.find(name=rest, postcode=digits.group())

    def _beginning(self, words: str) -> Commune | None:
        """Give the one commune whose longer name begins so: Oissel-sur-Seine."""
        found = [
            commune
            for name, communes in self.by_name.items()
            if words and name.startswith(f"{words} ")
            for commune in communes
        ]
        return found[0] if len(found) == 1 else None

    def _named(self, words: str, postcode: str) -> Commune | None:
        found = [
            commune
            for commune in self.by_name.get(words, [])
            if not postcode or commune.code[:2] == postcode[:2]
        ]
        if not found:
            # Communes grow longer names: what was Oissel is Oissel-sur-Seine.
            found = [
                commune
                for commune in self.by_postcode.get(postcode, [])
                if plain_name(commune.name).startswith(f"{words} ")
            ]
        return found[0] if len(found) == 1 else None

    def _at(self, postcode: str) -> Commune | None:
        found = self.by_postcode.get(postcode, [])
        whole = [commune for commune in found if commune.code != MARSEILLE]
        labs = {commune.lab_id for commune in found}
        # The largest of them: the lab is sure, the commune is the best guess.
        largest = sorted(whole or found, key=lambda row: -(row.population or 0))
        return largest[0] if len(labs) == 1 else None

    def _arrondissement(
        self, words: re.Match[str] | None, postcode: str
    ) -> Commune | None:
        if postcode and not postcode.startswith("13"):
            return None
        typed = words.group("number") if words else None
        inside = POSTCODE_OF_MARSEILLE.fullmatch(postcode)
        number = int(inside.group(1) if inside else typed or 0)
        if number in ARRONDISSEMENTS:
            return self.by_code.get(f"132{number:02d}")
        return self.by_code.get(MARSEILLE)


def plain_name(name: str) -> str:
    """Give a commune's name without case, accents, article and CEDEX.

    The CEDEX number of Marseille is that of its arrondissement and stays.
    """
    words = [SHORT_FORMS.get(word, word) for word in words_of(name)]
    if words[:1] != ["marseille"] and "cedex" in words:
        words = words[: words.index("cedex")]
    words = [word for word in words if word != "cedex"]
    while len(words) > 1 and words[0] in ARTICLES:
        words = words[1:]
    return " ".join(words)
