"""Links: what Rouen says of a practice is confirmed by Amiens, or refuted."""

from collections.abc import Iterator

from tests.benchmarking.links import Tying
from tests.cast import Cast

Told = Iterator[str]


def link_that_is_confirmed(cast: Cast) -> Told:
    """Amiens says that it is so."""
    Tying(cast).confirmed(relation="works_around")
    yield "practice_blocker_link_confirmed"


def link_that_is_refuted(cast: Cast) -> Told:
    """Amiens says that it is not so, and why."""
    Tying(cast).refuted(relation="works_around")
    yield "practice_blocker_link_refuted"


STORIES = (link_that_is_confirmed, link_that_is_refuted)
