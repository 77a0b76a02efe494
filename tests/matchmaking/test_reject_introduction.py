"""A moderator does not pass a request on, and says why."""

import pytest
from django.db import IntegrityError

from matchmaking.actions import reject_introduction
from servindus.actors import Channel
from tests.cast import fresh, make_membership
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.checks import (
    answers_to,
    desk,
    in_status,
    reading_writes_nothing,
    starts_only_from,
)
from tests.matchmaking.stories import submitted

NAME = "reject_introduction"
WHY = {"code": "mass_text", "text": "Partez d’un problème du site."}


def reject(introduction, cast):
    return reject_introduction(
        introduction, by=cast.moderator, channel=Channel.ADMIN, **WHY
    )


def test_it_ends_with_a_code_and_a_word(cast):
    done = reject(submitted(cast), cast)
    assert (done.status, done.reject_code) == ("rejected", "mass_text")
    assert [r.text for r in done.remarks.all()] == ["Partez d’un problème du site."]


def test_the_journal_keeps_the_code_and_the_founder_is_written_to(cast):
    done = reject(submitted(cast), cast)
    assert journal(done)[-1][:4] == (
        NAME,
        "submitted",
        "rejected",
        "moderatrice@rouen.example",
    )
    assert last_line(done).details == {"code": "mass_text"}
    assert newly_owed(last_line(done)) == {
        ("introduction_rejected", "fondatrice@startup.example")
    }


def test_it_starts_only_before_the_request_leaves(cast):
    starts_only_from(reject_introduction, cast, "submitted needs_info", **WHY)


def test_the_database_wants_a_code(cast):
    with pytest.raises(IntegrityError, match="introduction_rejected_has_code"):
        in_status(cast, "rejected", reject_code="")


def test_who_may_reject(client, cast):
    introduction = in_status(cast, "submitted")
    make_membership(user=cast.second_moderator, organisation=cast.startup)
    found = answers_to(
        client,
        cast,
        desk(introduction, NAME),
        WHY,
        "visitor founder second_moderator colleague liaison admin",
    )
    assert found == {
        "visitor": 302,
        "founder": 403,
        "second_moderator": 403,
        "colleague": 404,
        "liaison": 403,
        "admin": 403,
    }


def test_the_desk_wants_a_reason_and_reading_changes_nothing(client, cast):
    introduction = in_status(cast, "submitted")
    client.force_login(cast.moderator)
    reading_writes_nothing(client, desk(introduction, NAME))
    for missing in ("code", "text"):
        data = {name: text for name, text in WHY.items() if name != missing}
        assert client.post(desk(introduction, NAME), data).status_code == 200
    assert fresh(introduction).status == "submitted"
    assert client.post(desk(introduction, NAME), WHY).status_code == 302
    assert fresh(introduction).status == "rejected"


def test_the_founder_reads_why(client, cast):
    introduction = submitted(cast)
    reject(introduction, cast)
    client.force_login(cast.founder)
    page = client.get(introduction.get_absolute_url()).text
    assert "Partez d’un problème du site." in page
