"""The startup takes its request back."""

import pytest

from matchmaking.actions import withdraw_introduction
from servindus import outbox
from servindus.models import OutboxEmail
from tests.cast import fresh, holder
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.checks import (
    answers_to,
    in_status,
    portal,
    reading_writes_nothing,
    starts_only_from,
)
from tests.matchmaking.stories import sent, submitted

NAME = "withdraw_introduction"


def test_it_ends_the_request_and_closes_its_links(cast):
    introduction = sent(cast)
    link = holder(introduction).link
    done = withdraw_introduction(introduction, by=cast.founder)
    assert done.status == "withdrawn"
    assert not fresh(link).is_open


def test_the_journal_says_who(cast):
    done = withdraw_introduction(submitted(cast), by=cast.founder)
    assert journal(done)[-1] == (
        NAME,
        "submitted",
        "withdrawn",
        "fondatrice@startup.example",
        "portal",
    )


@pytest.mark.parametrize("status", ["sent", "deferred"])
def test_a_person_who_was_asked_is_told(cast, status):
    introduction = in_status(cast, status, decision_maker=cast.manager)
    done = withdraw_introduction(introduction, by=cast.founder)
    assert newly_owed(last_line(done)) == {
        ("introduction_withdrawn", "manager@usine.example")
    }


@pytest.mark.parametrize("status", ["draft", "submitted", "needs_info", "queued"])
def test_a_person_who_was_not_asked_hears_nothing(cast, status):
    done = withdraw_introduction(in_status(cast, status), by=cast.founder)
    assert newly_owed(last_line(done)) == set()


def test_it_starts_only_from_open_requests(cast):
    starts_only_from(
        withdraw_introduction, cast, "draft submitted needs_info queued sent deferred"
    )


def test_who_may_withdraw(client, cast):
    introduction = in_status(cast, "sent", decision_maker=cast.manager_with_account)
    people = "visitor other_founder director assistant moderator colleague liaison"
    assert answers_to(client, cast, portal(introduction, NAME), {}, people) == {
        "visitor": 302,
        "other_founder": 404,
        "director": 403,
        "assistant": 404,
        "moderator": 403,
        "colleague": 404,
        "liaison": 404,
    }


def test_reading_the_page_changes_nothing(client, cast):
    introduction = in_status(cast, "sent")
    client.force_login(cast.founder)
    reading_writes_nothing(client, portal(introduction, NAME))


def test_withdrawing_twice_is_the_same_success(client, cast):
    introduction = in_status(cast, "sent")
    client.force_login(cast.founder)
    for _click in range(2):
        response = client.post(portal(introduction, NAME))
        assert response.headers["Location"] == introduction.get_absolute_url()
    assert len(journal(introduction)) == 1


def test_another_members_click_on_an_ended_request_is_explained(client, cast):
    introduction = in_status(cast, "accepted")
    client.force_login(cast.founder)
    response = client.post(portal(introduction, NAME))
    assert response.status_code == 409
    assert fresh(introduction).status == "accepted"


def test_a_mail_to_the_manager_that_has_not_left_is_no_longer_due(cast, sink):

    introduction = sent(cast)
    withdraw_introduction(introduction, by=cast.founder)
    outbox.send_due()
    kinds = OutboxEmail.objects.filter(state="sent").values_list("kind", flat=True)
    assert "introduction_sent" not in kinds
