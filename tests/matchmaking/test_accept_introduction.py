"""The decision maker says yes: by link, from an account, or on the phone."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from matchmaking.actions import accept_introduction
from servindus.models import OutboxEmail
from tests.cast import MONDAY, fresh, holder
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.checks import (
    answers_to,
    by_link,
    in_status,
    portal,
    reading_writes_nothing,
    starts_only_from,
)
from tests.matchmaking.stories import accepted, sent

NAME = "accept_introduction"
TEN_MINUTES = timedelta(minutes=10)


def test_it_records_the_consent_and_when_contacts_are_shown(cast):
    done = accepted(cast)
    assert (done.status, done.answered_at) == ("accepted", MONDAY)
    assert done.manager_consent_at == MONDAY
    assert done.manager_consent_text
    assert done.manager_consent_channel == "link"
    assert done.settles_at == done.contacts_revealed_at == MONDAY + TEN_MINUTES
    # Ten working days after Monday 7 September.
    assert done.slot_due_on == date(2026, 9, 21)


def test_the_minutes_are_the_labs(cast):
    cast.rouen.reveal_minutes = 45
    cast.rouen.save()
    assert accepted(cast).settles_at == MONDAY + timedelta(minutes=45)


def test_the_receipt_leaves_at_once_and_the_startups_news_later(cast):
    done = accepted(cast)
    line = last_line(done)
    assert newly_owed(line) == {
        ("answer_received", "manager@usine.example"),
        ("introduction_accepted", "fondatrice@startup.example"),
    }
    due = dict(OutboxEmail.objects.filter(cause=line).values_list("kind", "not_before"))
    assert due == {
        "answer_received": MONDAY,
        "introduction_accepted": MONDAY + TEN_MINUTES,
    }


def test_the_journal_says_that_a_link_answered_and_for_whom(cast):
    asked = sent(cast)
    accept_introduction(asked, by=holder(asked, "Paul Quesnel"))
    line = last_line(asked)
    assert (line.actor_kind, line.channel, line.user) == ("link", "link", None)
    assert line.link == asked.links.get().pk
    assert (line.on_behalf_of, line.typed_name) == ("Marc Hauchecorne", "Paul Quesnel")


def test_the_journal_says_who_answered_from_an_account(client, cast):
    asked = sent(cast, manager=cast.manager_with_account)
    client.force_login(cast.director)
    response = client.post(portal(asked, NAME))
    assert response.headers["Location"] == asked.get_absolute_url()
    assert journal(asked)[-1] == (
        NAME,
        "sent",
        "accepted",
        "directrice@usine.example",
        "portal",
    )


def test_a_moderator_notes_a_yes_by_phone_with_a_call_note(client, cast):
    asked = sent(cast)
    client.force_login(cast.moderator)
    assert client.post(portal(asked, NAME)).status_code == 200
    assert fresh(asked).status == "sent"

    note = {"call_note": "Mme Quesnel dit oui, lundi 10 h."}
    assert client.post(portal(asked, NAME), note).status_code == 302

    done = fresh(asked)
    assert (done.status, done.manager_consent_channel) == ("accepted", "phone")
    assert last_line(done).channel == "phone"
    [remark] = done.remarks.filter(entry=last_line(done))
    assert (remark.text, remark.audience) == (note["call_note"], "staff")


@pytest.mark.parametrize("status", ["sent", "deferred", "expired"])
def test_a_yes_is_welcome_from_here(cast, status):
    asked = in_status(cast, status)
    assert accept_introduction(asked, by=holder(asked)).status == "accepted"


def test_it_starts_only_from_there(cast):
    starts_only_from(accept_introduction, cast, "sent deferred expired")


@pytest.mark.parametrize(
    "missing", ["startup_consent_at", "manager_consent_at", "contacts_revealed_at"]
)
def test_the_database_wants_both_consents(cast, missing):
    with pytest.raises(
        IntegrityError, match=r"accepted_has_both_consents|revealed_after"
    ):
        in_status(cast, "accepted", **{missing: None})


def test_the_database_refuses_contacts_shown_before_the_consent(cast):
    with pytest.raises(
        IntegrityError, match="introduction_revealed_after_both_consents"
    ):
        in_status(
            cast,
            "accepted",
            manager_consent_at=MONDAY,
            contacts_revealed_at=MONDAY - timedelta(minutes=1),
        )


def test_who_may_not_say_yes_from_the_portal(client, cast):
    asked = in_status(cast, "sent", decision_maker=cast.manager_with_account)
    people = "visitor founder other_founder assistant colleague liaison stranger admin"
    assert answers_to(client, cast, portal(asked, NAME), {}, people) == {
        "visitor": 302,
        "founder": 403,
        "other_founder": 404,
        "assistant": 404,
        "colleague": 404,
        "liaison": 404,
        "stranger": 404,
        "admin": 403,
    }


def test_a_request_that_has_not_left_is_not_hers_yet(client, cast):
    asked = in_status(cast, "queued", decision_maker=cast.manager_with_account)
    assert answers_to(client, cast, portal(asked, NAME), {}, "director") == {
        "director": 404
    }


def test_reading_changes_nothing(client, cast):
    asked = sent(cast, manager=cast.manager_with_account)
    reading_writes_nothing(client, by_link(asked, NAME))
    client.force_login(cast.director)
    reading_writes_nothing(client, portal(asked, NAME))


def test_two_gestures_by_link_and_twice_is_once(client, cast):
    asked = sent(cast)
    address = holder(asked).link.token()
    for _click in range(2):
        response = client.post(by_link(asked, NAME))
        assert response.headers["Location"] == f"/r/{address}/"
    assert fresh(asked).status == "accepted"
    assert [line[0] for line in journal(asked)].count(NAME) == 1
    assert OutboxEmail.objects.filter(kind="answer_received").count() == 1


def test_the_answers_form_needs_its_token(cast, client):
    client.handler.enforce_csrf_checks = True
    asked = sent(cast)
    assert client.post(by_link(asked, NAME)).status_code == 403
    assert fresh(asked).status == "sent"
