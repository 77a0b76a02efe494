"""The decision maker asks to be asked again later, twice at most."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from matchmaking.actions import defer_introduction
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused
from tests.cast import MONDAY, fresh, holder
from tests.evidence import last_line, newly_owed
from tests.matchmaking.checks import (
    answers_to,
    by_link,
    in_status,
    portal,
    reading_writes_nothing,
    starts_only_from,
)
from tests.matchmaking.stories import sent

NAME = "defer_introduction"


@pytest.mark.parametrize(
    ("days", "until"),
    [
        (15, date(2026, 9, 22)),
        (30, date(2026, 10, 7)),
        (60, date(2026, 11, 6)),
        # Sunday 6 December: asked again on the Monday.
        (90, date(2026, 12, 7)),
    ],
)
def test_it_comes_back_on_a_working_day(cast, days, until):
    asked = sent(cast)
    done = defer_introduction(asked, by=holder(asked), days=days)
    assert (done.status, done.deferred_until) == ("deferred", until)
    assert done.times_deferred == 1


def test_the_journal_says_who_and_the_news_leaves_later(cast):
    asked = sent(cast)
    done = defer_introduction(asked, by=holder(asked), days=30)
    line = last_line(done)
    assert (line.verb, line.actor_kind, line.details) == (NAME, "link", {"days": 30})
    assert newly_owed(line) == {
        ("answer_received", "manager@usine.example"),
        ("introduction_deferred", "fondatrice@startup.example"),
    }
    news = OutboxEmail.objects.get(kind="introduction_deferred")
    assert news.not_before == MONDAY + timedelta(minutes=10)


def test_a_third_time_is_refused(cast):
    asked = in_status(cast, "sent", times_deferred=2)
    with pytest.raises(ActRefused):
        defer_introduction(asked, by=holder(asked), days=15)


def test_it_starts_only_from_a_request_that_was_sent(cast):
    starts_only_from(defer_introduction, cast, "sent", days=15)


def test_the_database_wants_a_date(cast):
    with pytest.raises(IntegrityError, match="introduction_deferred_has_date"):
        in_status(cast, "deferred", deferred_until=None)


@pytest.mark.parametrize("days", ["", "1", "365", "-15", "x"])
def test_only_the_offered_delays_are_taken(client, cast, days):
    asked = sent(cast)
    assert client.post(by_link(asked, NAME), {"days": days}).status_code == 200
    assert fresh(asked).status == "sent"


def test_by_link_it_takes_a_choice_and_a_click(client, cast):
    asked = sent(cast)
    reading_writes_nothing(client, by_link(asked, NAME))
    for _click in range(2):
        assert client.post(by_link(asked, NAME), {"days": "15"}).status_code == 302
    assert fresh(asked).times_deferred == 1


def test_who_may_not_put_it_off(client, cast):
    asked = in_status(cast, "sent", decision_maker=cast.manager_with_account)
    people = "visitor founder other_founder assistant colleague liaison admin"
    found = answers_to(client, cast, portal(asked, NAME), {"days": "15"}, people)
    assert found == {
        "visitor": 302,
        "founder": 403,
        "other_founder": 404,
        "assistant": 404,
        "colleague": 404,
        "liaison": 404,
        "admin": 403,
    }
