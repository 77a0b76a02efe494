"""One gesture stops every request: the fifth answer, or the mail program's own."""

from datetime import timedelta

import pytest
from django.test import Client

from matchmaking.actions import (
    draft_introduction,
    invite_decision_maker,
    opt_out_decision_maker,
)
from servindus import clock, outbox
from servindus.actors import SYSTEM
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.cast import MONDAY, fresh, holder, make_decision_maker
from tests.evidence import journal, last_line, newly_owed, owed
from tests.matchmaking.checks import (
    answers_to,
    by_link,
    desk,
    in_status,
    portal,
    reading_writes_nothing,
)
from tests.matchmaking.stories import sent

NAME = "opt_out_introduction"
VERB = "opt_out_decision_maker"


def test_the_fifth_answer_stops_everything_at_once(client, cast):
    asked = sent(cast)
    reading_writes_nothing(client, by_link(asked, NAME))
    for _click in range(2):
        assert client.post(by_link(asked, NAME)).status_code == 302
    card = fresh(cast.manager)
    assert (card.status, card.name_visible, card.is_askable) == (
        "opted_out",
        False,
        False,
    )
    assert journal(card) == [(VERB, "active", "opted_out", "link", "link")]
    with pytest.raises(ActRefused):
        draft_introduction(cast.other_startup, card, by=cast.other_founder)


def test_the_request_of_the_mail_is_a_no_and_the_others_are_withdrawn(client, cast):
    asked = sent(cast)
    other = sent(cast, founder=cast.other_founder)
    client.post(by_link(asked, NAME))
    assert (fresh(asked).status, fresh(asked).decline_code) == ("declined", "stop")
    assert journal(asked)[-1] == (
        "decline_introduction",
        "sent",
        "declined",
        "link",
        "link",
    )
    assert fresh(other).status == "withdrawn"
    assert last_line(other).details == {"reason": "opted_out"}
    assert last_line(other).actor_kind == "system"


def test_a_yes_already_given_stands(cast):
    met = in_status(cast, "accepted", decision_maker=cast.manager)
    opt_out_decision_maker(cast.manager, by=SYSTEM)
    assert fresh(met).status == "accepted"


def test_exactly_these_people_are_written_to(client, cast):
    asked = sent(cast)
    client.post(by_link(asked, NAME))
    assert newly_owed(last_line(asked)) == {
        ("answer_received", "manager@usine.example"),
        ("introduction_declined", "fondatrice@startup.example"),
    }
    assert newly_owed(last_line(cast.manager)) == set()


def test_every_startup_whose_request_ends_is_told(client, cast):
    asked = sent(cast)
    other = sent(cast, founder=cast.other_founder)
    client.post(by_link(asked, NAME))
    told = {address for _kind, address in newly_owed(last_line(other))}
    assert "fondateur2@startup.example" in told


def test_nothing_but_the_receipt_leaves_for_this_person(client, cast, sink):
    asked = sent(cast)
    sent(cast, founder=cast.other_founder)
    client.post(by_link(asked, NAME))
    with clock.at(MONDAY + timedelta(days=2)):
        outbox.send_due()
    kinds = [
        sink.message(number)["X-ServIndus-Kind"]
        for number, address in enumerate(sink.addresses)
        if address == "manager@usine.example"
    ]
    assert kinds == ["answer_received"]


def stop(introduction):
    return f"/stop/{holder(introduction).link.token()}/"


def test_one_click_of_the_mail_program_needs_no_cookie(cast):
    asked = sent(cast)
    program = Client(enforce_csrf_checks=True)
    body = {"List-Unsubscribe": "One-Click"}
    for _click in range(3):
        program.cookies.clear()
        assert program.post(stop(asked), body).status_code == 200
    assert fresh(cast.manager).status == "opted_out"
    assert [line[0] for line in journal(cast.manager)] == [VERB]


def test_looking_at_the_stop_page_stops_nothing(client, cast):
    asked = sent(cast)
    reading_writes_nothing(client, stop(asked))
    assert fresh(cast.manager).status == "active"


def test_it_works_from_the_invitation_too(client, cast):
    card = make_decision_maker(organisation=cast.plant, status="invited")
    link = invite_decision_maker(card, by=cast.moderator).links.get()
    assert client.post(f"/stop/{link.token()}/").status_code == 200
    assert fresh(card).status == "opted_out"
    assert client.post(f"/bienvenue/{link.token()}/oui/").status_code in (302, 409)
    assert ("decision_maker_invited", card.email) in owed(card)


def test_it_works_after_the_answers_time_is_over(client, cast):
    asked = sent(cast)
    address = stop(asked)
    with clock.at(MONDAY + timedelta(days=365)):
        assert client.post(address).status_code == 200
    assert fresh(cast.manager).status == "opted_out"


@pytest.mark.parametrize("status", ["left", "unreachable", "opted_out"])
def test_there_is_nothing_to_stop_for_somebody_who_is_gone(client, cast, status):
    card = make_decision_maker(organisation=cast.plant, status=status)
    introduction = in_status(cast, "sent", decision_maker=card)
    with pytest.raises(TransitionNotAllowed):
        opt_out_decision_maker(card, by=SYSTEM)
    assert client.post(stop(introduction)).status_code == 200
    assert fresh(card).status == status


def test_a_forged_token_stops_nobody(client, cast, django_assert_num_queries):
    assert cast.manager
    with django_assert_num_queries(0):
        assert client.post("/stop/forged:token/").status_code == 404


def test_from_an_account_and_by_the_lab(client, cast):
    asked = sent(cast, manager=cast.manager_with_account)
    client.force_login(cast.director)
    assert client.post(portal(asked, NAME)).status_code == 302
    assert fresh(cast.manager_with_account).status == "opted_out"
    assert journal(cast.manager_with_account)[-1][3:] == (
        "directrice@usine.example",
        "portal",
    )
    client.force_login(cast.moderator)
    assert client.post(desk(cast.manager, VERB)).status_code == 302
    assert fresh(cast.manager).status == "opted_out"


def test_the_asked_request_is_a_no_from_an_account_too(client, cast):
    asked = sent(cast, manager=cast.manager_with_account)
    client.force_login(cast.director)
    client.post(portal(asked, NAME))
    assert (fresh(asked).status, fresh(asked).decline_code) == ("declined", "stop")


def test_who_may_not_stop_for_somebody(client, cast):
    asked = in_status(cast, "sent", decision_maker=cast.manager_with_account)
    people = "visitor founder other_founder assistant colleague liaison stranger"
    assert answers_to(client, cast, portal(asked, NAME), {}, people) == {
        "visitor": 302,
        "founder": 403,
        "other_founder": 404,
        "assistant": 404,
        "colleague": 404,
        "liaison": 404,
        "stranger": 404,
    }


def test_a_stop_is_no_answer_to_take_back(client, cast):
    asked = sent(cast)
    link = f"/r/{asked.links.get().token()}/"
    client.post(f"{link}ne-plus-solliciter/")
    assert client.post(f"{link}revenir/").status_code == 409
    assert fresh(asked).status == "declined"
