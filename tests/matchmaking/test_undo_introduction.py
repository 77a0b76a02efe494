"""An answer can be taken back while nobody else has heard of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from matchmaking.actions import (
    accept_introduction,
    defer_introduction,
    undo_introduction,
)
from servindus import clock, outbox
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused
from tests.cast import MONDAY, fresh, holder, make_membership
from tests.evidence import journal, owed
from tests.matchmaking.checks import (
    answers_to,
    by_link,
    desk,
    in_status,
    portal,
    reading_writes_nothing,
    starts_only_from,
)
from tests.matchmaking.stories import accepted, declined, redirected, sent

NAME = "undo_introduction"
LAST_SECOND = MONDAY + timedelta(minutes=9, seconds=59)
SETTLED = MONDAY + timedelta(minutes=10)


def deferred(cast):
    asked = sent(cast)
    return defer_introduction(asked, by=holder(asked), days=30)


@pytest.mark.parametrize("story", [accepted, declined, deferred, redirected])
def test_the_request_waits_again_as_if_nothing_had_been_said(cast, story):
    answered = story(cast)
    before = {name: getattr(answered, name) for name in ("due_on", "sent_at")}
    with clock.at(LAST_SECOND):
        undone = undo_introduction(answered, by=holder(answered))
    assert undone.status == "sent"
    assert {name: getattr(undone, name) for name in before} == before
    for name in (
        "answered_at",
        "settles_at",
        "manager_consent_at",
        "contacts_revealed_at",
        "deferred_until",
        "redirected_to",
    ):
        assert getattr(undone, name) is None, name
    for name in ("decline_code", "decline_shared", "decline_private"):
        assert getattr(undone, name) == "", name
    assert undone.times_deferred == 0


@pytest.mark.parametrize("story", [accepted, declined, deferred, redirected])
def test_the_startups_news_never_leaves(cast, story, sink):
    answered = story(cast)
    outbox.send_due()
    with clock.at(LAST_SECOND):
        undo_introduction(answered, by=holder(answered))
    with clock.at(MONDAY + timedelta(days=1)):
        outbox.send_due()
    kinds = {sink.message(n)["X-ServIndus-Kind"] for n in range(len(sink.taken))}
    assert "answer_received" in kinds
    assert (
        kinds
        & {
            "introduction_accepted",
            "introduction_declined",
            "introduction_deferred",
            "introduction_redirected",
        }
        == set()
    )


def test_a_new_answer_brings_its_own_news(cast):
    answered = declined(cast)
    who = holder(answered)
    undo_introduction(answered, by=who)
    with clock.at(LAST_SECOND):
        accept_introduction(answered, by=who)
    assert ("introduction_accepted", "fondatrice@startup.example") in owed(answered)
    news = OutboxEmail.objects.get(kind="introduction_accepted")
    assert news.not_before == LAST_SECOND + timedelta(minutes=10)
    assert OutboxEmail.objects.get(kind="introduction_declined").state == "dropped"


@pytest.mark.parametrize("story", [accepted, declined, deferred, redirected])
def test_after_ten_minutes_the_answer_stands(cast, story):
    answered = story(cast)
    who = holder(answered)
    with clock.at(SETTLED), pytest.raises(ActRefused):
        undo_introduction(answered, by=who)
    assert fresh(answered).status == answered.status


def test_the_journal_says_who(cast):
    answered = accepted(cast)
    done = undo_introduction(answered, by=holder(answered))
    assert journal(done)[-1] == (NAME, "accepted", "sent", "link", "link")


def test_it_starts_only_from_an_answer(cast):
    starts_only_from(undo_introduction, cast, "accepted declined deferred redirected")


def test_who_may_not_take_it_back(client, cast):
    settles = {"settles_at": MONDAY + timedelta(minutes=5)}
    answered = in_status(
        cast, "declined", decision_maker=cast.manager_with_account, **settles
    )
    people = "visitor founder other_founder assistant colleague liaison admin"
    assert answers_to(client, cast, portal(answered, NAME), {}, people) == {
        "visitor": 302,
        "founder": 403,
        "other_founder": 404,
        "assistant": 404,
        "colleague": 404,
        "liaison": 404,
        "admin": 403,
    }


def test_by_link_it_takes_one_click_and_reading_changes_nothing(client, cast):
    answered = declined(cast)
    reading_writes_nothing(client, by_link(answered, NAME))
    receipt = client.get(f"/r/{holder(answered).link.token()}/").text
    assert by_link(answered, NAME) in receipt
    assert client.post(by_link(answered, NAME)).status_code == 302
    assert fresh(answered).status == "sent"


def test_too_late_is_explained(client, cast):
    answered = declined(cast)
    with clock.at(SETTLED):
        response = client.post(by_link(answered, NAME))
    assert response.status_code == 409
    assert fresh(answered).status == "declined"


# --- Answers noted on the phone ------------------------------------------------------


def noted(client, cast):
    asked = sent(cast)
    client.force_login(cast.moderator)
    note = {"call_note": "Mme Quesnel dit oui."}
    response = client.post(portal(asked, "accept_introduction"), note)
    assert response.status_code == 302
    return fresh(asked)


def test_whoever_noted_a_call_takes_the_note_back_in_time(client, cast):
    answered = noted(client, cast)
    assert answered.noted_by == cast.moderator
    review = reverse("admin:matchmaking_introduction_change", args=[answered.pk])
    assert desk(answered, NAME) in client.get(review).text
    assert client.post(desk(answered, NAME)).status_code == 302
    undone = fresh(answered)
    assert (undone.status, undone.noted_by) == ("sent", None)
    assert journal(undone)[-1][3:] == ("moderatrice@rouen.example", "admin")


def test_a_colleague_does_not_and_nobody_does_later(client, cast):
    answered = noted(client, cast)
    client.force_login(cast.second_moderator)
    assert client.post(desk(answered, NAME)).status_code == 403
    client.force_login(cast.moderator)
    with clock.at(SETTLED):
        assert client.post(desk(answered, NAME)).status_code == 409
    assert fresh(answered).status == "accepted"


def test_an_answer_of_the_decision_maker_is_not_the_moderators(client, cast):
    answered = accepted(cast)
    assert answered.noted_by is None
    client.force_login(cast.moderator)
    assert client.post(desk(answered, NAME)).status_code == 403


def test_a_moderator_who_joins_a_side_no_longer_takes_it_back(client, cast):
    answered = noted(client, cast)
    make_membership(user=cast.moderator, organisation=cast.plant)
    assert client.post(desk(answered, NAME)).status_code == 403
