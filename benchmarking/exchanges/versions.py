"""Whether an exchange is still as somebody read it before they began to write."""

from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from benchmarking.models import Exchange
from servindus.workflow import ActRefused

# What two people of the host may write at once, each without harm to the others.
AGENDA, TIME, PRESENCES = "agenda", "time", "presences"


def agenda_of(exchange: Exchange) -> list[tuple[str, int, int | None]]:
    """Give the points as they stand, in their order."""
    rows = exchange.items.order_by("rank")
    return list(rows.values_list("title", "minutes", "lab"))


def _written(exchange: Exchange, part: str) -> list[Any]:
    """Give what a part says, as codes and texts."""
    if part == TIME:
        moments = (exchange.starts_at, exchange.ends_at)
        where = (exchange.place, exchange.video_url)
        return [*(at.timestamp() for at in moments), *where]
    if part == PRESENCES:
        rows = exchange.attendances.order_by("person")
        return list(rows.values_list("person", "presence"))
    labs = exchange.invited_labs.order_by("pk").values_list("pk", flat=True)
    questions = exchange.questions.order_by("pk").values_list("pk", flat=True)
    return [exchange.title, agenda_of(exchange), list(labs), list(questions)]


def version_of(exchange: Exchange, part: str) -> str:
    """Give the fingerprint of a part of an exchange."""
    return sha256(repr(_written(exchange, part)).encode()).hexdigest()[:32]


def check(exchange: Exchange, part: str, seen: str | None) -> None:
    """Refuse what was written on top of words that stand no more.

    `seen` is the version that the writer had read; None was read nowhere.
    """
    if seen is not None and seen != version_of(exchange, part):
        raise ActRefused(
            _(
                "This has been changed while you were writing. What stands now is"
                " shown above: send yours again to put it in its place."
            )
        )
