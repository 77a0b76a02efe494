"""The lab asks the company to complete its case; its own delay stands meanwhile."""

from datetime import date, timedelta

from blockers.actions import ask_info_report, submit_report
from servindus import clock
from servindus.actors import Channel, LinkHolder
from tests.blockers import stories
from tests.blockers.checks import (
    clocks_of,
    is_done_at_the_desk,
    is_the_labs_alone,
    pauses_of,
    starts_only_from,
)
from tests.cast import MONDAY
from tests.evidence import journal, last_line, newly_owed

NAME = "ask_info_report"
WORD = {"text": "Quel débit, en mètres cubes ?"}
MON = date(2026, 9, 7)


def days(count):
    return clock.at(MONDAY + timedelta(days=count))


def test_it_goes_back_to_the_company_with_the_question_and_a_date(cast):
    report = stories.submitted(cast)
    with days(2):
        done = ask_info_report(report, by=cast.moderator, **WORD)
    assert (done.status, done.complete_by) == ("needs_info", date(2026, 10, 9))
    [remark] = done.remarks.all()
    assert (remark.text, remark.audience) == (WORD["text"], "company")
    assert remark.entry == last_line(done)


def test_it_is_the_first_contact_and_the_second_clock_stands(cast):
    report = stories.submitted(cast)
    with days(2):
        done = ask_info_report(report, by=cast.moderator, **WORD)
    assert clocks_of(done) == [
        ("C1", MON, date(2026, 9, 14), date(2026, 9, 9)),
        ("C2", MON, date(2026, 10, 7), None),
    ]
    assert clock.local_day(done.contacted_at) == date(2026, 9, 9)
    assert pauses_of(done) == [(date(2026, 9, 9), None)]
    assert done.clocks.get(code="C2").is_paused
    [pause] = done.clocks.get(code="C2").pauses.all()
    assert pause.entry == last_line(done)


def test_all_questions_together_cost_thirty_days_at_most(cast):
    report = stories.asked(cast)
    with days(20):
        report = submit_report(report, by=cast.director)
        # The first day of the pause is day 0 of the delay, which never counts.
        assert report.qualify_by == date(2026, 10, 26)
        report = ask_info_report(report, by=cast.moderator, **WORD)
    with days(45):
        report = submit_report(report, by=cast.director)
    assert pauses_of(report) == [
        (MON, date(2026, 9, 27)),
        (date(2026, 9, 27), date(2026, 10, 7)),
    ]
    assert report.qualify_by == date(2026, 11, 5)
    with days(46):
        report = ask_info_report(report, by=cast.moderator, **WORD)
    with days(50):
        report = submit_report(report, by=cast.director)
    # Nothing is left of the thirty days: a third question stops no clock.
    assert report.qualify_by == date(2026, 11, 5)
    assert len(pauses_of(report)) == 2


def test_the_journal_says_who_and_the_reporter_is_written_to(cast):
    report = stories.submitted(cast)
    cast.assistant, cast.second_moderator  # noqa: B018 - both exist
    done = ask_info_report(report, by=cast.moderator, channel=Channel.ADMIN, **WORD)
    assert journal(done)[-1] == (
        NAME, "submitted", "needs_info", "moderatrice@rouen.example", "admin",
    )  # fmt: skip
    assert newly_owed(last_line(done)) == {
        ("report_needs_info", "directrice@usine.example")
    }


def test_a_visitor_is_written_to_by_link_unless_it_was_revoked(cast):
    link = stories.by_visitor(cast)
    link.prove(keep=True)
    report = submit_report(link.report, by=LinkHolder(link, link.name))
    asked = ask_info_report(report, by=cast.moderator, **WORD)
    assert newly_owed(last_line(asked)) == {
        ("report_needs_info", "visiteuse@atelier.example")
    }
    [mail] = last_line(asked).mails.all()
    assert mail.data == {"link": link.pk}
    back = submit_report(asked, by=LinkHolder(link, link.name))
    link.revoked_at = MONDAY
    link.save()
    asked = ask_info_report(back, by=cast.moderator, **WORD)
    assert newly_owed(last_line(asked)) == set()


def test_it_starts_only_from_the_queue(cast):
    starts_only_from(ask_info_report, cast, "submitted", **WORD)


def test_who_may_ask(client, cast):
    is_the_labs_alone(client, cast, stories.submitted(cast), NAME, WORD)


def test_the_desk_asks_and_reading_does_not(client, cast):
    is_done_at_the_desk(client, cast, stories.submitted(cast), NAME, WORD)


def test_the_company_reads_the_question(client, cast):
    done = ask_info_report(stories.submitted(cast), by=cast.moderator, **WORD)
    client.force_login(cast.director)
    assert WORD["text"] in client.get(done.get_absolute_url()).text
