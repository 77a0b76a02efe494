"""Introductions lived through the acts, up to the status that a test is about."""

from typing import Any

from matchmaking import actions
from matchmaking.enums import Checkpoint
from matchmaking.models import DecisionMaker, Introduction
from servindus.actors import Channel
from servindus.models import User
from tests.cast import Cast, holder

CHECKED = dict.fromkeys(Checkpoint.values, True)
REQUEST = {
    "subject": "Prévoir l’arrêt de la tréfileuse",
    "why_you": "Quatre roulements sur cinq signalés avant la casse.",
    "ask": "understand",
    "formats": ["video"],
}
COLLEAGUE = {
    "given_name": "Thierry",
    "family_name": "Samson",
    "email": "samson@usine.example",
    "function": "logistics",
}


def drafted(
    cast: Cast,
    *,
    manager: DecisionMaker | None = None,
    founder: User | None = None,
    **fields: Any,
) -> Introduction:
    """The startup has written its request."""
    founder = founder or cast.founder
    startup = founder.memberships.get().organisation
    draft = actions.draft_introduction(startup, manager or cast.manager, by=founder)
    return actions.edit_introduction(draft, by=founder, **{**REQUEST, **fields})


def submitted(cast: Cast, **options: Any) -> Introduction:
    """The request waits for a moderator."""
    assert cast.moderator
    draft = drafted(cast, **options)
    return actions.submit_introduction(draft, by=draft.requested_by)


def sent(cast: Cast, **options: Any) -> Introduction:
    """The decision maker has been asked."""
    return actions.approve_introduction(
        submitted(cast, **options),
        by=cast.moderator,
        channel=Channel.ADMIN,
        checklist=CHECKED,
    )


def accepted(cast: Cast, **options: Any) -> Introduction:
    """The decision maker has just said yes, by link."""
    asked = sent(cast, **options)
    return actions.accept_introduction(asked, by=holder(asked))


def declined(cast: Cast, **options: Any) -> Introduction:
    """The decision maker has just said no, by link."""
    asked = sent(cast, **options)
    return actions.decline_introduction(
        asked,
        by=holder(asked),
        code="have_solution",
        shared="Nous sommes équipés.",
        private="Contrat signé jusqu’en 2028.",
    )


def redirected(cast: Cast, **options: Any) -> Introduction:
    """The decision maker has just named a colleague, by link."""
    asked = sent(cast, **options)
    return actions.redirect_introduction(asked, by=holder(asked), **COLLEAGUE)


WORDING = {
    "subject": "Écouter la tréfileuse avant qu’elle ne s’arrête",
    "why_you": "Quatre roulements sur cinq signalés avant la casse, sur deux sites.",
    "ask": "understand",
}


def reworded(cast: Cast, **options: Any) -> Introduction:
    """The moderator has proposed other words."""
    return actions.reword_introduction(
        submitted(cast, **options),
        by=cast.moderator,
        channel=Channel.ADMIN,
        checklist=CHECKED,
        text="D’accord ?",
        **WORDING,
    )


def rejected(cast: Cast, **options: Any) -> Introduction:
    """The moderator has refused the request."""
    return actions.reject_introduction(
        submitted(cast, **options),
        by=cast.moderator,
        channel=Channel.ADMIN,
        code="unclear",
        text="Que demandez-vous ?",
    )


def appealed(cast: Cast, **options: Any) -> Introduction:
    """The startup has asked another moderator."""
    refused = rejected(cast, **options)
    assert cast.second_moderator
    return actions.appeal_introduction(
        refused, by=refused.requested_by, text="Relisez le second paragraphe."
    )
