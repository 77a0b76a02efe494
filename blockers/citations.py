"""Which text blocks whom: each cited text with what it holds up, for one reader.

The page and its file ask this one layer; what each reader may know is `readings.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blockers.enums import NormLevel
from blockers.readings import (
    ForEverybody,
    OfAllLabs,
    OfDossiers,
    OfOwnLabs,
    Reading,
    Source,
)
from programmes import rules as frame
from programmes.enums import OrganisationKind
from servindus import clock
from servindus.kept import kept
from servindus.search import folded_words

# A word of the address: the blockers of all labs, as labs read each other's.
ALL_LABS = "tous"
# Blockers that the page names below a text; its file names them all.
MOST_NAMED = 3
# The one reading that no longer holds once a card is hidden.
PUBLIC = "register:cited:public"


@dataclass(frozen=True)
class Cited:
    """One text: how many blockers and companies it holds up, and what came of them."""

    level: str
    title: str
    article: str
    identifier: str
    # All of its blockers by their reference; the first ones with title and address.
    references: list[str]
    named: list[tuple[str, str, str]]
    labs: list[str]
    # How many of its blockers have a published answer, are promised, are confirmed.
    answered: int
    promised: int
    verified: int
    # None where it may not be told.
    companies: int | None
    cost: Decimal | None
    # Whether a missing cost is one that may not be told.
    holds_cost_back: bool = False

    @property
    def name(self) -> str:
        """The text as people name it."""
        if not self.article:
            return self.title
        return _("%(title)s, article %(article)s") % {
            "title": self.title,
            "article": self.article,
        }

    @property
    def level_name(self) -> str:
        """Who wrote it, in the reader's language."""
        return str(NormLevel(self.level).label)

    @property
    def blockers(self) -> int:
        """How many blockers cite it."""
        return len(self.references)

    @property
    def unnamed(self) -> int:
        """How many blockers the page does not name."""
        return len(self.references) - len(self.named)


def is_lab_reader(user: Any) -> bool:
    """Whether a reader chooses between the own lab's blockers and all labs'."""
    return bool(frame.lab_ids(user)) and not frame.is_programme_admin(user)


# Whose blockers a reader gets, as the page says it.
LEADS: dict[str, Promise] = {
    "public": gettext_lazy("Counted over the cards that everybody reads whole."),
    "programme": gettext_lazy("Counted over the blockers of all labs."),
    "labs": gettext_lazy("Counted over the blockers of all labs."),
    "lab": gettext_lazy("Counted over the blockers that your lab leads."),
    "authority": gettext_lazy("Counted over the dossiers sent to your authority."),
}


def kind_of(user: Any, scope: str) -> str:
    """Give which of the readings is this reader's."""
    if not user.is_authenticated:
        return "public"
    if frame.is_programme_admin(user):
        return "programme"
    if frame.lab_ids(user):
        return "labs" if scope == ALL_LABS else "lab"
    is_liaison = frame.organisation_ids(user, OrganisationKind.AUTHORITY)
    return "authority" if is_liaison else "public"


def reading(user: Any, scope: str, today: date) -> Reading:
    """Give what this reader may know of texts and of what they hold up."""
    made: dict[str, Callable[[], Reading]] = {
        "public": lambda: ForEverybody(today),
        "programme": lambda: OfOwnLabs(today, None),
        "labs": lambda: OfAllLabs(today),
        "lab": lambda: OfOwnLabs(today, frame.lab_ids(user)),
        "authority": lambda: OfDossiers(user, today),
    }
    return made[kind_of(user, scope)]()


def cited(user: Any, chosen: dict[str, Any], now: datetime) -> list[Cited]:
    """Give the texts, those that hold up most first, by the filters' clean values.

    They are counted over all that a reader may know, hence kept for five minutes.
    """
    scope = chosen.get("portee") or ""
    make = partial(_lines, user, scope, clock.local_day(now))
    _at, lines = kept(_key(user, scope), now, make)
    return [line for line in lines if _is_wanted(line, chosen)]


def _key(user: Any, scope: str) -> str:
    """Give the name of what this reader may know: no other kind of reader has it."""
    kind = kind_of(user, scope)
    if kind == "public":
        return PUBLIC
    ids: set[int] = set()
    if kind == "lab":
        ids = frame.lab_ids(user)
    elif kind == "authority":
        ids = frame.organisation_ids(user, OrganisationKind.AUTHORITY)
    return ":".join(["register:cited", kind, *map(str, sorted(ids))])


def _lines(user: Any, scope: str, today: date) -> list[Cited]:
    read = reading(user, scope, today)
    groups: dict[object, tuple[tuple[str, ...], dict[int, Source]]] = {}
    for pk, words in read.norms:
        _words, found = groups.setdefault(_same(words), (words, {}))
        found[pk] = read.sources[pk]
    lines = [
        _line(read, words, list(found.values())) for words, found in groups.values()
    ]
    return sorted(
        lines,
        key=lambda x: (-x.blockers, -(x.companies or 0), folded_words(x.name)),
    )


def _same(words: tuple[str, ...]) -> object:
    """Tell texts apart: by their number, else by their title, and by the article."""
    _level, title, article, identifier = words
    return (identifier or tuple(folded_words(title)), tuple(folded_words(article)))


def _line(read: Reading, words: tuple[str, ...], sources: list[Source]) -> Cited:
    level, title, article, identifier = words
    return Cited(
        level=level,
        title=title,
        article=article,
        identifier=identifier,
        references=[source.reference for source in sources],
        named=[(x.reference, x.title, x.href) for x in sources[:MOST_NAMED]],
        labs=read.labs(sources),
        answered=sum(source.answered for source in sources),
        promised=sum(source.promised for source in sources),
        verified=sum(source.verified for source in sources),
        companies=read.companies(sources),
        cost=read.cost(sources),
        holds_cost_back=read.holds_back,
    )


def _is_wanted(line: Cited, chosen: dict[str, Any]) -> bool:
    level = chosen.get("niveau")
    if level and line.level != level:
        return False
    there = folded_words(f"{line.name} {line.identifier}")
    wanted = folded_words(chosen.get("q") or "")
    return all(any(word.startswith(one) for word in there) for one in wanted)
