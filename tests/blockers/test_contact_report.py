"""Somebody of the lab has spoken with the company: the first delay is met."""

from datetime import date, timedelta

import pytest

from blockers.actions import contact_report
from servindus import clock
from servindus.actors import Channel
from servindus.workflow import ActRefused
from tests.blockers import stories
from tests.blockers.checks import (
    clocks_of,
    desk,
    is_done_at_the_desk,
    is_the_labs_alone,
    starts_only_from,
)
from tests.cast import MONDAY, fresh
from tests.evidence import journal, last_line, newly_owed

NAME = "contact_report"
WORD = {"text": "Appelée mardi : huit mois d’attente."}
MON, TUE = date(2026, 9, 7), date(2026, 9, 8)


def test_it_stops_the_first_clock_only(cast):
    report = stories.submitted(cast)
    with clock.at(MONDAY + timedelta(days=1)):
        done = contact_report(report, by=cast.moderator, channel=Channel.ADMIN, **WORD)
    assert (done.status, clock.local_day(done.contacted_at)) == ("submitted", TUE)
    assert clocks_of(done) == [
        ("C1", MON, date(2026, 9, 14), TUE),
        ("C2", MON, date(2026, 10, 7), None),
    ]


def test_the_journal_says_who_and_nobody_is_written_to(cast):
    done = contact_report(
        stories.submitted(cast), by=cast.moderator, channel=Channel.ADMIN, **WORD
    )
    assert journal(done)[-1] == (
        NAME, "submitted", "submitted", "moderatrice@rouen.example", "admin",
    )  # fmt: skip
    assert newly_owed(last_line(done)) == set()


def test_what_was_said_is_for_the_lab_alone(client, cast):
    done = contact_report(stories.submitted(cast), by=cast.moderator, **WORD)
    [remark] = done.remarks.all()
    assert (remark.text, remark.audience) == (WORD["text"], "lab")
    page = done.get_absolute_url()
    for who, sees in {
        "director": False, "assistant": False, "moderator": True, "admin": True,
    }.items():  # fmt: skip
        client.force_login(getattr(cast, who))
        assert ("huit mois d’attente" in client.get(page).text) is sees, who


def test_once_is_enough(cast):
    done = contact_report(stories.submitted(cast), by=cast.moderator, **WORD)
    lines = len(journal(done))
    with pytest.raises(ActRefused):
        contact_report(done, by=cast.second_moderator, **WORD)
    # Whoever asks has spoken with the company too.
    with pytest.raises(ActRefused):
        contact_report(stories.asked(cast), by=cast.moderator, **WORD)
    assert len(journal(done)) == lines


def test_it_starts_only_from_a_case_that_waits(cast):
    starts_only_from(contact_report, cast, "submitted needs_info", **WORD)


def test_who_may_note_it(client, cast):
    is_the_labs_alone(client, cast, stories.submitted(cast), NAME, WORD)


def test_the_desk_notes_it_and_reading_does_not(client, cast):
    report = stories.submitted(cast)
    is_done_at_the_desk(client, cast, report, NAME, WORD)
    # Noted already: somebody else is told so, and keeps what they typed.
    client.force_login(cast.second_moderator)
    again = client.post(desk(report, NAME), {"text": "Rappelée mercredi."})
    assert again.status_code == 409
    assert "Rappelée mercredi." in again.text
    assert fresh(report).remarks.count() == 1
