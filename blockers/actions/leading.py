"""What the leading lab writes on a blocker until it is complete: texts, asks, doors."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blockers.actions.hiding import take_down
from blockers.cards import words_hash
from blockers.completeness import missing
from blockers.enums import BLOCKER_EDITABLE, BlockerStatus
from blockers.models import Ask, Blocker, NormReference
from blockers.versions import version_of
from programmes import rules as frame
from servindus.workflow import ActRefused, Step, act, transition

B = BlockerStatus


def check_version(row: models.Model, seen: str, fields: dict[str, Any]) -> None:
    """Refuse to write over what was written in the meantime, in another tab too."""
    if version_of(row) != seen:
        if all(getattr(row, name) == value for name, value in fields.items()):
            raise ActRefused(_("The same stands here already."))
        raise ActRefused(
            _(
                "This has been changed while you were writing. What stands now is"
                " shown above: send yours again to put it in its place."
            )
        )


def _stays_complete(blocker: Blocker) -> None:
    """What is qualified says all four things, whatever is changed on it."""
    if blocker.status == B.QUALIFIED and (gone := missing(blocker)):
        raise ActRefused(" ".join(str(text) for text in gone))


@act(
    Blocker,
    sources=BLOCKER_EDITABLE,
    label=_("Edit the blocker"),
    icon="pencil-square",
)
def edit_blocker(blocker: Blocker, step: Step, *, seen: str, **fields: Any) -> None:
    """Write what the blocker is, who follows it, and which local door was tried."""
    check_version(blocker, seen, fields)
    owner = fields.get("owner")
    if owner is not None and blocker.lab_id not in frame.lab_ids(owner):
        raise ActRefused(_("Only somebody of the leading lab is in charge."))
    before = words_hash(blocker)
    for name, value in fields.items():
        setattr(blocker, name, value)
    if words_hash(blocker) != before:
        # Companies agreed to other words.
        take_down(blocker, step)
    if blocker.no_text_found and blocker.norms.exists():
        raise ActRefused(_("Texts are cited: “no text found” is not true any more."))
    _stays_complete(blocker)


def _is_complete(blocker: Blocker, now: datetime) -> str | Promise | None:
    gone = missing(blocker)
    return " ".join(str(text) for text in gone) if gone else None


@transition(
    Blocker,
    sources=[B.QUALIFYING],
    target=B.QUALIFIED,
    label=_("Qualified: it is complete"),
    icon="clipboard-document-check",
    guard=_is_complete,
)
def qualify_blocker(blocker: Blocker, step: Step) -> None:
    """Say that the blocker is understood: a text, an ask, a local door tried."""
    blocker.qualified_at = step.now


# --- Texts ----------------------------------------------------------------------------


@act(
    Blocker,
    sources=BLOCKER_EDITABLE,
    label=_("Cite a text"),
    icon="book-open",
    records=("level", "identifier"),
)
def add_norm_blocker(blocker: Blocker, step: Step, **fields: Any) -> None:
    """Cite a text as it stood on the day it was read."""
    _once(blocker, 0, fields)
    _not_twice(blocker.norms, fields)
    NormReference.objects.create(blocker=blocker, **fields)
    blocker.no_text_found = False


@act(
    Blocker,
    sources=BLOCKER_EDITABLE,
    label=_("Correct a text"),
    icon="pencil-square",
    records=("piece", "identifier"),
)
def change_norm_blocker(
    blocker: Blocker, step: Step, *, piece: int, seen: str, **fields: Any
) -> None:
    """Correct a text that the blocker cites."""
    norm = _piece(blocker.norms, piece)
    check_version(norm, seen, fields)
    _once(blocker, piece, fields)
    _write(norm, fields)


@act(
    Blocker,
    sources=BLOCKER_EDITABLE,
    label=_("Take a text away"),
    icon="x-mark",
    records=("piece",),
)
def remove_norm_blocker(blocker: Blocker, step: Step, *, piece: int) -> None:
    """Take a text away that does not block."""
    _take_away(blocker.norms, piece)
    _stays_complete(blocker)


def _once(blocker: Blocker, piece: int, fields: dict[str, Any]) -> None:
    """An article of a text stands once; the blocker's row is locked by the act."""
    number = fields.get("identifier", "")
    same = blocker.norms.filter(identifier=number, article=fields.get("article", ""))
    if number and same.exclude(pk=piece).exists():
        raise ActRefused(_("This article of this text is cited already."))


# --- Asks -----------------------------------------------------------------------------


@act(
    Blocker,
    sources=BLOCKER_EDITABLE,
    label=_("Write an ask"),
    icon="hand-raised",
    records=("kind",),
)
def add_ask_blocker(blocker: Blocker, step: Step, **fields: Any) -> None:
    """Write one thing that an administration is asked for."""
    _not_twice(blocker.asks, fields)
    Ask.objects.create(blocker=blocker, **fields)


@act(
    Blocker,
    sources=BLOCKER_EDITABLE,
    label=_("Correct an ask"),
    icon="pencil-square",
    records=("piece", "kind"),
)
def change_ask_blocker(
    blocker: Blocker, step: Step, *, piece: int, seen: str, **fields: Any
) -> None:
    """Correct an ask."""
    ask = _piece(blocker.asks, piece)
    _not_answered(ask)
    check_version(ask, seen, fields)
    _write(ask, fields)


@act(
    Blocker,
    sources=BLOCKER_EDITABLE,
    label=_("Take an ask away"),
    icon="x-mark",
    records=("piece",),
)
def remove_ask_blocker(blocker: Blocker, step: Step, *, piece: int) -> None:
    """Take an ask away that is no longer asked."""
    _not_answered(_piece(blocker.asks, piece))
    _take_away(blocker.asks, piece)
    _stays_complete(blocker)


def _not_answered(ask: Ask) -> None:
    """What a ministry has decided on stays as it read it, after a recall too."""
    if ask.answers.exists():
        raise ActRefused(_("A ministry has answered this ask: write another one."))


def _piece(rows: Any, piece: int) -> Any:
    """Give a text or an ask of this blocker, and of no other one."""
    row = rows.filter(pk=piece).first()
    if row is None:
        raise ActRefused(_("It has been taken away in the meantime."))
    return row


def _not_twice(rows: Any, fields: dict[str, Any]) -> None:
    """A second click writes the same words again: they stand once."""
    if rows.filter(**fields).exists():
        raise ActRefused(_("The same stands here already."))


def _take_away(rows: Any, piece: int) -> None:
    """Take one away that was written here; what a merge has brought can go back."""
    row = _piece(rows, piece)
    if row.came_from_id is not None:
        raise ActRefused(_("It came with a blocker merged into this one."))
    row.delete()


def _write(row: models.Model, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
