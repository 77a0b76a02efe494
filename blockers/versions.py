"""Whether a row is still as somebody read it before they began to write."""

from hashlib import sha256
from typing import Any

from django.db import models

from blockers.models import Ask, Blocker, NormReference, SittingItem

# What people write on each; a step or a new case is no reason to stop an edit.
WRITTEN: dict[type[models.Model], tuple[str, ...]] = {
    Blocker: (
        "title",
        "nature",
        "topic",
        "owner",
        "is_systemic",
        "public_summary",
        "summary",
        "local_attempt",
        "no_text_found",
    ),
    NormReference: (
        "level",
        "title",
        "identifier",
        "article",
        "quote",
        "address",
        "checked_on",
    ),
    Ask: ("wording", "kind", "territory", "duration_months"),
    SittingItem: ("outcome", "reason", "note", "note_shared"),
}


def written(row: models.Model) -> dict[str, Any]:
    """Give what a row says, by field; of a foreign key the id."""
    names = WRITTEN[type(row)]
    return {name: row.serializable_value(name) for name in names}


def version_of(row: models.Model) -> str:
    """Give the fingerprint of what a row says."""
    said = sorted((name, str(value)) for name, value in written(row).items())
    return sha256(repr(said).encode()).hexdigest()[:32]
