"""A visitor is sent the link that proves the address and hands the case in."""

import pytest

from blockers.actions import request_link_report, submit_report
from servindus import letters, notifications
from servindus.actors import LinkHolder
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused
from tests.blockers import stories
from tests.blockers.checks import by_link, starts_only_from
from tests.cast import MONDAY, fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written

NAME = "request_link_report"
LAST = {"confidentiality": "labs", "understood": "on"}


def request(link):
    return request_link_report(link.report, by=LinkHolder(link, link.name))


def test_the_visitor_alone_is_written_to_and_nothing_is_handed_in(cast):
    cast.moderator  # noqa: B018 - exists
    link = stories.by_visitor(cast)
    done = request(link)
    assert (done.status, done.number) == ("draft", None)
    assert journal(done)[-1] == (NAME, "draft", "draft", "link", "link")
    assert newly_owed(last_line(done)) == {
        ("report_link_requested", "visiteuse@atelier.example")
    }
    assert not done.clocks.exists()


def test_the_mail_carries_the_link_that_hands_in(client, cast):
    link = stories.by_visitor(cast)
    request(link)
    mail = letters.compose(OutboxEmail.objects.get())
    assert link.url() in mail.body
    assert link.draft_token() not in mail.body
    assert client.post(by_link(link.token(), "submit_report")).status_code == 302
    assert fresh(link.report).status == "submitted"


def test_the_last_step_asks_for_it_and_reading_does_not(client, cast):
    link = stories.by_visitor(cast)
    page = by_link(link.draft_token(), "edit_report", 5)
    with nothing_written():
        assert client.get(page).status_code == 200
        # Without the last tick nothing is kept and nothing is sent.
        assert client.post(page, {"confidentiality": "labs"}).status_code == 200
    sent = client.post(page, LAST)
    assert sent.url == by_link(link.draft_token(), "report_waits")
    assert "visiteuse@atelier.example" in client.get(sent.url).text
    assert fresh(link.report).status == "draft"
    assert OutboxEmail.objects.get().recipient == "visiteuse@atelier.example"


@pytest.mark.parametrize("missing", ["title", "situation", "prevented"])
def test_what_is_not_complete_sends_nothing(client, cast, missing):
    link = stories.by_visitor(cast, **{missing: ""})
    with nothing_written(), pytest.raises(ActRefused):
        request(link)
    sent = client.post(by_link(link.draft_token(), "edit_report", 5), LAST)
    assert sent.headers["Location"] == by_link(link.draft_token(), "edit_report", 2)
    assert not OutboxEmail.objects.exists()


def test_an_address_that_is_proven_or_was_revoked_is_sent_nothing(cast):
    link = stories.by_visitor(cast)
    link.prove(keep=True)
    assert newly_owed(last_line(request(link))) == set()
    link.confirmed_at, link.revoked_at = None, MONDAY
    link.save()
    assert newly_owed(last_line(request(link))) == set()


def test_the_mail_dies_once_the_case_is_handed_in(cast):
    link = stories.by_visitor(cast)
    draft = request(link)
    mail = OutboxEmail.objects.get()
    notice = notifications.notice_named(mail.kind)
    assert not notice.is_moot(draft, mail)
    link.prove(keep=True)
    done = submit_report(draft, by=LinkHolder(link, link.name))
    assert notice.is_moot(done, mail)


def test_it_starts_only_from_a_draft(cast):
    starts_only_from(request_link_report, cast, "draft")


def test_who_may_ask_for_it(cast):
    link = stories.by_visitor(cast)
    for person in (
        cast.director, cast.assistant, cast.moderator, cast.colleague, cast.admin,
        cast.founder, cast.liaison, cast.stranger,
    ):  # fmt: skip
        assert not person.has_perm(f"blockers.{NAME}", link.report), person
    assert LinkHolder(link).has_perm(f"blockers.{NAME}", link.report)
    other = stories.drafted(cast)
    assert not LinkHolder(link).has_perm(f"blockers.{NAME}", other)
