"""A company takes its case back: the lab's clocks stop."""

from datetime import date, timedelta

import pytest

from blockers.actions import draft_report_for, submit_report, withdraw_report
from servindus import clock, notifications
from servindus.actors import SYSTEM, LinkHolder
from servindus.models import OutboxEmail
from tests.blockers import stories
from tests.blockers.checks import (
    by_link,
    clocks_of,
    is_done_on_the_portal,
    is_the_reporters_alone,
    pauses_of,
    portal,
    starts_only_from,
)
from tests.cast import MONDAY, fresh
from tests.evidence import journal, last_line, newly_owed
from tests.matchmaking.checks import answers_to

NAME = "withdraw_report"
MON, WED = date(2026, 9, 7), date(2026, 9, 9)


def test_both_clocks_stop(cast):
    report = stories.submitted(cast)
    with clock.at(MONDAY + timedelta(days=2)):
        done = withdraw_report(report, by=cast.director)
    assert done.status == "withdrawn"
    assert clocks_of(done) == [
        ("C1", MON, date(2026, 9, 14), WED),
        ("C2", MON, date(2026, 10, 7), WED),
    ]


def test_a_question_that_is_open_ends_with_it(cast):
    asked = stories.asked(cast)
    with clock.at(MONDAY + timedelta(days=2)):
        done = withdraw_report(asked, by=cast.director)
    assert (done.status, done.complete_by) == ("withdrawn", None)
    assert pauses_of(done) == [(MON, WED)]
    assert clocks_of(done)[1] == ("C2", MON, date(2026, 10, 7), WED)


def test_the_journal_says_who_and_nobody_is_written_to(cast):
    done = withdraw_report(stories.submitted(cast), by=cast.director)
    assert journal(done)[-1] == (
        NAME, "submitted", "withdrawn", "directrice@usine.example", "portal",
    )  # fmt: skip
    assert newly_owed(last_line(done)) == set()


def test_what_the_lab_was_to_read_is_no_longer_due(cast):
    cast.moderator  # noqa: B018 - exists
    report = stories.submitted(cast)
    mail = OutboxEmail.objects.get(kind="report_submitted")
    notice = notifications.notice_named(mail.kind)
    assert not notice.is_moot(report, mail)
    assert notice.is_moot(withdraw_report(report, by=cast.director), mail)


def test_it_starts_only_from_a_case_that_waits(cast):
    starts_only_from(withdraw_report, cast, "draft submitted needs_info")


def test_who_may_withdraw(client, cast):
    is_the_reporters_alone(client, cast, stories.submitted(cast), NAME, {})
    assert SYSTEM.has_perm("blockers.withdraw_report", stories.submitted(cast))


def test_nobody_else_knows_of_a_draft_or_takes_it_back(client, cast):
    draft = stories.drafted(cast)
    people = "assistant moderator admin founder colleague liaison stranger"
    found = answers_to(client, cast, portal(draft, NAME), {}, people)
    assert found == dict.fromkeys(people.split(), 404)


@pytest.mark.parametrize("status", ["draft", "submitted", "needs_info"])
def test_the_reporter_withdraws_once(client, cast, status):
    is_done_on_the_portal(client, cast, stories.STORIES[status](cast), NAME, {})


def test_a_draft_that_was_never_handed_in_stays_its_writers(client, cast):
    gone = withdraw_report(stories.drafted(cast), by=cast.director)
    for who in ("assistant", "moderator", "admin"):
        client.force_login(getattr(cast, who))
        assert client.get(gone.get_absolute_url()).status_code == 404, who
    client.force_login(cast.director)
    assert client.get(gone.get_absolute_url()).status_code == 200


def test_staff_withdraw_what_they_wrote_down(client, cast):
    draft = draft_report_for(
        cast.rouen, by=cast.moderator, channel="phone", company_name="Atelier Morel",
        name="Lise Morel", email="visiteuse@atelier.example", **stories.ANSWERS,
    )  # fmt: skip
    client.force_login(cast.second_moderator)
    assert client.post(portal(draft, NAME)).status_code == 404
    client.force_login(cast.moderator)
    assert client.post(portal(draft, NAME)).status_code == 302
    assert fresh(draft).status == "withdrawn"


def test_a_visitor_withdraws_with_the_link_of_a_mail_only(client, cast):
    link = stories.by_visitor(cast)
    assert client.post(by_link(link.draft_token(), NAME)).status_code == 403
    link.prove(keep=True)
    report = submit_report(link.report, by=LinkHolder(link, link.name))
    assert client.post(by_link(link.token(), NAME)).status_code == 302
    assert journal(report)[-1] == (NAME, "submitted", "withdrawn", "link", "link")
    assert last_line(report).link == link.pk
