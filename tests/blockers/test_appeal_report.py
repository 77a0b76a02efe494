"""A company brings a new fact against a refusal: once, and somebody else decides."""

from datetime import date, timedelta

import pytest

from blockers.actions import appeal_report, attach_report
from servindus import clock
from servindus.workflow import ActRefused
from tests.blockers import stories
from tests.blockers.checks import (
    clocks_of,
    desk,
    is_done_on_the_portal,
    is_the_reporters_alone,
    portal,
    starts_only_from,
)
from tests.cast import MONDAY, fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.matchmaking.checks import answers_to

NAME = "appeal_report"
WORD = {"text": "La préfecture a écrit le 3 : elle attend un avis."}


def days(count):
    return clock.at(MONDAY + timedelta(days=count))


def test_the_case_is_with_the_lab_again_and_a_delay_begins(cast):
    refused = stories.declined(cast)
    with days(4):
        done = appeal_report(refused, by=cast.director, **WORD)
    assert (done.status, done.reference) == ("submitted", "ROU-2026-0001")
    assert clock.local_day(done.appealed_at) == date(2026, 9, 11)
    # Calendar days: a Sunday counts as any other.
    assert done.qualify_by == date(2026, 10, 11)
    monday, friday = date(2026, 9, 7), date(2026, 9, 11)
    assert clocks_of(done) == [
        ("C1", monday, date(2026, 9, 14), monday),
        ("C2", monday, date(2026, 10, 7), monday),
        ("C2", friday, date(2026, 10, 11), None),
    ]
    remark = done.remarks.get(entry=last_line(done))
    assert (remark.text, remark.audience) == (WORD["text"], "company")


def test_the_journal_says_who_and_only_other_readers_are_written_to(cast):
    refused = stories.declined(cast)
    cast.second_moderator, cast.colleague, cast.assistant  # noqa: B018 - they exist
    done = appeal_report(refused, by=cast.director, **WORD)
    assert journal(done)[-1] == (
        NAME, "declined", "submitted", "directrice@usine.example", "portal",
    )  # fmt: skip
    assert newly_owed(last_line(done)) == {
        ("report_appealed", "moderateur2@rouen.example")
    }


@pytest.mark.parametrize(("later", "passes"), [(0, True), (30, True), (31, False)])
def test_within_thirty_days(cast, later, passes):
    refused = stories.declined(cast)
    with days(later):
        if passes:
            assert appeal_report(refused, by=cast.director, **WORD).appealed_at
        else:
            with nothing_written(), pytest.raises(ActRefused):
                appeal_report(refused, by=cast.director, **WORD)


@pytest.mark.parametrize("text", ["", " \n "])
def test_never_without_a_new_fact(cast, text):
    refused = stories.declined(cast)
    with nothing_written(), pytest.raises(ActRefused):
        appeal_report(refused, by=cast.director, text=text)


def test_whoever_refused_does_not_read_it_again(client, cast):
    again = appeal_report(stories.declined(cast), by=cast.director, **WORD)
    for act, data in {
        "attach_report": {"choice": "new", "title": "Rejets"},
        "decline_report": {"code": "spam", "text": "Non."},
        "ask_info_report": {"text": "Quoi ?"},
    }.items():
        assert answers_to(client, cast, desk(again, act), data, "moderator") == {
            "moderator": 403
        }
    # Who refused still reads the case: only the decision is somebody else's.
    client.force_login(cast.moderator)
    assert client.get(again.get_absolute_url()).status_code == 200
    assert attach_report(again, by=cast.second_moderator).status == "attached"
    client.force_login(cast.second_moderator)
    again = appeal_report(stories.declined(cast), by=cast.director, **WORD)
    sent = client.post(
        desk(again, "decline_report"), {"code": "court", "text": "Un juge est saisi."}
    )
    assert sent.status_code == 302
    assert fresh(again).status == "declined"


def test_it_starts_only_from_a_refusal(cast):
    starts_only_from(appeal_report, cast, "declined", **WORD)


def test_who_may_appeal(client, cast):
    is_the_reporters_alone(client, cast, stories.declined(cast), NAME, WORD)


def test_the_reporter_appeals_once(client, cast):
    refused = stories.declined(cast)
    is_done_on_the_portal(client, cast, refused, NAME, WORD)


def test_an_empty_form_does_nothing(client, cast):
    refused = stories.declined(cast)
    client.force_login(cast.director)
    with nothing_written():
        assert client.post(portal(refused, NAME), {"text": ""}).status_code == 200
    too_long = "x" * 601
    page = client.post(portal(refused, NAME), {"text": too_long})
    assert (page.status_code, too_long in page.text) == (200, True)
    assert fresh(refused).status == "declined"
