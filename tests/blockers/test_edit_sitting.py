"""An agenda is changed: who came and who went is told, in one mail each."""

from datetime import date

import pytest

from blockers import agenda
from blockers.actions import edit_sitting
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.blockers import escalations as stories
from tests.blockers.sittings import DAY, cancelled, held, planned
from tests.cast import fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written


def edit(sitting, cast, rows, held_on=DAY, **fields):
    given = {"seen": agenda.version_of(sitting), "by": cast.liaison, **fields}
    pks = [row.pk for row in rows]
    return edit_sitting(sitting, held_on=held_on, agenda=pks, **given)


def places(sitting):
    rows = sitting.items.order_by("escalation")
    return list(rows.values_list("escalation", "position", "is_open"))


def test_files_come_go_and_change_places(cast):
    one, two, three = (stories.acknowledged(cast) for _n in range(3))
    sitting = planned(cast, [one, two])
    edit(sitting, cast, [three, two])
    assert places(sitting) == [
        (one.pk, None, False), (two.pk, 2, True), (three.pk, 1, True),
    ]  # fmt: skip
    assert journal(sitting)[-1] == (
        "edit_sitting", "planned", "planned", "liaison@bercy.example", "portal",
    )  # fmt: skip
    line = last_line(sitting)
    assert line.details == {"held_on": "2026-09-21", "agenda": [three.pk, two.pk]}
    assert newly_owed(line) == {("sitting_planned", "moderatrice@rouen.example")}
    told = OutboxEmail.objects.get(cause=line).data["items"]
    concerned = sitting.items.filter(pk__in=told)
    assert {row.escalation_id for row in concerned} == {one.pk, three.pk}
    # What was taken off may come back, and stands there once.
    edit(sitting, cast, [one])
    assert places(sitting) == [
        (one.pk, 1, True), (two.pk, None, False), (three.pk, None, False),
    ]  # fmt: skip


def test_another_order_is_nobodys_news(cast):
    one, two = stories.acknowledged(cast), stories.acknowledged(cast)
    sitting = planned(cast, [one, two])
    edit(sitting, cast, [two, one])
    assert newly_owed(last_line(sitting)) == set()


def test_another_day_is_told_to_every_lab_of_the_agenda(cast):
    row = stories.acknowledged(cast)
    sitting = planned(cast, [row])
    edit(sitting, cast, [row], date(2026, 9, 28))
    assert fresh(sitting).held_on == date(2026, 9, 28)
    assert newly_owed(last_line(sitting)) == {
        ("sitting_planned", "moderatrice@rouen.example")
    }


def test_what_was_taken_off_is_free_for_another_agenda(cast):
    row, other = stories.acknowledged(cast), stories.acknowledged(cast)
    sitting = planned(cast, [row, other])
    edit(sitting, cast, [other])
    assert planned(cast, [row], date(2026, 9, 28)).items.count() == 1
    with nothing_written(), pytest.raises(ActRefused):
        edit(sitting, cast, [other, row])


def test_a_file_that_was_answered_meanwhile_may_stay(cast):
    row, other = stories.acknowledged(cast), stories.acknowledged(cast)
    sitting = planned(cast, [row, other])
    stories.answer(row, cast)
    edit(sitting, cast, [other, row])
    assert [pk for pk, *_rest in places(sitting)] == [row.pk, other.pk]


def test_a_colleagues_agenda_is_not_written_over_unseen(cast):
    row, other = stories.acknowledged(cast), stories.acknowledged(cast)
    sitting = planned(cast, [row])
    seen = agenda.version_of(sitting)
    edit(sitting, cast, [other])
    with nothing_written(), pytest.raises(ActRefused):
        edit(sitting, cast, [row, other], seen=seen)
    # The same wish twice is no news.
    with nothing_written(), pytest.raises(ActRefused, match="déjà"):
        edit(sitting, cast, [other], seen=seen)


def test_a_day_that_is_taken_or_gone_is_refused(cast):
    row, other = stories.acknowledged(cast), stories.acknowledged(cast)
    planned(cast, [other], date(2026, 9, 28))
    sitting = planned(cast, [row])
    for day in (date(2026, 9, 28), date(2026, 9, 6)):
        with nothing_written(), pytest.raises(ActRefused):
            edit(sitting, cast, [row], day)


@pytest.mark.parametrize("made", [held, cancelled])
def test_what_is_over_is_not_changed(cast, made):
    row = stories.acknowledged(cast)
    sitting = made(cast, [row])
    assert edit_sitting.sources == ("planned",)
    with nothing_written(), pytest.raises(TransitionNotAllowed):
        edit(sitting, cast, [])
