"""The startup keeps what it has typed, step by step."""

import pytest

from matchmaking.actions import edit_introduction
from tests.cast import fresh
from tests.evidence import last_line, owed
from tests.matchmaking.checks import (
    answers_to,
    in_status,
    portal,
    reading_writes_nothing,
    starts_only_from,
)
from tests.matchmaking.stories import drafted

STEP = {"subject": "Un objet", "why_you": "Parce que.", "ask": "show"}


def step(introduction, number=2):
    return f"/mises-en-relation/{introduction.public_id}/demande/{number}/"


def test_it_keeps_the_texts_and_the_status(cast):
    done = edit_introduction(in_status(cast, "draft"), by=cast.founder, **STEP)
    assert (done.subject, done.why_you, done.ask) == ("Un objet", "Parce que.", "show")
    assert done.status == "draft"
    assert last_line(done).details == {}
    assert owed() == set()


def test_it_starts_only_before_the_lab_reads(cast):
    starts_only_from(edit_introduction, cast, "draft needs_info")


def test_a_step_is_kept_and_leads_to_the_next(client, cast):
    draft = in_status(cast, "draft")
    client.force_login(cast.founder)
    response = client.post(step(draft), STEP)
    assert response.headers["Location"] == step(draft, 3)
    assert fresh(draft).subject == "Un objet"


def test_quitting_keeps_the_draft(client, cast):
    draft = in_status(cast, "draft")
    client.force_login(cast.founder)
    response = client.post(step(draft), {**STEP, "quit": "1"})
    assert response.headers["Location"] == draft.get_absolute_url()
    assert fresh(draft).subject == "Un objet"


@pytest.mark.parametrize("number", [1, 2, 3])
def test_reading_a_step_changes_nothing(client, cast, number):
    draft = drafted(cast)
    client.force_login(cast.founder)
    client.get(step(draft, number))
    reading_writes_nothing(client, step(draft, number))


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_first_look_at_a_step_changes_nothing_either(client, cast, number):
    draft = drafted(cast)
    client.force_login(cast.founder)
    reading_writes_nothing(client, step(draft, number))


def test_a_text_that_is_too_long_is_counted_and_kept(client, cast):
    draft = in_status(cast, "draft")
    client.force_login(cast.founder)
    long = "x" * 601
    response = client.post(step(draft), {**STEP, "why_you": long})
    assert response.status_code == 200
    assert "601" in response.text
    assert long in response.text
    assert fresh(draft).why_you != long


def test_line_ends_of_browsers_do_not_count_twice(client, cast):
    draft = in_status(cast, "draft")
    client.force_login(cast.founder)
    text = "a\r\n" * 299 + "ab"
    client.post(step(draft), {**STEP, "why_you": text})
    assert fresh(draft).why_you == text.replace("\r\n", "\n")


def test_a_request_under_way_shows_the_file_instead(client, cast):
    introduction = in_status(cast, "sent")
    client.force_login(cast.founder)
    response = client.post(step(introduction), STEP)
    assert response.headers["Location"] == introduction.get_absolute_url()
    assert fresh(introduction).subject != "Un objet"


def test_who_may_edit(client, cast):
    introduction = in_status(cast, "needs_info")
    people = "visitor other_founder moderator colleague liaison stranger admin"
    assert answers_to(client, cast, step(introduction), STEP, people) == {
        "visitor": 302,
        "other_founder": 404,
        "moderator": 403,
        "colleague": 404,
        "liaison": 404,
        "stranger": 404,
        "admin": 403,
    }


def test_a_draft_is_the_startups_alone(client, cast):
    draft = in_status(cast, "draft", decision_maker=cast.manager_with_account)
    for who in ("moderator", "admin", "director", "colleague"):
        client.force_login(getattr(cast, who))
        assert client.get(draft.get_absolute_url()).status_code == 404, who
        assert client.get(portal(draft, "withdraw_introduction")).status_code == 404


@pytest.mark.parametrize("number", [0, 4, 99])
def test_there_are_three_steps(client, cast, number):
    draft = drafted(cast)
    client.force_login(cast.founder)
    assert client.get(step(draft, number)).status_code == 404
