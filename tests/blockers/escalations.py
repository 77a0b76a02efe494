"""Dossiers lived through the acts, up to the status that a test is about."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from blockers import actions
from blockers.models import Ask, Blocker, ClockPause, Escalation, NormReference
from programmes.models import Organisation
from servindus import clock
from tests.blockers.factories import make_blocker, make_report
from tests.cast import Cast, fresh

REFUSAL = {
    "kind": "explained_refusal",
    "public_text": "L’eau reste soumise à autorisation.",
    "legal_ground": "Article 5 de l’arrêté du 4 octobre 2010",
    "public_interest": "Protection de la nappe",
    "alternative": "Un essai de six mois sous contrôle",
}
SIGNED = {
    "signed_by": "Thomas Aubry",
    "signed_role": "Sous-directeur",
    "decided_on": date(2026, 9, 7),
}
COMMITMENT = {
    "commitment_what": "Publier un arrêté modificatif",
    "commitment_who": "DGPR, bureau des eaux",
    "commitment_due_on": date(2027, 3, 1),
}
# What each kind carries at the least, besides its text and its signature.
KINDS: dict[str, dict[str, Any]] = {
    "lifted": {"act_reference": "TREP2612345A"},
    "derogation": {
        **COMMITMENT,
        "territory": "Seine-Maritime",
        "ends_on": date(2027, 9, 7),
    },
    "feasible_as_is": {"legal_ground": "Article 12"},
    "practice_corrected": {
        "instruction": "Note du 3 septembre aux DREAL",
        "in_force_on": date(2026, 9, 3),
    },
    "deferred": {
        "vehicle": "Décret « eau industrielle »",
        "review_on": date(2027, 9, 7),
    },
    "explained_refusal": {
        "legal_ground": "Article 5",
        "public_interest": "Protection de la nappe",
        "alternative": "Un essai de six mois",
    },
}


def given(kind: str, **fields: Any) -> dict[str, Any]:
    """Give the inputs of an answer of this kind, whole."""
    words = {"public_text": "Voici notre réponse.", "kind": kind}
    return {**words, **SIGNED, **KINDS.get(kind, {}), **fields}


def qualified(cast: Cast, *, asks: int = 1, **fields: Any) -> Blocker:
    """A blocker whose dossier is complete; its company has agreed to be named."""
    cast.moderator, cast.ministry, cast.authority  # noqa: B018 - they exist
    fields = {"summary": "Le circuit fermé est traité comme un rejet."} | fields
    blocker = make_blocker(lab=cast.rouen, status="qualified", **fields)
    for number in range(asks):
        Ask.objects.create(
            blocker=blocker, wording=f"Demande {number + 1}", kind="change_text"
        )
    NormReference.objects.create(
        blocker=blocker,
        level="order",
        title="Arrêté du 4 octobre 2010",
        identifier="LEGIARTI000022959325",
        article="5",
        quote="Tout rejet est soumis à autorisation.",
        checked_on=date(2026, 9, 1),
    )
    make_report(
        lab=cast.rouen,
        reporter=cast.director,
        organisation=cast.plant,
        company_name="",
        status="attached",
        blocker=blocker,
        confidentiality="ministry",
        name_shared_at=clock.now(),
        cost_per_month=1500,
    )
    return blocker


def escalated(cast: Cast, *, to: Sequence[Organisation] = (), **fields: Any) -> Blocker:
    """A blocker whose dossier is with one or several authorities."""
    cast.liaison  # noqa: B018 - somebody reads it there
    return actions.escalate_blocker(
        qualified(cast, **fields), by=cast.moderator, authorities=to or [cast.ministry]
    )


def sent(cast: Cast, **fields: Any) -> Escalation:
    """A dossier that has come, and that nobody has read."""
    return escalated(cast, **fields).escalations.get()


def acknowledged(cast: Cast, **fields: Any) -> Escalation:
    return actions.acknowledge_escalation(sent(cast, **fields), by=cast.liaison)


def asked(cast: Cast, **fields: Any) -> Escalation:
    return actions.request_info_escalation(
        acknowledged(cast, **fields),
        by=cast.liaison,
        text="Quel débit ?",
        due_on=date(2026, 9, 21),
    )


def in_review(cast: Cast, **fields: Any) -> Escalation:
    return actions.reply_info_escalation(
        asked(cast, **fields), by=cast.moderator, text="Deux mètres cubes par heure."
    )


def answered(cast: Cast, **fields: Any) -> Escalation:
    row = acknowledged(cast, **fields)
    for ask in row.blocker.asks.order_by("pk"):
        row = answer(row, cast, ask=ask)
    return row


def forwarded(cast: Cast, **fields: Any) -> Escalation:
    return actions.forward_escalation(
        acknowledged(cast, **fields),
        by=cast.liaison,
        authority=cast.authority,
        text="Le texte est de la DGPR.",
    )


def recalled(cast: Cast, **fields: Any) -> Escalation:
    row = acknowledged(cast, **fields)
    actions.recall_blocker(row.blocker, by=cast.moderator, text="Un fait nouveau.")
    return fresh(row)


def answer(row: Escalation, cast: Cast, **inputs: Any) -> Escalation:
    """The ministry's liaison answers the first ask, or the one that is named."""
    ask = inputs.pop("ask", None) or row.blocker.asks.order_by("pk").first()
    by = inputs.pop("by", cast.liaison)
    kind = inputs.pop("kind", "explained_refusal")
    return actions.answer_escalation(row, by=by, ask=ask, **given(kind, **inputs))


STORIES = {
    "sent": sent,
    "acknowledged": acknowledged,
    "in_review": in_review,
    "info_requested": asked,
    "answered": answered,
    "forwarded": forwarded,
    "recalled": recalled,
}


def clocks_of(row: Escalation) -> list[tuple[str, Any, Any, Any]]:
    """Give (code, started, due, stopped) of each clock in the order of its start."""
    rows = row.clocks.order_by("code", "pk")
    return list(rows.values_list("code", "started_on", "due_on", "stopped_on"))


def pauses_of(row: Escalation) -> list[tuple[Any, Any]]:
    """Give first day and first day after of each pause; an open one ends with None."""
    rows = ClockPause.objects.filter(clock__escalation=row).order_by("pk")
    return [(pause.span.lower, pause.span.upper) for pause in rows]
