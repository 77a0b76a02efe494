"""The lab does not keep a case: a reason and another door that the company reads."""

from datetime import date, timedelta

import pytest

from blockers.actions import appeal_report, decline_report, submit_report
from servindus import clock
from servindus.actors import Channel, LinkHolder
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
from tests.evidence import journal, last_line, newly_owed, nothing_written

NAME = "decline_report"
WORD = {"code": "feasible", "text": "L’article 5 le permet.", "door": "prefect"}
MON, WED = date(2026, 9, 7), date(2026, 9, 9)


def test_it_ends_with_a_reason_and_both_clocks_stop(cast):
    report = stories.submitted(cast)
    with clock.at(MONDAY + timedelta(days=2)):
        done = decline_report(report, by=cast.moderator, **WORD)
    assert (done.status, done.decline_code) == ("declined", "feasible")
    assert done.declined_by == cast.moderator
    assert clock.local_day(done.declined_at) == WED
    assert done.appeal_until == date(2026, 10, 9)
    assert clocks_of(done) == [
        ("C1", MON, date(2026, 9, 14), WED),
        ("C2", MON, date(2026, 10, 7), WED),
    ]


def test_the_journal_keeps_codes_and_the_reporter_is_written_to(cast):
    done = decline_report(
        stories.submitted(cast), by=cast.moderator, channel=Channel.ADMIN, **WORD
    )
    assert journal(done)[-1] == (
        NAME, "submitted", "declined", "moderatrice@rouen.example", "admin",
    )  # fmt: skip
    assert last_line(done).details == {"code": "feasible", "door": "prefect"}
    assert newly_owed(last_line(done)) == {
        ("report_declined", "directrice@usine.example")
    }
    [remark] = done.remarks.all()
    assert (remark.text, remark.audience) == (WORD["text"], "company")


def test_a_visitor_is_written_to_by_link(cast):
    link = stories.by_visitor(cast)
    link.prove(keep=True)
    report = submit_report(link.report, by=LinkHolder(link, link.name))
    done = decline_report(report, by=cast.moderator, **WORD)
    assert newly_owed(last_line(done)) == {
        ("report_declined", "visiteuse@atelier.example")
    }


@pytest.mark.parametrize("text", ["", "  \n"])
def test_never_without_a_word(cast, text):
    report, by = stories.submitted(cast), cast.moderator
    with nothing_written(), pytest.raises(ActRefused):
        decline_report(report, by=by, **{**WORD, "text": text})


def test_it_starts_only_from_the_queue(cast):
    starts_only_from(decline_report, cast, "submitted", **WORD)


def test_who_may_decline(client, cast):
    is_the_labs_alone(client, cast, stories.submitted(cast), NAME, WORD)


def test_the_desk_declines_and_reading_does_not(client, cast):
    is_done_at_the_desk(client, cast, stories.submitted(cast), NAME, WORD)


def test_a_reason_that_is_none_keeps_what_was_typed(client, cast):
    report = stories.submitted(cast)
    client.force_login(cast.moderator)
    for wrong in ({"code": "je-ne-sais-pas"}, {"code": ""}, {"door": "fenetre"}):
        page = client.post(desk(report, NAME), {**WORD, **wrong})
        assert page.status_code == 200
        assert WORD["text"] in page.text
    assert fresh(report).status == "submitted"


def test_somebody_else_was_quicker(client, cast):
    report = stories.submitted(cast)
    decline_report(report, by=cast.second_moderator, **WORD)
    client.force_login(cast.moderator)
    page = client.post(desk(report, NAME), {**WORD, "text": "Déjà jugé à Paris."})
    assert page.status_code == 409
    assert "Déjà jugé à Paris." in page.text


def test_the_company_reads_why(client, cast):
    done = decline_report(stories.submitted(cast), by=cast.moderator, **WORD)
    client.force_login(cast.director)
    assert WORD["text"] in client.get(done.get_absolute_url()).text


def test_a_second_refusal_ends_it_and_keeps_the_first_ones_day(cast):
    refused = stories.declined(cast)
    with clock.at(MONDAY + timedelta(days=5)):
        again = appeal_report(refused, by=cast.director, text="Un fait nouveau.")
    with clock.at(MONDAY + timedelta(days=9)):
        done = decline_report(again, by=cast.second_moderator, **WORD)
        assert (done.status, done.declined_at) == ("declined", MONDAY)
        assert done.declined_by == cast.moderator
        with pytest.raises(ActRefused):
            appeal_report(done, by=cast.director, text="Encore un.")
