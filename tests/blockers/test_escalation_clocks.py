"""The ministry's clocks: the design's own dates, holidays, and who may stop them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from blockers import actions
from blockers.actions import timing
from blockers.clocks import Code, policy_of
from blockers.enums import Side
from servindus import clock
from tests.blockers import escalations as stories
from tests.blockers.escalations import clocks_of

PARIS = ZoneInfo("Europe/Paris")


def on(day):
    return clock.at(datetime.combine(day, time(10), PARIS))


def dates(cast, sent):
    with on(sent):
        row = stories.sent(cast)
    return row.acknowledge_by, row.answer_by


@pytest.mark.parametrize(
    ("sent", "acknowledge_by", "answer_by"),
    [
        # Monday + 5 working days is the next Monday.
        (date(2026, 9, 7), date(2026, 9, 14), date(2026, 11, 9)),
        # 1 and 8 May 2026 are holidays; 30 June is a Tuesday.
        (date(2026, 4, 30), date(2026, 5, 11), date(2026, 6, 30)),
        # 31 December + 2 months: 28 February 2027 is a Sunday, so the Monday.
        (date(2026, 12, 31), date(2027, 1, 8), date(2027, 3, 1)),
        # And of a leap year 29 February 2028, a Tuesday.
        (date(2027, 12, 31), date(2028, 1, 7), date(2028, 2, 29)),
        # A Saturday: the five days begin with the Monday after.
        (date(2026, 9, 5), date(2026, 9, 11), date(2026, 11, 5)),
        # Two months later is 14 July: the next working day.
        (date(2026, 5, 14), date(2026, 5, 21), date(2026, 7, 15)),
    ],
)
def test_the_dates_of_a_sending(cast, sent, acknowledge_by, answer_by):
    assert dates(cast, sent) == (acknowledge_by, answer_by)


def test_the_labs_quiet_days_excuse_no_ministry(cast):
    cast.rouen.closures.create(
        starts_on=date(2026, 9, 8), ends_on=date(2026, 9, 30), reason="Congés"
    )
    assert dates(cast, date(2026, 9, 7)) == (date(2026, 9, 14), date(2026, 11, 9))


def test_publication_is_owed_in_fifteen_days(cast):
    with on(date(2026, 9, 7)):
        row = stories.answered(cast)
    assert row.publish_by == date(2026, 9, 22)
    assert clocks_of(row)[-1][:3] == ("C5", date(2026, 9, 7), date(2026, 9, 22))


def test_who_owes_which_clock(cast):
    row = stories.answered(cast)
    owing = {one.code: one.owed_by for one in row.clocks.all()}
    assert owing == {"C3": Side.LIAISON, "C4": Side.MINISTRY, "C5": Side.MINISTRY}
    assert policy_of(Code.ANSWER).extended is not None


def test_a_late_answer_stays_late(cast):
    row = stories.acknowledged(cast)
    with on(date(2026, 11, 20)):
        row = stories.answer(row, cast)
    stopped = row.clocks.get(code="C4")
    assert stopped.stopped_on > stopped.due_on == date(2026, 11, 9)


def test_two_questions_are_two_pauses_and_both_count(cast):
    row = stories.acknowledged(cast)
    for start, end in ((10, 14), (21, 28)):
        with on(date(2026, 9, start)):
            row = actions.request_info_escalation(
                row, by=cast.liaison, text="?", due_on=date(2026, 10, 1)
            )
        with on(date(2026, 9, end)):
            row = actions.reply_info_escalation(row, by=cast.moderator, text="Voilà.")
    # 4 + 7 days after 7 November: a Wednesday.
    assert row.answer_by == date(2026, 11, 18)
    deadline = timing.due_of(row.clocks.get(code="C4"), row, date(2026, 9, 30))
    assert [line.count for line in deadline.lines if line.kind == "pause"] == [4, 7]


def test_a_question_and_its_reply_on_one_day_move_nothing(cast):
    row = stories.in_review(cast)
    assert row.answer_by == date(2026, 11, 9)
    assert stories.pauses_of(row) == []


def test_the_queue_tells_late_from_soon(cast):
    row = stories.sent(cast)
    rows = type(row).objects

    def groups(day):
        return rows.late(day).exists(), rows.due_soon(day).exists()

    assert groups(date(2026, 9, 14)) == (False, False)
    assert groups(date(2026, 9, 15)) == (True, False)
    row = actions.acknowledge_escalation(row, by=cast.liaison)
    assert groups(date(2026, 9, 15)) == (False, False)
    assert groups(date(2026, 10, 29)) == (False, False)
    assert groups(date(2026, 10, 30)) == (False, True)
    assert groups(date(2026, 11, 9)) == (False, True)
    assert groups(date(2026, 11, 10)) == (True, False)
    actions.request_info_escalation(
        row, by=cast.liaison, text="?", due_on=date(2026, 9, 10)
    )
    # The lab owes: the ministry is not late.
    assert groups(date(2026, 11, 10)) == (False, False)


def test_a_publication_that_is_owed_is_in_the_queue(cast):
    row = stories.answered(cast)
    rows = type(row).objects
    assert list(rows.owing()) == [row]
    assert rows.due_soon(date(2026, 9, 12)).exists()
    assert rows.late(date(2026, 9, 23)).exists()
    actions.publish_escalation(row, by=cast.liaison)
    assert not rows.owing().exists()
    assert not rows.late(date(2026, 9, 23) + timedelta(days=300)).exists()
