"""A sitting is planned with its agenda; its labs are told, a file stands on one."""

from datetime import date, timedelta

import pytest

from blockers import actions, agenda
from blockers.models import Sitting
from servindus import clock
from servindus.workflow import ActRefused
from tests.blockers import escalations as stories
from tests.blockers.sittings import DAY, cancelled, held, planned
from tests.cast import MONDAY
from tests.evidence import journal, last_line, newly_owed, nothing_written

MON = date(2026, 9, 7)


def test_a_sitting_has_its_files_in_their_order_and_the_lab_is_told_once(cast):
    one, two = stories.acknowledged(cast), stories.sent(cast)
    sitting = planned(cast, [two, one])
    assert (sitting.status, sitting.held_on) == ("planned", DAY)
    lines = sitting.items.on_agenda()
    found = list(lines.values_list("position", "escalation", "is_open", "outcome"))
    assert found == [(1, two.pk, True, ""), (2, one.pk, True, "")]
    assert journal(sitting) == [
        ("plan_sitting", "", "planned", "liaison@bercy.example", "portal")
    ]
    line = last_line(sitting)
    assert line.details == {"held_on": "2026-09-21", "agenda": [two.pk, one.pk]}
    assert newly_owed(line) == {("sitting_planned", "moderatrice@rouen.example")}
    # The clocks of the files are as they were.
    assert [code for code, *_rest in stories.clocks_of(one)] == ["C3", "C4"]


@pytest.mark.parametrize("days", [-1, 367])
def test_it_is_planned_for_today_or_within_a_year(cast, days):
    row = stories.sent(cast)
    with nothing_written(), pytest.raises(ActRefused):
        planned(cast, [row], MON + timedelta(days=days))


@pytest.mark.parametrize("days", [0, 366])
def test_the_first_and_the_last_day(cast, days):
    assert planned(cast, [stories.sent(cast)], MON + timedelta(days=days)).pk


def test_one_sitting_a_day_and_one_agenda_per_file(cast):
    row, other = stories.sent(cast), stories.sent(cast)
    planned(cast, [row])
    with nothing_written(), pytest.raises(ActRefused, match="déjà prévue"):
        planned(cast, [other])
    with nothing_written(), pytest.raises(ActRefused, match="autre ordre du jour"):
        planned(cast, [row], date(2026, 9, 28))


def test_what_was_cancelled_or_adjourned_may_stand_on_the_next_agenda(cast):
    row = stories.sent(cast)
    cancelled(cast, [row])
    sitting = held(cast, [row])
    assert sitting.items.get().outcome == "adjourned"
    with clock.at(MONDAY + timedelta(days=15)):
        assert planned(cast, [row], date(2026, 10, 5)).items.count() == 1


@pytest.mark.parametrize("status", ["answered", "forwarded", "recalled"])
def test_what_is_owed_no_answer_is_on_no_agenda(cast, status):
    row = stories.STORIES[status](cast)
    assert agenda.proposed(cast.ministry.pk, MON) == []
    with nothing_written(), pytest.raises(ActRefused):
        planned(cast, [row])


def test_another_authoritys_file_is_refused(cast):
    row, by = stories.sent(cast), cast.second_liaison
    with nothing_written(), pytest.raises(ActRefused):
        actions.plan_sitting(cast.authority, by=by, held_on=DAY, agenda=[row.pk])
    assert not Sitting.objects.exists()


def test_a_long_queue_cuts_nothing_off_the_agenda(cast, monkeypatch):
    with clock.at(MONDAY + timedelta(days=30)):
        last = stories.acknowledged(cast)
        sitting = planned(cast, [last], date(2026, 10, 12))
    late = [stories.acknowledged(cast) for _n in range(3)]
    monkeypatch.setattr(agenda, "MOST_ON_AGENDA", 3)
    rows = agenda.files(cast.ministry.pk, date(2026, 12, 1), sitting)
    assert [row.pk for row in rows] == [last.pk, late[0].pk, late[1].pk]


def test_what_is_late_is_proposed_first_then_what_is_due_then_the_rest(cast):
    late, asked = stories.acknowledged(cast), stories.asked(cast)
    with clock.at(MONDAY + timedelta(days=10)):
        soon = stories.acknowledged(cast)
    with clock.at(MONDAY + timedelta(days=60)):
        rest = stories.acknowledged(cast)
    today = MON + timedelta(days=64)
    rows = agenda.files(cast.ministry.pk, today)
    assert [(row.pk, row.group) for row in rows] == [
        (late.pk, agenda.LATE), (soon.pk, agenda.SOON), (rest.pk, agenda.REST),
        (asked.pk, agenda.LAB),
    ]  # fmt: skip
