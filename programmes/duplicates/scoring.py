"""How much two organisations are alike: a score of a hundred, with the reasons."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from programmes.enums import DuplicateReason as R

# Below this nobody is asked to look; below that two names are not alike.
LEAST, LIKE = 60, 0.85
# Names that share a place are alike earlier.
LIKE_AT_AN_ADDRESS = 0.6
# So many words that only one of two names has are no slip any more.
MOST_WORDS_APART = 3
# What each reason is worth; the strongest of the first group counts, then what the
# place adds. A number says more than a name, a name more than a town.
IDENTITY = {
    R.SIRET_OF_SIREN: 90,
    R.SAME_SIRET: 85,
    R.SAME_NAME: 70,
    R.ACRONYM: 55,
    R.SIMILAR_NAME: 45,
}
PLACE = {R.SAME_ADDRESS: 25, R.SAME_PLACE: 20, R.SAME_LAB: 10}
MOST = 99


@dataclass(frozen=True)
class Side:
    """What the comparison knows of one of the two."""

    pk: int
    lab: int | None
    siren: str
    name: str
    acronym: str
    places: frozenset[str]
    sirets: frozenset[str]
    addresses: frozenset[str]

    @property
    def sirens(self) -> frozenset[str]:
        """The SIREN that it has, or that its sites' SIRET begin with."""
        return frozenset({self.siren} - {""}) | {siret[:9] for siret in self.sirets}


def judge(one: Side, other: Side) -> tuple[int, list[str]]:
    """Give the score and the reasons; no reason when they are not like enough."""
    if one.sirens and other.sirens and not one.sirens & other.sirens:
        # Numbers that contradict each other weigh more than any name.
        return 0, []
    place = _place(one, other)
    identity = _identity(one, other, at_address=place is R.SAME_ADDRESS)
    if not identity:
        return 0, []
    score = IDENTITY[identity[0]] + (PLACE[place] if place else 0)
    if len(identity) > 1:
        score += 5
    if score < LEAST:
        return 0, []
    return min(score, MOST), [str(r) for r in (*identity, place) if r]


def _identity(one: Side, other: Side, *, at_address: bool) -> list[R]:
    """Give what says that they are the same company, the strongest first."""
    found = []
    if one.sirens & other.sirens:
        has_siren = one.siren or other.siren
        found.append(R.SIRET_OF_SIREN if has_siren else R.SAME_SIRET)
    if one.name and one.name == other.name:
        found.append(R.SAME_NAME)
    elif _acronym(one, other):
        found.append(R.ACRONYM)
    elif _alike(one.name, other.name, LIKE_AT_AN_ADDRESS if at_address else LIKE):
        found.append(R.SIMILAR_NAME)
    return found


def _place(one: Side, other: Side) -> R | None:
    if one.addresses & other.addresses:
        return R.SAME_ADDRESS
    if one.places & other.places:
        return R.SAME_PLACE
    if one.lab is not None and one.lab == other.lab:
        return R.SAME_LAB
    return None


def _acronym(one: Side, other: Side) -> bool:
    return any(
        len(a.acronym) > 2 and a.acronym == b.name
        for a, b in ((one, other), (other, one))
    )


def _alike(one: str, other: str, least: float) -> bool:
    """Whether two names differ by a slip of the pen, never by a number."""
    if not one or not other or _numbers(one) != _numbers(other):
        return False
    # A slip changes a word or splits one; this bound costs a hundredth of a ratio.
    if len(set(one.split()) ^ set(other.split())) > MOST_WORDS_APART:
        return False
    ratio = SequenceMatcher(None, one, other, autojunk=False)
    # The cheap bounds first: most neighbours fail there.
    return (
        ratio.real_quick_ratio() >= least
        and ratio.quick_ratio() >= least
        and ratio.ratio() >= least
    )


def _numbers(name: str) -> list[str]:
    return [word for word in name.split() if word.isdigit()]
