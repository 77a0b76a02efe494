"""The decision maker names a colleague, whom a moderator looks at first."""

from datetime import date, timedelta

import pytest

from matchmaking.actions import redirect_introduction, undo_introduction
from matchmaking.models import DecisionMaker, Introduction
from servindus import clock
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused
from tests.cast import MONDAY, fresh, holder, make_decision_maker, make_organisation
from tests.evidence import journal, last_line, newly_owed, owed
from tests.matchmaking.checks import (
    answers_to,
    by_link,
    in_status,
    portal,
    reading_writes_nothing,
    starts_only_from,
)
from tests.matchmaking.stories import COLLEAGUE, redirected, sent

NAME = "redirect_introduction"


def test_the_colleague_gets_a_card_that_nobody_has_agreed_to(cast):
    redirected(cast)
    card = DecisionMaker.objects.get(email="samson@usine.example")
    assert (card.status, card.informed_at) == ("invited", None)
    assert (card.organisation, card.lab) == (cast.plant, cast.rouen)
    assert card.source_of_contact == "colleague"
    assert journal(card) == [("name_decision_maker", "", "invited", "link", "link")]


def test_the_request_is_linked_and_waits_for_a_moderator(cast):
    done = redirected(cast)
    linked = done.redirected_to
    assert (done.status, linked.status) == ("redirected", "submitted")
    assert linked.decision_maker.email == "samson@usine.example"
    assert (linked.startup, linked.subject) == (done.startup, done.subject)
    assert linked.moderate_by == date(2026, 9, 8)
    assert linked.startup_consent_at == done.startup_consent_at
    assert journal(linked) == [
        ("submit_introduction", "", "submitted", "system", "system")
    ]
    assert last_line(linked).details == {"redirected_from": done.pk}


def test_the_colleague_is_not_written_to(cast):
    redirected(cast)
    assert "samson@usine.example" not in {address for _kind, address in owed()}


def test_the_receipt_leaves_at_once_and_the_startups_news_later(cast):
    line = last_line(redirected(cast))
    assert (line.actor_kind, line.channel) == ("link", "link")
    assert newly_owed(line) == {
        ("answer_received", "manager@usine.example"),
        ("introduction_redirected", "fondatrice@startup.example"),
    }
    news = OutboxEmail.objects.get(kind="introduction_redirected")
    assert news.not_before == MONDAY + timedelta(minutes=10)


def test_the_moderators_are_told_of_the_linked_request(cast):
    linked = redirected(cast).redirected_to
    assert ("introduction_submitted", "moderatrice@rouen.example") in owed(linked)


def test_a_colleague_who_is_known_is_not_made_twice(cast):
    known = make_decision_maker(organisation=cast.plant, email="samson@usine.example")
    asked = sent(cast)
    done = redirect_introduction(
        asked, by=holder(asked), **{**COLLEAGUE, "email": " SAMSON@usine.example "}
    )
    assert done.redirected_to.decision_maker == known
    assert fresh(known).status == "active"


def test_oneself_is_no_colleague(cast):
    asked = sent(cast)
    with pytest.raises(ActRefused):
        redirect_introduction(
            asked,
            by=holder(asked),
            **{**COLLEAGUE, "email": "Manager@usine.example"},
        )
    assert fresh(asked).status == "sent"


def test_an_address_of_another_company_is_refused(cast):
    other = make_organisation(kind="industrial", lab=cast.rouen)
    make_decision_maker(organisation=other, email="samson@usine.example")
    asked = sent(cast)
    with pytest.raises(ActRefused):
        redirect_introduction(asked, by=holder(asked), **COLLEAGUE)


def test_a_colleague_whom_the_startup_asks_already_is_refused(cast):
    known = make_decision_maker(organisation=cast.plant, email="samson@usine.example")
    in_status(cast, "sent", decision_maker=known)
    asked = sent(cast)
    with pytest.raises(ActRefused):
        redirect_introduction(asked, by=holder(asked), **COLLEAGUE)
    assert fresh(asked).status == "sent"


def test_it_starts_only_from_a_request_that_was_sent(cast):
    starts_only_from(redirect_introduction, cast, "sent", **COLLEAGUE)


def test_undo_takes_the_linked_request_back(cast):
    done = redirected(cast)
    linked = done.redirected_to
    undone = undo_introduction(done, by=holder(done))
    assert (undone.status, undone.redirected_to) == ("sent", None)
    assert fresh(linked).status == "withdrawn"
    assert last_line(linked).details == {"reason": "undone"}


def test_a_link_names_two_colleagues_at_most(cast):
    asked = sent(cast)
    who = holder(asked)
    for number in (1, 2):
        named = {**COLLEAGUE, "email": f"collegue{number}@usine.example"}
        redirect_introduction(asked, by=who, **named)
        undo_introduction(asked, by=who)
    with pytest.raises(ActRefused):
        redirect_introduction(asked, by=who, **COLLEAGUE)
    assert not DecisionMaker.objects.filter(email="samson@usine.example").exists()


def test_passing_on_uses_no_new_right_of_the_month(client, cast):
    redirected(cast)
    client.force_login(cast.founder)
    with clock.at(MONDAY + timedelta(minutes=11)):
        page = client.get(cast.manager.get_absolute_url())
    assert page.context["rights"]["submitted"] == 1
    assert page.context["rights"]["waiting"] == 1


def test_by_link_it_takes_a_form_and_a_click(client, cast):
    asked = sent(cast)
    reading_writes_nothing(client, by_link(asked, NAME))
    for missing in ("family_name", "email", "function"):
        data = {k: v for k, v in COLLEAGUE.items() if k != missing}
        assert client.post(by_link(asked, NAME), data).status_code == 200
    assert Introduction.objects.count() == 1
    for _click in range(2):
        assert client.post(by_link(asked, NAME), COLLEAGUE).status_code == 302
    assert Introduction.objects.count() == 2


def test_who_may_not_pass_it_on(client, cast):
    asked = in_status(cast, "sent", decision_maker=cast.manager_with_account)
    people = "visitor founder other_founder assistant colleague liaison admin"
    found = answers_to(client, cast, portal(asked, NAME), COLLEAGUE, people)
    assert found == {
        "visitor": 302,
        "founder": 403,
        "other_founder": 404,
        "assistant": 404,
        "colleague": 404,
        "liaison": 404,
        "admin": 403,
    }
