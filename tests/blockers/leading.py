"""Blockers as their lab leads them, lived through the acts."""

from typing import Any

from django.urls import reverse

from blockers import actions
from blockers.models import Blocker
from blockers.versions import version_of
from tests.blockers import stories
from tests.cast import MONDAY, Cast, fresh

NORM: dict[str, Any] = {
    "level": "order",
    "title": "Arrêté du 26 novembre 2011",
    "identifier": "LEGIARTI000022959325",
    "article": "5",
    "quote": "Tout rejet est soumis à autorisation.",
    "address": "https://www.legifrance.gouv.fr/codes/x",
    "checked_on": MONDAY.date(),
}
ASK: dict[str, Any] = {
    "kind": "derogation",
    "wording": "Dispenser le circuit fermé d’une autorisation nouvelle.",
    "territory": "Métropole de Rouen",
    "duration_months": 24,
}
DOOR = "La DREAL a répondu non le 3 septembre."


def opened(cast: Cast, **fields: Any) -> Blocker:
    """A blocker that the first case has opened."""
    report = stories.attached(cast, **fields)
    assert report.blocker is not None
    return fresh(report.blocker)


def edited(blocker: Blocker, by: Any, **fields: Any) -> Blocker:
    """The same with what its lab has written."""
    return actions.edit_blocker(blocker, by=by, seen=version_of(blocker), **fields)


def complete(cast: Cast, **fields: Any) -> Blocker:
    """One that says all four things."""
    by = cast.moderator
    blocker = edited(opened(cast), by, local_attempt=DOOR, **fields)
    blocker = actions.add_norm_blocker(blocker, by=by, **NORM)
    return actions.add_ask_blocker(blocker, by=by, **ASK)


def qualified(cast: Cast, **fields: Any) -> Blocker:
    """One whose qualification is done."""
    return actions.qualify_blocker(complete(cast, **fields), by=cast.moderator)


def desk(blocker: Blocker, name: str) -> str:
    """Give an act's address in the admin."""
    return reverse("admin:blockers_blocker_act", args=[blocker.pk, name])


def file_of(blocker: Blocker) -> str:
    """Give the address of the blocker's page at the desk."""
    return reverse("admin:blockers_blocker_change", args=[blocker.pk])


def form_of(blocker: Blocker, **fields: Any) -> dict[str, Any]:
    """Give what the form of a blocker sends."""
    return {
        "title": blocker.title,
        "nature": blocker.nature,
        "local_attempt": blocker.local_attempt,
        "seen": version_of(blocker),
        **fields,
    }
