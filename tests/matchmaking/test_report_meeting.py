"""After a meeting each side tells how it went; the two are never mixed."""

from datetime import timedelta

import pytest

from matchmaking.actions import hold_meeting, report_meeting
from servindus import clock
from servindus.actors import SYSTEM
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.cast import fresh, holder
from tests.evidence import journal, owed
from tests.matchmaking.checks import (
    answers_to,
    by_link,
    portal,
    reading_writes_nothing,
)
from tests.matchmaking.meetings import TOMORROW, booked, settled

NAME = "report_meeting"
AFTER = TOMORROW + timedelta(minutes=30)
HELD = {"happened": "held", "outcome": "trial", "comment": "Utile."}


@pytest.fixture
def meeting(cast):
    meeting = booked(settled(cast))
    holder(meeting.introduction)
    return meeting


def test_the_second_side_adds_its_word_and_changes_nothing(cast, meeting):
    with clock.at(AFTER):
        hold_meeting(meeting, by=cast.founder, outcome="trial")
        report_meeting(
            meeting, by=holder(meeting.introduction), happened="no_show_startup"
        )
    assert fresh(meeting).status == "held"
    said = {r.side: (r.happened, r.outcome) for r in meeting.reports.all()}
    assert said == {"startup": ("held", "trial"), "manager": ("no_show_startup", "")}
    assert journal(meeting)[-1] == (NAME, "held", "held", "link", "link")


def test_a_side_tells_once(cast, meeting):
    with clock.at(AFTER):
        hold_meeting(meeting, by=cast.founder, outcome="trial")
        with pytest.raises(ActRefused):
            report_meeting(meeting, by=cast.founder, happened="no_show_manager")
    assert meeting.reports.get().happened == "held"


def test_there_must_be_something_to_add_to(cast, meeting):
    with pytest.raises(TransitionNotAllowed):
        report_meeting(meeting, by=SYSTEM, happened="held")


def test_both_sides_tell_through_their_own_door(client, cast, meeting):
    introduction = meeting.introduction
    with clock.at(AFTER):
        reading_writes_nothing(client, by_link(introduction, NAME))
        assert client.post(by_link(introduction, NAME), {}).status_code == 200
        without = {"happened": "held"}
        assert client.post(by_link(introduction, NAME), without).status_code == 200
        assert client.post(by_link(introduction, NAME), HELD).status_code == 302
        client.force_login(cast.founder)
        missed = {"happened": "no_show_manager"}
        assert client.post(portal(introduction, NAME), missed).status_code == 302
    assert fresh(meeting).status == "held"
    assert {r.side: r.happened for r in meeting.reports.all()} == {
        "manager": "held",
        "startup": "no_show_manager",
    }
    assert "meeting_held" not in {kind for kind, _address in owed()}


def test_before_its_end_nobody_tells(client, cast, meeting):
    response = client.post(by_link(meeting.introduction, NAME), HELD)
    assert response.status_code == 409
    assert fresh(meeting).status == "booked"


def test_who_may_not_tell(client, cast, meeting):
    people = "visitor other_founder director assistant colleague liaison admin"
    with clock.at(AFTER):
        found = answers_to(
            client, cast, portal(meeting.introduction, NAME), HELD, people
        )
    assert found == {
        "visitor": 302,
        "other_founder": 404,
        "director": 404,
        "assistant": 404,
        "colleague": 404,
        "liaison": 404,
        "admin": 403,
    }


def test_the_lab_reads_what_each_side_wrote_to_it(client, cast):
    introduction = settled(cast)
    meeting = booked(introduction)
    with clock.at(TOMORROW + timedelta(days=3)):
        hold_meeting(
            meeting, by=cast.founder, outcome="trial", comment="Salle trop bruyante."
        )
        client.force_login(cast.moderator)
        page = client.get(f"/admin/matchmaking/meeting/{meeting.pk}/change/")
    assert "Salle trop bruyante." in page.text
