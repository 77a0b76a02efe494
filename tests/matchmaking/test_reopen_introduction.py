"""A moderator has an ended request asked once more, for a reason."""

from datetime import timedelta

import pytest

from matchmaking.actions import reopen_introduction
from servindus import clock
from servindus.models import JournalEntry
from servindus.workflow import ActRefused
from tests.cast import MONDAY, fresh, make_decision_maker
from tests.evidence import journal, newly_owed
from tests.matchmaking.checks import (
    answers_to,
    desk,
    in_status,
    reading_writes_nothing,
    starts_only_from,
)
from tests.matchmaking.stories import declined

NAME = "reopen_introduction"
WHY = {"text": "Le responsable a changé."}
LATER = MONDAY + timedelta(days=3)


def reopen(introduction, cast):
    with clock.at(LATER):
        return reopen_introduction(introduction, by=cast.moderator, **WHY)


def test_it_is_asked_again_and_the_old_answer_is_forgotten(cast):
    done = reopen(declined(cast), cast)
    assert (done.status, done.sent_at) == ("sent", LATER)
    assert (done.decline_code, done.decline_shared, done.decline_private) == ("",) * 3
    assert (done.answered_at, done.settles_at, done.manager_consent_at) == (None,) * 3
    assert done.contacts_revealed_at is None


def test_an_old_yes_is_no_consent_for_the_next_time(cast):
    done = reopen(in_status(cast, "closed"), cast)
    assert (done.manager_consent_at, done.contacts_revealed_at) == (None, None)
    assert (done.outcome, done.closed_at) == ("", None)


def test_it_waits_for_somebody_who_cannot_be_asked(cast):
    card = make_decision_maker(organisation=cast.plant, status="paused")
    done = reopen(in_status(cast, "expired", decision_maker=card), cast)
    assert done.status == "queued"


def test_the_journal_says_who_and_both_sides_are_written_to(cast):
    done = reopen(in_status(cast, "declined", decision_maker=cast.manager), cast)
    assert [line[:4] for line in journal(done)] == [
        (NAME, "declined", "queued", "moderatrice@rouen.example"),
        ("send_introduction", "queued", "sent", "system"),
    ]
    assert newly_owed(JournalEntry.objects.about(done).last()) == {
        ("introduction_sent", "manager@usine.example"),
        ("introduction_approved", "fondatrice@startup.example"),
    }


def test_it_starts_only_from_these_ends(cast):
    starts_only_from(
        reopen_introduction, cast, "declined expired cancelled closed", **WHY
    )


def test_another_request_that_is_open_stands_in_its_way(cast):
    old = in_status(cast, "cancelled", decision_maker=cast.manager)
    in_status(cast, "submitted", decision_maker=cast.manager)
    with pytest.raises(ActRefused):
        reopen(old, cast)
    assert fresh(old).status == "cancelled"


def test_who_may_reopen(client, cast):
    introduction = in_status(cast, "declined")
    people = "visitor founder director colleague liaison admin"
    assert answers_to(client, cast, desk(introduction, NAME), WHY, people) == {
        "visitor": 302,
        "founder": 403,
        "director": 403,
        "colleague": 404,
        "liaison": 403,
        "admin": 403,
    }


def test_the_desk_wants_a_reason_and_reading_changes_nothing(client, cast):
    introduction = in_status(cast, "declined")
    client.force_login(cast.moderator)
    reading_writes_nothing(client, desk(introduction, NAME))
    assert client.post(desk(introduction, NAME), {"text": ""}).status_code == 200
    assert client.post(desk(introduction, NAME), WHY).status_code == 302
    assert fresh(introduction).status == "sent"
