"""The decision maker says no, with a reason; what is for the lab stays there."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from matchmaking.actions import decline_introduction
from servindus import clock, outbox
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused
from tests.cast import MONDAY, fresh, holder, make_membership
from tests.evidence import last_line, newly_owed
from tests.matchmaking.checks import (
    answers_to,
    by_link,
    in_status,
    portal,
    reading_writes_nothing,
    starts_only_from,
)
from tests.matchmaking.stories import declined, sent

NAME = "decline_introduction"
PRIVATE = "Contrat signé jusqu’en 2028."
SHARED = "Nous sommes équipés."
NO = {"code": "have_solution", "shared": SHARED, "private": PRIVATE}
LATER = MONDAY + timedelta(minutes=11)


def test_it_keeps_the_code_and_both_texts(cast):
    done = declined(cast)
    assert (done.status, done.decline_code) == ("declined", "have_solution")
    assert (done.decline_shared, done.decline_private) == (SHARED, PRIVATE)
    assert done.contacts_revealed_at is None


def test_the_journal_has_the_code_alone(cast):
    line = last_line(declined(cast))
    assert line.details == {"code": "have_solution"}
    assert (line.verb, line.actor_kind) == (NAME, "link")


def test_the_receipt_leaves_at_once_and_the_startups_news_later(cast):
    line = last_line(declined(cast))
    assert newly_owed(line) == {
        ("answer_received", "manager@usine.example"),
        ("introduction_declined", "fondatrice@startup.example"),
    }
    news = OutboxEmail.objects.get(kind="introduction_declined")
    assert news.not_before == MONDAY + timedelta(minutes=10)


def test_a_no_needs_its_reason(client, cast):
    asked = sent(cast)
    with pytest.raises(ActRefused):
        decline_introduction(asked, by=holder(asked), code="")
    response = client.post(by_link(asked, NAME), {"shared": SHARED})
    assert response.status_code == 200
    assert SHARED in response.text
    assert fresh(asked).status == "sent"


def test_a_reason_of_ones_own_making_is_refused(client, cast):
    asked = sent(cast)
    for code in ("nonsense", "stop"):
        assert client.post(by_link(asked, NAME), {"code": code}).status_code == 200
    assert fresh(asked).status == "sent"


def test_the_database_wants_a_code(cast):
    with pytest.raises(IntegrityError, match="introduction_declined_has_code"):
        in_status(cast, "declined", decline_code="")


def test_it_starts_only_from_there(cast):
    starts_only_from(decline_introduction, cast, "sent deferred expired", code="other")


def test_who_may_not_say_no(client, cast):
    asked = in_status(cast, "sent", decision_maker=cast.manager_with_account)
    people = "visitor founder other_founder assistant colleague liaison admin"
    assert answers_to(client, cast, portal(asked, NAME), NO, people) == {
        "visitor": 302,
        "founder": 403,
        "other_founder": 404,
        "assistant": 404,
        "colleague": 404,
        "liaison": 404,
        "admin": 403,
    }


def test_reading_changes_nothing(client, cast):
    reading_writes_nothing(client, by_link(sent(cast), NAME))


def test_the_same_no_twice_is_once(client, cast):
    asked = sent(cast)
    for _click in range(2):
        assert client.post(by_link(asked, NAME), NO).status_code == 302
    assert OutboxEmail.objects.filter(kind="answer_received").count() == 1


def pages(client, user, introduction):
    """Give everything that a reader of the portal can open about a request."""
    client.force_login(user)
    for address in (
        "/",
        introduction.get_absolute_url(),
        "/mises-en-relation/?vue=sans-suite",
        introduction.decision_maker.get_absolute_url(),
    ):
        yield client.get(address).text


def test_the_private_text_reaches_the_lab_and_never_the_startup(client, cast, sink):
    introduction = declined(cast)
    with clock.at(LATER):
        outbox.send_due()
        for page in pages(client, cast.founder, introduction):
            assert PRIVATE not in page
        assert SHARED in client.get(introduction.get_absolute_url()).text
        client.force_login(cast.moderator)
        desk = f"/admin/matchmaking/introduction/{introduction.pk}/change/"
        assert PRIVATE in client.get(desk).text
    mails = [sink.message(number) for number in range(len(sink.taken))]
    assert "introduction_declined" in [mail["X-ServIndus-Kind"] for mail in mails]
    for mail in mails:
        for part in mail.walk():
            if not part.is_multipart():
                assert PRIVATE not in part.get_content()


def test_a_startups_member_who_also_works_for_the_lab_does_not_read_it(client, cast):
    introduction = declined(cast)
    make_membership(user=cast.second_moderator, organisation=cast.startup)
    client.force_login(cast.second_moderator)
    with clock.at(LATER):
        for address in (
            introduction.get_absolute_url(),
            f"/admin/matchmaking/introduction/{introduction.pk}/change/",
        ):
            assert PRIVATE not in client.get(address).text


def test_a_call_note_is_the_labs_alone(client, cast):
    introduction = sent(cast)
    note = "Il l’a dit fâché."
    client.force_login(cast.moderator)
    client.post(portal(introduction, NAME), {**NO, "call_note": note})
    assert fresh(introduction).status == "declined"
    with clock.at(LATER):
        assert note in client.get(introduction.get_absolute_url()).text
        for page in pages(client, cast.founder, introduction):
            assert note not in page


def test_the_name_of_whoever_answered_for_the_manager_stays_in_the_plant(client, cast):
    introduction = sent(cast)
    client.post(by_link(introduction, NAME), {**NO, "typed_name": "Paul Quesnel"})
    assert last_line(introduction).typed_name == "Paul Quesnel"
    with clock.at(LATER):
        for page in pages(client, cast.founder, introduction):
            assert "Quesnel" not in page
        client.force_login(cast.moderator)
        assert "Quesnel" in client.get(introduction.get_absolute_url()).text
