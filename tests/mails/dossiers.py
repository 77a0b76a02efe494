"""A dossier with a ministry, and its sittings."""

from collections.abc import Iterator
from datetime import date

from blockers import actions
from blockers.models import Escalation
from tests.blockers import escalations as stories
from tests.blockers.days import live
from tests.blockers.sittings import cancelled, held, planned
from tests.cast import Cast, fresh

Told = Iterator[str]


def conversed(cast: Cast) -> Told:
    """Sent, read, asked about, completed; the answer takes longer."""
    row = stories.sent(cast)
    yield "escalation_received report_escalated"
    row = actions.acknowledge_escalation(row, by=cast.liaison)
    yield "escalation_acknowledged"
    row = actions.request_info_escalation(
        row, by=cast.liaison, text="Quel débit ?", due_on=date(2026, 9, 21)
    )
    yield "escalation_asked"
    row = actions.reply_info_escalation(
        row, by=cast.moderator, text="Deux mètres cubes par heure."
    )
    yield "escalation_replied"
    row = actions.add_addendum(row, by=cast.moderator, text="Un second site attend.")
    yield "escalation_completed"
    row = actions.extend_escalation(
        row, by=cast.liaison, text="Le Conseil d’État est saisi."
    )
    yield "escalation_extended"


def handed_on(cast: Cast) -> Told:
    """Another authority has it now."""
    cast.second_liaison  # noqa: B018 - somebody reads it there
    stories.forwarded(cast)
    yield "escalation_forwarded"


def recalled(cast: Cast) -> Told:
    """The lab takes it back."""
    stories.recalled(cast)
    yield "escalation_recalled"


def answered(cast: Cast) -> Told:
    """Each ask is answered, and everybody may read it."""
    row = stories.answered(cast)
    yield "escalation_answered"
    actions.publish_escalation(row, by=cast.liaison)
    yield "escalation_published report_answered"


def late(cast: Cast) -> Told:
    """The authority hears of its dates, then the lab that it is late."""
    stories.acknowledged(cast)
    other = stories.qualified(cast, title="Déclarer deux fois le même stockage")
    actions.escalate_blocker(other, by=cast.moderator, authorities=[cast.ministry])
    live([date(2026, 11, 9)])
    yield "liaison_reminded"
    live([date(2026, 11, 19)])
    yield "lab_reminded"


def sat_upon(cast: Cast) -> Told:
    """A sitting is planned with two files of one lab, or with one."""
    planned(cast, _two(cast))
    yield "sitting_planned"


def _two(cast: Cast) -> list[Escalation]:
    first = stories.acknowledged(cast)
    other = stories.qualified(cast, title="Déclarer deux fois le même stockage")
    actions.escalate_blocker(other, by=cast.moderator, authorities=[cast.ministry])
    return [first, fresh(other).escalations.get()]


def adjourned(cast: Cast) -> Told:
    """The minutes put the file off."""
    held(cast)
    yield "sitting_adjourned"


def called_off(cast: Cast) -> Told:
    """The sitting does not take place."""
    cancelled(cast)
    yield "sitting_cancelled"


STORIES = (
    conversed,
    handed_on,
    recalled,
    answered,
    late,
    sat_upon,
    adjourned,
    called_off,
)
