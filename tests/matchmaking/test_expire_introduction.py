"""A request that nobody answered ends on the day after its due date."""

from datetime import date, datetime

import pytest

from matchmaking.actions import accept_introduction, expire_introduction
from servindus import clock
from servindus.actors import SYSTEM
from servindus.workflow import ActRefused
from tests.cast import fresh, holder
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.checks import answers_to, desk, in_status, starts_only_from
from tests.matchmaking.stories import sent

NAME = "expire_introduction"
EVENING = datetime(2026, 9, 28, 23, 59, tzinfo=clock.PARIS)
NEXT_DAY = datetime(2026, 9, 29, 0, 0, tzinfo=clock.PARIS)


def test_the_due_day_belongs_to_the_manager(cast):
    introduction = sent(cast)
    assert introduction.due_on == date(2026, 9, 28)
    with clock.at(EVENING), pytest.raises(ActRefused):
        expire_introduction(introduction, by=SYSTEM)
    with clock.at(NEXT_DAY):
        done = expire_introduction(introduction, by=SYSTEM)
    assert (done.status, done.answered_at) == ("expired", NEXT_DAY)


def test_the_journal_says_who_and_the_founder_is_written_to(cast):
    introduction = sent(cast)
    with clock.at(NEXT_DAY):
        done = expire_introduction(introduction, by=SYSTEM)
    assert journal(done)[-1] == (NAME, "sent", "expired", "system", "system")
    assert newly_owed(last_line(done)) == {
        ("introduction_expired", "fondatrice@startup.example")
    }


def test_it_starts_only_from_a_request_that_was_sent(cast):
    starts_only_from(expire_introduction, cast, "sent")


def test_nobody_ends_a_request_by_hand(client, cast):
    introduction = in_status(cast, "sent", due_on=date(2026, 9, 1))
    people = "founder moderator second_moderator colleague admin"
    assert answers_to(client, cast, desk(introduction, NAME), {}, people) == {
        "founder": 403,
        "moderator": 403,
        "second_moderator": 403,
        "colleague": 404,
        "admin": 403,
    }


def test_a_late_yes_is_welcome_for_thirty_days(cast):
    introduction = sent(cast)
    with clock.at(NEXT_DAY):
        expire_introduction(introduction, by=SYSTEM)
    last = datetime(2026, 10, 28, 23, 59, tzinfo=clock.PARIS)
    with clock.at(last):
        done = accept_introduction(introduction, by=holder(introduction))
    assert done.status == "accepted"


def test_a_yes_after_that_is_too_late(cast):
    introduction = sent(cast)
    with clock.at(NEXT_DAY):
        expire_introduction(introduction, by=SYSTEM)
    who = holder(introduction)
    too_late = datetime(2026, 10, 29, 0, 0, tzinfo=clock.PARIS)
    with clock.at(too_late), pytest.raises(ActRefused):
        accept_introduction(introduction, by=who)
    assert fresh(introduction).status == "expired"
