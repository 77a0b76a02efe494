"""A moderator passes a request on, six points checked; it leaves at once if it can."""

from datetime import date

import pytest

from matchmaking.actions import approve_introduction, withdraw_introduction
from matchmaking.enums import Checkpoint
from matchmaking.models import Introduction
from servindus.actors import Channel
from servindus.models import JournalEntry
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.cast import (
    MONDAY,
    fresh,
    make_decision_maker,
    make_membership,
)
from tests.evidence import journal, newly_owed, owed
from tests.matchmaking.checks import (
    answers_to,
    desk,
    in_status,
    reading_writes_nothing,
    starts_only_from,
)
from tests.matchmaking.stories import CHECKED, submitted
from tests.threads import together

NAME = "approve_introduction"
ALL_YES = dict.fromkeys(Checkpoint.values, "yes")


def approve(introduction, cast):
    return approve_introduction(
        introduction, by=cast.moderator, channel=Channel.ADMIN, checklist=CHECKED
    )


def test_it_leaves_at_once(cast):
    done = approve(submitted(cast), cast)
    assert (done.status, done.moderator) == ("sent", cast.moderator)
    assert done.checklist == CHECKED
    assert done.queued_at == done.sent_at == MONDAY
    # 15 working days after Monday 7 September.
    assert done.due_on == date(2026, 9, 28)


def test_the_journal_says_who_approved_and_that_the_platform_sent(cast):
    done = approve(submitted(cast), cast)
    assert journal(done)[-2:] == [
        (NAME, "submitted", "queued", "moderatrice@rouen.example", "admin"),
        ("send_introduction", "queued", "sent", "system", "system"),
    ]


def test_manager_and_founder_are_written_to_and_nobody_else(cast):
    done = approve(submitted(cast), cast)
    approval, sending = list(JournalEntry.objects.about(done))[-2:]
    assert newly_owed(approval) == set()
    assert newly_owed(sending) == {
        ("introduction_sent", "manager@usine.example"),
        ("introduction_approved", "fondatrice@startup.example"),
    }


@pytest.mark.parametrize(
    "status", ["invited", "paused", "opted_out", "unreachable", "left"]
)
def test_it_waits_in_the_queue_for_somebody_who_cannot_be_asked(cast, status):
    card = make_decision_maker(organisation=cast.plant, status=status)
    done = approve(in_status(cast, "submitted", decision_maker=card), cast)
    assert done.status == "queued"
    assert not done.links.exists()
    gone = status in ("opted_out", "left")
    hears = {("introduction_queued", cast.founder.email)}
    assert owed(done) == (set() if gone else hears)


@pytest.mark.parametrize("point", Checkpoint.values)
def test_each_of_the_six_points_must_be_met(cast, point):
    introduction = in_status(cast, "submitted")
    for checklist in (
        {**CHECKED, point: False},
        {name: True for name in CHECKED if name != point},
        {**CHECKED, "another": True},
    ):
        with pytest.raises(ActRefused):
            approve_introduction(introduction, by=cast.moderator, checklist=checklist)
    assert fresh(introduction).status == "submitted"


def test_it_starts_only_from_the_queue(cast):
    starts_only_from(approve_introduction, cast, "submitted", checklist=CHECKED)


def test_who_may_approve(client, cast):
    introduction = in_status(cast, "submitted")
    found = answers_to(
        client,
        cast,
        desk(introduction, NAME),
        ALL_YES,
        "visitor founder director colleague liaison stranger admin",
    )
    assert found == {
        "visitor": 302,
        "founder": 403,
        "director": 403,
        "colleague": 404,
        "liaison": 403,
        "stranger": 403,
        "admin": 403,
    }


@pytest.mark.parametrize("side", ["startup", "plant"])
def test_nobody_decides_on_an_organisation_of_theirs(client, cast, side):
    introduction = in_status(cast, "submitted")
    make_membership(user=cast.second_moderator, organisation=getattr(cast, side))
    found = answers_to(
        client, cast, desk(introduction, NAME), ALL_YES, "second_moderator"
    )
    assert found == {"second_moderator": 403}


def test_the_desk_approves_and_reading_does_not(client, cast):
    introduction = in_status(cast, "submitted")
    client.force_login(cast.moderator)
    reading_writes_nothing(client, desk(introduction, NAME))
    response = client.post(desk(introduction, NAME), {**ALL_YES, "tone": "no"})
    assert response.status_code == 409
    assert client.post(desk(introduction, NAME), {}).status_code == 200
    assert fresh(introduction).status == "submitted"
    assert client.post(desk(introduction, NAME), ALL_YES).status_code == 302
    assert fresh(introduction).status == "sent"


def test_approving_twice_is_the_same_success(client, cast):
    introduction = in_status(cast, "submitted")
    client.force_login(cast.moderator)
    for _click in range(2):
        assert client.post(desk(introduction, NAME), ALL_YES).status_code == 302
    assert [line[0] for line in journal(introduction)].count(NAME) == 1


def test_the_second_moderators_click_is_explained(client, cast):
    introduction = in_status(cast, "submitted")
    approve(introduction, cast)
    client.force_login(cast.second_moderator)
    assert client.post(desk(introduction, NAME), ALL_YES).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_at_once_one_approves(cast):
    first, second = cast.moderator, cast.second_moderator
    for _round in range(5):
        introduction = in_status(cast, "submitted", decision_maker=cast.manager)
        found = together(
            *[
                lambda i=introduction, w=who: approve_introduction(
                    i, by=w, checklist=CHECKED
                )
                for who in (first, second)
            ]
        )
        won = [row for row in found if isinstance(row, Introduction)]
        lost = [row for row in found if isinstance(row, TransitionNotAllowed)]
        assert (len(won), len(lost)) == (1, 1), found
        assert introduction.links.count() == 1
        withdraw_introduction(introduction, by=cast.founder)
