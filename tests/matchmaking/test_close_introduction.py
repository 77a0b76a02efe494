"""A file ends with what came of it, "not known" included."""

import pytest
from django.db import IntegrityError

from matchmaking.actions import close_introduction
from servindus.actors import SYSTEM, Channel
from tests.cast import MONDAY, fresh, holder
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.checks import (
    answers_to,
    desk,
    in_status,
    reading_writes_nothing,
    starts_only_from,
)
from tests.matchmaking.stories import accepted

NAME = "close_introduction"
END = {"outcome": "trial", "text": "Un essai de 30 jours."}


def test_it_keeps_the_outcome_and_closes_the_links(cast):
    introduction = accepted(cast)
    link = holder(introduction).link
    done = close_introduction(introduction, by=cast.moderator, **END)
    assert (done.status, done.outcome, done.closed_at) == ("closed", "trial", MONDAY)
    assert not fresh(link).is_open


def test_the_journal_says_who_and_the_founder_is_written_to(cast):
    done = close_introduction(
        accepted(cast), by=cast.moderator, channel=Channel.ADMIN, **END
    )
    assert journal(done)[-1] == (
        NAME,
        "accepted",
        "closed",
        "moderatrice@rouen.example",
        "admin",
    )
    assert last_line(done).details == {"outcome": "trial"}
    assert newly_owed(last_line(done)) == {
        ("introduction_closed", "fondatrice@startup.example")
    }


def test_the_platform_may_say_that_nothing_is_known(cast):
    done = close_introduction(in_status(cast, "accepted"), by=SYSTEM, outcome="unknown")
    assert done.outcome == "unknown"


def test_it_starts_only_from_a_yes(cast):
    starts_only_from(close_introduction, cast, "accepted", outcome="unknown")


@pytest.mark.parametrize("fields", [{"outcome": ""}, {"closed_at": None}])
def test_the_database_wants_an_outcome_and_a_time(cast, fields):
    with pytest.raises(IntegrityError, match="introduction_closed_has_outcome"):
        in_status(cast, "closed", **fields)


def test_who_may_close(client, cast):
    introduction = in_status(cast, "accepted")
    people = "visitor founder director colleague liaison admin"
    assert answers_to(client, cast, desk(introduction, NAME), END, people) == {
        "visitor": 302,
        "founder": 403,
        "director": 403,
        "colleague": 404,
        "liaison": 403,
        "admin": 403,
    }


def test_the_desk_wants_an_outcome_and_reading_changes_nothing(client, cast):
    introduction = in_status(cast, "accepted")
    client.force_login(cast.moderator)
    reading_writes_nothing(client, desk(introduction, NAME))
    assert client.post(desk(introduction, NAME), {"text": "x"}).status_code == 200
    assert client.post(desk(introduction, NAME), END).status_code == 302
    assert fresh(introduction).status == "closed"
