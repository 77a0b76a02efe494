"""Sittings lived through the acts, up to the state that a test is about."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

from blockers import actions
from blockers.models import Escalation, Sitting, SittingItem
from blockers.versions import version_of
from servindus import clock
from tests.blockers import escalations as stories
from tests.cast import MONDAY, Cast

# A working day two weeks after the Monday on which the tests live.
DAY = date(2026, 9, 21)


def on_the_day() -> AbstractContextManager[Any]:
    """Live on the day of the sitting, at ten."""
    return clock.at(MONDAY + timedelta(days=14))


def planned(
    cast: Cast, rows: Sequence[Escalation] = (), held_on: date = DAY, **fields: Any
) -> Sitting:
    """A sitting of the ministry with these files, or with one."""
    agenda = [row.pk for row in rows or [stories.acknowledged(cast)]]
    by = fields.pop("by", cast.liaison)
    return actions.plan_sitting(
        fields.pop("authority", cast.ministry), by=by, held_on=held_on, agenda=agenda
    )


def item_of(sitting: Sitting, row: Escalation | None = None) -> SittingItem:
    """Give the line of a file, or the first one."""
    rows = sitting.items.on_agenda().select_related("sitting")
    found = rows.filter(escalation=row).first() if row else rows.first()
    assert found is not None
    return found


def adjourned(
    sitting: Sitting, cast: Cast, item: SittingItem, **fields: Any
) -> Sitting:
    given = {"reason": "L’expert manque.", "note": "", "note_shared": False, **fields}
    return actions.adjourn_sitting(
        sitting, by=cast.liaison, item=item.pk, seen=version_of(item), **given
    )


def held(cast: Cast, rows: Sequence[Escalation] = (), **fields: Any) -> Sitting:
    """A sitting whose minutes are closed; what was left is adjourned."""
    sitting = planned(cast, rows)
    given = {"chair": "Jeanne Aubert", "rest_reason": "Il manque un avis.", **fields}
    with on_the_day():
        return actions.close_sitting(sitting, by=cast.liaison, **given)


def cancelled(cast: Cast, rows: Sequence[Escalation] = ()) -> Sitting:
    return actions.cancel_sitting(
        planned(cast, rows), by=cast.liaison, text="Le quorum manque."
    )
