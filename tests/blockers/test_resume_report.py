"""A withdrawn case is handed in again: its delays start anew."""

from datetime import date, timedelta

import pytest

from blockers.actions import contact_report, resume_report, withdraw_report
from servindus import clock
from servindus.workflow import ActRefused
from tests.blockers import stories
from tests.blockers.checks import (
    clocks_of,
    is_done_on_the_portal,
    is_the_reporters_alone,
    portal,
    starts_only_from,
)
from tests.cast import MONDAY, fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written

NAME = "resume_report"
MON, WED = date(2026, 9, 7), date(2026, 9, 9)


def test_both_delays_start_anew_under_the_same_number(cast):
    gone = stories.withdrawn(cast)
    with clock.at(MONDAY + timedelta(days=2)):
        done = resume_report(gone, by=cast.director)
    assert (done.status, done.reference) == ("submitted", "ROU-2026-0001")
    assert (done.contact_by, done.qualify_by) == (
        date(2026, 9, 16),
        date(2026, 10, 9),
    )
    assert clocks_of(done) == [
        ("C1", MON, date(2026, 9, 14), MON),
        ("C2", MON, date(2026, 10, 7), MON),
        ("C1", WED, date(2026, 9, 16), None),
        ("C2", WED, date(2026, 10, 9), None),
    ]


def test_who_has_been_spoken_with_is_not_owed_a_first_contact(cast):
    report = contact_report(stories.submitted(cast), by=cast.moderator, text="Appelée.")
    done = resume_report(withdraw_report(report, by=cast.director), by=cast.director)
    running = done.clocks.running().values_list("code", flat=True)
    assert list(running) == ["C2"]


def test_the_journal_says_who_and_the_lab_is_written_to(cast):
    gone = stories.withdrawn(cast)
    cast.moderator, cast.second_moderator, cast.colleague  # noqa: B018 - they exist
    done = resume_report(gone, by=cast.director)
    assert journal(done)[-1] == (
        NAME, "withdrawn", "submitted", "directrice@usine.example", "portal",
    )  # fmt: skip
    assert newly_owed(last_line(done)) == {
        ("report_submitted", "moderatrice@rouen.example"),
        ("report_submitted", "moderateur2@rouen.example"),
    }


def test_a_draft_that_was_withdrawn_stays_so(client, cast):
    gone = withdraw_report(stories.drafted(cast), by=cast.director)
    with nothing_written(), pytest.raises(ActRefused):
        resume_report(gone, by=cast.director)
    client.force_login(cast.director)
    assert client.post(portal(gone, NAME)).status_code == 409
    assert fresh(gone).status == "withdrawn"
    buttons = client.get(gone.get_absolute_url()).context["acts"]
    assert portal(gone, NAME) not in {act.href for act in buttons}


def test_it_starts_only_from_a_withdrawn_case(cast):
    starts_only_from(resume_report, cast, "withdrawn")


def test_who_may_resume(client, cast):
    is_the_reporters_alone(client, cast, stories.withdrawn(cast), NAME, {})


def test_the_reporter_resumes_once(client, cast):
    is_done_on_the_portal(client, cast, stories.withdrawn(cast), NAME, {})
