"""Two liaisons hold the same sitting, or plan at once: real threads, one outcome."""

from datetime import date

import pytest

from blockers import agenda
from blockers.actions import (
    adjourn_sitting,
    answer_escalation,
    close_sitting,
    edit_sitting,
    plan_sitting,
)
from blockers.models import Answer, Sitting, SittingItem
from blockers.versions import version_of
from servindus.models import JournalEntry
from servindus.workflow import ActRefused
from tests.blockers import escalations as stories
from tests.blockers.escalations import given
from tests.blockers.sittings import DAY, item_of, on_the_day, planned
from tests.cast import fresh
from tests.threads import together

ROUNDS = 6
pytestmark = pytest.mark.django_db(transaction=True)


def test_two_plans_of_one_file_at_once_leave_one(cast):
    by, ministry = cast.liaison, cast.ministry
    for _round in range(ROUNDS):
        row = stories.acknowledged(cast)
        days = [date(2026, 9, 21 + _round), date(2026, 10, 1 + _round)]

        def plan(day, pk=row.pk):
            return plan_sitting(ministry, by=by, held_on=day, agenda=[pk])

        found = together(*(lambda d=day: plan(d) for day in days))
        assert sum(isinstance(one, Sitting) for one in found) == 1, found
        assert sum(isinstance(one, ActRefused) for one in found) == 1, found
        assert SittingItem.objects.filter(escalation=row, is_open=True).count() == 1


def test_two_adjournments_at_once_leave_one_reason(cast):
    by = cast.liaison
    for number in range(ROUNDS):
        sitting = planned(cast, held_on=date(2026, 9, 21 + number))
        item = item_of(sitting)
        seen = version_of(item)

        def put_off(reason, sitting=sitting, item=item, seen=seen):
            return adjourn_sitting(
                sitting, by=by, item=item.pk, seen=seen, reason=reason, note="",
                note_shared=False,
            )  # fmt: skip

        found = together(lambda p=put_off: p("Un."), lambda p=put_off: p("Deux."))
        assert sum(isinstance(one, Sitting) for one in found) == 1, found
        assert sum(isinstance(one, ActRefused) for one in found) == 1, found
        assert fresh(item).reason in ("Un.", "Deux.")


def test_two_agendas_written_at_once_leave_one(cast):
    by = cast.liaison
    one, two = stories.acknowledged(cast), stories.acknowledged(cast)
    sitting = planned(cast, [one, two])
    seen = agenda.version_of(sitting)

    def write(pks):
        return edit_sitting(sitting, by=by, held_on=DAY, agenda=pks, seen=seen)

    found = together(lambda: write([two.pk, one.pk]), lambda: write([two.pk]))
    assert sum(isinstance(row, Sitting) for row in found) == 1, found
    assert sum(isinstance(row, ActRefused) for row in found) == 1, found


def test_an_answer_is_in_the_minutes_or_comes_after_them(cast):
    """Never both: minutes that say "adjourned" of what was answered before them."""
    by = cast.liaison
    for number in range(ROUNDS):
        row = stories.acknowledged(cast)
        ask = row.blocker.asks.get()
        sitting = planned(cast, [row], held_on=date(2026, 9, 7 + number))
        with on_the_day():
            found = together(
                lambda s=sitting: close_sitting(
                    s, by=by, chair="X", rest_reason="Faute de temps."
                ),
                lambda r=row, a=ask: answer_escalation(
                    r, by=by, ask=a, **given("explained_refusal")
                ),
            )
        assert not [one for one in found if isinstance(one, Exception)], found
        [file] = fresh(sitting).minutes["files"]
        # Locked alike, the two lines of the journal stand in the order of the deeds.
        lines = JournalEntry.objects.filter(verb="close_sitting")
        closed = lines.get(object_id=sitting.pk).pk
        first = Answer.objects.get(escalation=row).entry_id < closed
        assert file["outcome"] == ("decided" if first else "adjourned")
        assert (file["asks"][0]["answer"] is not None) == first


def test_two_closings_at_once_leave_one(cast):
    by = cast.liaison
    sitting = planned(cast)
    with on_the_day():
        found = together(
            *(
                lambda c=chair: close_sitting(
                    sitting, by=by, chair=c, rest_reason="Non."
                )
                for chair in ("Un", "Deux")
            )
        )
    assert sum(isinstance(one, Sitting) for one in found) == 1, found
    assert sum(isinstance(one, ActRefused) for one in found) == 1, found
