"""Who stands in a file, under the name that a reader may see, and what they know."""

from datetime import datetime
from typing import Any

from matchmaking import rules
from matchmaking.enums import IntroductionStatus
from matchmaking.models import DecisionMaker, Introduction
from programmes import rules as frame
from programmes.enums import OrganisationKind
from programmes.models import Organisation
from servindus.ui import SHAPES, Person

S = IntroductionStatus


def hears_later(reader: Any, introduction: Introduction) -> bool:
    """Whether the reader hears of an answer only once it has settled."""
    if rules.is_addressee(reader, introduction):
        return False
    return introduction.startup_id in rules.startup_ids(
        reader
    ) or introduction.lab_id not in frame.lab_ids(reader)


def status_seen(introduction: Introduction, reader: Any, now: datetime) -> str:
    """Give the status that this reader may know: an unsettled answer is no news."""
    if introduction.is_settled(now) or not hears_later(reader, introduction):
        return introduction.status
    return S.SENT


def company(organisation: Organisation, role: str = "") -> Person:
    """Give an organisation as a shape with its name."""
    return Person(
        organisation.name,
        role=role,
        shape=SHAPES[organisation.kind],
        fictional=organisation.is_fictitious,
    )


def manager(card: DecisionMaker, revealed: bool = False) -> Person:
    """Give a decision maker under the name that may be shown."""
    name = card.full_name if revealed else card.public_name
    return Person(
        name, role=card.organisation.name, shape=SHAPES[card.organisation.kind]
    )


def own_startup(actor: Any) -> Organisation | None:
    """Give the reader's startup, the first one they joined."""
    for membership in frame.memberships_of(actor):
        if membership.organisation.kind == OrganisationKind.STARTUP:
            return membership.organisation
    return None
