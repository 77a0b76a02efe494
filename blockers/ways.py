"""What other rooms know about ways out of a blocker: practices and tools, tried.

The register asks; whoever keeps practices answers. Makers give no way that their
reader may not see, in a constant number of statements.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from servindus.ui import Badge, Text


@dataclass(frozen=True)
class Way:
    """A practice or tool tried on a blocker in one lab, and what came of it."""

    title: str
    href: str
    kind: Text
    lab: str
    relation: Badge
    status: Badge
    text: str
    # Why another lab says that it is not so.
    reason: str = ""
    # Its own page, for whoever may open it.
    more_href: str = ""
    # The blocker where it was tried, if the reader may open it.
    blocker: str = ""
    blocker_href: str = ""
    has_effect: bool = True
    # Another lab says that it is not so: neither of the two.
    is_refuted: bool = False


@dataclass(frozen=True)
class Ways:
    """What has an effect, what was tried without one (as large), what was refuted."""

    good: Sequence[Way] = ()
    without: Sequence[Way] = ()
    refuted: Sequence[Way] = ()
    # Where the reader claims a further one.
    claim_href: str = ""

    def __bool__(self) -> bool:
        return bool(self.good or self.without or self.refuted)


def sorted_out(found: Sequence[Way], claim_href: str = "") -> Ways:
    """Put apart what has an effect, what was tried without one, what was refuted."""
    stands = [one for one in found if not one.is_refuted]
    return Ways(
        [one for one in stands if one.has_effect],
        [one for one in stands if not one.has_effect],
        [one for one in found if one.is_refuted],
        claim_href,
    )


# By numbers of texts, as `norms.plain` writes them: what was confirmed elsewhere than
# on the blocker that is named.
TextMaker = Callable[[Collection[str], Any, Any], Sequence[Way]]
text_makers: list[TextMaker] = []
# By a blocker: what this reader sees of it.
BlockerMaker = Callable[[Any, Any], Sequence[Way]]
blocker_makers: list[BlockerMaker] = []
# Where this reader claims a way for a blocker; an empty text for none.
ClaimMaker = Callable[[Any, Any], str]
claim_makers: list[ClaimMaker] = []


def of_texts(numbers: Iterable[str], reader: Any, *, beside: Any = None) -> Ways:
    """Give what has already been tried for texts, for this reader.

    On the page of the blocker `beside` its own ways stand apart.
    """
    known = {number for number in numbers if number}
    if not known:
        return Ways()
    return sorted_out(
        [one for make in text_makers for one in make(known, reader, beside)]
    )


def of_blocker(blocker: Any, reader: Any) -> Ways:
    """Give what was tried on a blocker, for this reader."""
    found = [one for make in blocker_makers for one in make(blocker, reader)]
    hrefs = [href for make in claim_makers if (href := make(blocker, reader))]
    return sorted_out(found, hrefs[0] if hrefs else "")
