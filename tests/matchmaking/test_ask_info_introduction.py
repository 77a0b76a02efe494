"""A moderator asks the startup to complete its request."""

from matchmaking.actions import ask_info_introduction
from servindus.actors import Channel
from tests.cast import fresh
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.checks import (
    answers_to,
    desk,
    in_status,
    reading_writes_nothing,
    starts_only_from,
)
from tests.matchmaking.stories import submitted

NAME = "ask_info_introduction"
WORD = {"text": "Quelle machine ?"}


def test_it_comes_back_to_the_startup_with_the_question(cast):
    done = ask_info_introduction(
        submitted(cast), by=cast.moderator, channel=Channel.ADMIN, **WORD
    )
    assert (done.status, done.moderator) == ("needs_info", cast.moderator)
    [remark] = done.remarks.all()
    assert (remark.text, remark.audience) == ("Quelle machine ?", "shared")
    assert remark.entry == last_line(done)


def test_the_journal_says_who_and_the_founder_is_written_to(cast):
    done = ask_info_introduction(
        submitted(cast), by=cast.moderator, channel=Channel.ADMIN, **WORD
    )
    assert journal(done)[-1] == (
        NAME,
        "submitted",
        "needs_info",
        "moderatrice@rouen.example",
        "admin",
    )
    assert newly_owed(last_line(done)) == {
        ("introduction_needs_info", "fondatrice@startup.example")
    }
    assert last_line(done).details == {}


def test_it_starts_only_from_the_queue(cast):
    starts_only_from(ask_info_introduction, cast, "submitted", **WORD)


def test_who_may_ask(client, cast):
    introduction = in_status(cast, "submitted")
    found = answers_to(
        client,
        cast,
        desk(introduction, NAME),
        WORD,
        "visitor founder director colleague liaison stranger admin",
    )
    assert found == {
        "visitor": 302,
        "founder": 403,
        "director": 403,
        "colleague": 404,
        "liaison": 403,
        "stranger": 403,
        "admin": 403,
    }
    assert fresh(introduction).status == "submitted"


def test_the_desk_asks_and_reading_does_not(client, cast):
    introduction = in_status(cast, "submitted")
    client.force_login(cast.moderator)
    reading_writes_nothing(client, desk(introduction, NAME))
    assert client.post(desk(introduction, NAME), {"text": ""}).status_code == 200
    assert fresh(introduction).status == "submitted"
    assert client.post(desk(introduction, NAME), WORD).status_code == 302
    assert last_line(introduction).channel == "admin"


def test_the_founder_reads_the_question(client, cast):
    introduction = submitted(cast)
    ask_info_introduction(introduction, by=cast.moderator, **WORD)
    client.force_login(cast.founder)
    assert "Quelle machine ?" in client.get(introduction.get_absolute_url()).text
