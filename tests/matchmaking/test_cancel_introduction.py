"""Either side, or the lab, gives up an accepted introduction and says why."""

from datetime import timedelta

import pytest

from matchmaking.actions import cancel_introduction, opt_out_decision_maker
from matchmaking.models import DecisionMaker
from programmes.models import Membership
from servindus import clock, outbox
from servindus.actors import SYSTEM
from servindus.workflow import ActRefused
from tests.cast import MONDAY, fresh, holder
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.checks import (
    answers_to,
    in_status,
    portal,
    reading_writes_nothing,
    starts_only_from,
)
from tests.matchmaking.stories import accepted

NAME = "cancel_introduction"
WHY = {"text": "Notre technicien est indisponible."}
LATER = MONDAY + timedelta(hours=1)


def cancelled(cast, by=None):
    introduction = accepted(cast)
    with clock.at(LATER):
        return cancel_introduction(introduction, by=by or cast.founder, **WHY)


def test_it_ends_with_a_reason_for_the_other_side(cast):
    done = cancelled(cast)
    assert done.status == "cancelled"
    assert [(r.text, r.audience) for r in done.remarks.all()] == [
        (WHY["text"], "shared")
    ]


def test_the_journal_says_who_and_both_sides_are_written_to(cast):
    done = cancelled(cast)
    assert journal(done)[-1][:4] == (
        NAME,
        "accepted",
        "cancelled",
        "fondatrice@startup.example",
    )
    assert newly_owed(last_line(done)) == {
        ("introduction_cancelled", "fondatrice@startup.example"),
        ("introduction_cancelled", "manager@usine.example"),
    }


def test_until_it_settles_the_answer_is_undone_instead(cast):
    introduction = accepted(cast)
    for who in (cast.founder, cast.moderator, holder(introduction)):
        with pytest.raises(ActRefused):
            cancel_introduction(introduction, by=who, **WHY)


def test_it_starts_only_from_a_yes(cast):
    starts_only_from(cancel_introduction, cast, "accepted", **WHY)


def test_the_contacts_are_no_longer_shown(client, cast):
    done = cancelled(cast)
    client.force_login(cast.founder)
    with clock.at(LATER + timedelta(hours=1)):
        page = client.get(done.get_absolute_url()).text
    assert "manager@usine.example" not in page


def test_who_may_not_cancel(client, cast):
    introduction = in_status(cast, "accepted")
    people = "visitor other_founder director assistant colleague liaison admin"
    assert answers_to(client, cast, portal(introduction, NAME), WHY, people) == {
        "visitor": 302,
        "other_founder": 404,
        "director": 404,
        "assistant": 404,
        "colleague": 404,
        "liaison": 404,
        "admin": 403,
    }


def test_a_reason_is_asked_for_and_reading_changes_nothing(client, cast):
    introduction = in_status(cast, "accepted")
    client.force_login(cast.founder)
    reading_writes_nothing(client, portal(introduction, NAME))
    assert client.post(portal(introduction, NAME), {"text": ""}).status_code == 200
    assert fresh(introduction).status == "accepted"
    assert client.post(portal(introduction, NAME), WHY).status_code == 302
    assert fresh(introduction).status == "cancelled"


def sent_to(sink):
    return {
        address
        for number, address in enumerate(sink.addresses)
        if sink.message(number)["X-ServIndus-Kind"] == "introduction_cancelled"
    }


def test_a_member_who_has_left_the_startup_hears_nothing(cast, sink):
    cancelled(cast)
    membership = Membership.objects.get(user=cast.founder)
    membership.delete()
    with clock.at(LATER):
        outbox.send_due()
    assert sent_to(sink) == {"manager@usine.example"}


@pytest.mark.parametrize("status", ["left", "unreachable"])
def test_a_manager_who_is_gone_hears_nothing(cast, sink, status):
    gone = DecisionMaker.objects.create(
        organisation=cast.plant,
        lab=cast.rouen,
        family_name="Parti",
        email="parti@usine.example",
        source_of_contact="visit",
        status=status,
    )
    introduction = in_status(cast, "accepted", decision_maker=gone)
    cancel_introduction(introduction, by=cast.founder, **WHY)
    outbox.send_due()
    assert sent_to(sink) == {"fondatrice@startup.example"}


def test_a_manager_who_wants_no_more_requests_still_hears_of_her_own_meeting(
    cast, sink
):
    introduction = in_status(cast, "accepted", decision_maker=cast.manager)
    opt_out_decision_maker(cast.manager, by=SYSTEM)
    cancel_introduction(introduction, by=cast.founder, **WHY)
    outbox.send_due()
    assert "manager@usine.example" in sent_to(sink)
