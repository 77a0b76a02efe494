"""A report is begun: with an account, by the lab for a company, or by a visitor."""

import pytest

from blockers.actions import draft_report, draft_report_by_link, draft_report_for
from blockers.models import Report, ReportLink
from servindus.models import OutboxEmail
from tests.blockers import stories
from tests.blockers.checks import by_link, portal
from tests.cast import make_membership
from tests.evidence import journal, last_line, nothing_written
from tests.matchmaking.checks import reading_writes_nothing

START = "/blocages/signaler/"
DOOR = {
    "nature": "text_regulatory", "norm_level": "order",
    "innovative": "no", "stuck": "yes", "abroad": "no",
}  # fmt: skip
VISITOR = {
    "company_name": "Atelier Morel", "name": "Lise Morel",
    "email": "visiteuse@atelier.example",
}  # fmt: skip


def nothing_began(report):
    """No number, no clock, no mail before a case is handed in."""
    assert (report.status, report.reference) == ("draft", "")
    assert report.submitted_at is None
    assert not report.clocks.exists()
    assert not OutboxEmail.objects.exists()


def test_with_an_account_it_is_the_companys(cast):
    cast.moderator  # noqa: B018 - exists
    draft = draft_report(
        cast.rouen, by=cast.director, organisation=cast.plant, **stories.ANSWERS
    )
    assert (draft.reporter, draft.organisation) == (cast.director, cast.plant)
    assert (draft.channel, draft.path) == ("web", stories.ANSWERS["path"])
    assert journal(draft) == [
        ("draft_report", "", "draft", "directrice@usine.example", "portal")
    ]
    assert not draft.links.exists()
    nothing_began(draft)


def test_staff_write_down_what_a_company_said(cast):
    draft = draft_report_for(
        cast.rouen, by=cast.moderator, channel="phone", company_name="Atelier Morel",
        name="Lise Morel", email="visiteuse@atelier.example", **stories.ANSWERS,
    )  # fmt: skip
    assert (draft.on_behalf_of_by, draft.reporter) == (cast.moderator, None)
    assert (draft.channel, draft.company) == ("phone", "Atelier Morel")
    [link] = draft.links.all()
    assert (link.email, link.name) == ("visiteuse@atelier.example", "Lise Morel")
    assert (link.confirmed_at, link.revoked_at) == (None, None)
    assert journal(draft) == [
        ("draft_report", "", "draft", "moderatrice@rouen.example", "portal")
    ]
    nothing_began(draft)


def test_a_visitor_begins_without_a_proof(cast):
    link = draft_report_by_link(
        cast.rouen, email="visiteuse@atelier.example", name="Lise Morel",
        company_name="Atelier Morel", **stories.ANSWERS,
    )  # fmt: skip
    draft = link.report
    assert (draft.reporter, draft.on_behalf_of_by) == (None, None)
    assert link.confirmed_at is None
    assert journal(draft) == [("draft_report", "", "draft", "link", "link")]
    assert last_line(draft).link == link.pk
    nothing_began(draft)


@pytest.mark.parametrize("who", ["visitor", "stranger", "director", "moderator"])
def test_reading_the_first_step_writes_nothing(client, cast, who):
    if who != "visitor":
        client.force_login(getattr(cast, who))
    reading_writes_nothing(client, START)
    with nothing_written():
        assert client.post(START, {}).status_code == 200


def test_the_first_step_with_an_account(client, cast):
    client.force_login(cast.director)
    data = {**DOOR, "organisation": cast.plant.pk, "lab": cast.rouen.pk}
    sent = client.post(START, data)
    draft = Report.objects.get()
    assert sent.url == portal(draft, "edit_report", 2)
    assert (draft.reporter, draft.nature) == (cast.director, "text_regulatory")
    assert draft.path == {"innovative": False, "stuck": True, "abroad": False}


def test_the_first_step_of_staff(client, cast):
    client.force_login(cast.moderator)
    data = {**DOOR, **VISITOR, "lab": cast.rouen.pk, "channel": "visit"}
    sent = client.post(START, data)
    draft = Report.objects.get()
    assert sent.url == portal(draft, "edit_report", 2)
    assert (draft.on_behalf_of_by, draft.channel) == (cast.moderator, "visit")


@pytest.mark.parametrize("who", ["visitor", "stranger", "liaison"])
def test_the_first_step_of_a_visitor(client, cast, who):
    """Somebody with an account and no company is a visitor here."""
    if who != "visitor":
        client.force_login(getattr(cast, who))
    sent = client.post(START, {**DOOR, **VISITOR, "lab": cast.nancy.pk})
    link = ReportLink.objects.get()
    assert sent.url == by_link(link.draft_token(), "edit_report", 2)
    assert (link.report.lab, link.report.company) == (cast.nancy, "Atelier Morel")
    nothing_began(link.report)


def test_nobody_reports_for_a_company_or_a_lab_that_is_not_theirs(client, cast):
    client.force_login(cast.director)
    data = {**DOOR, "organisation": cast.startup.pk, "lab": cast.rouen.pk}
    with nothing_written():
        assert client.post(START, data).status_code == 200
    client.force_login(cast.moderator)
    data = {**DOOR, **VISITOR, "lab": cast.nancy.pk, "channel": "visit"}
    with nothing_written():
        assert client.post(START, data).status_code == 200
    # "web" is how companies come; staff say visit or telephone.
    data |= {"lab": cast.rouen.pk, "channel": "web"}
    with nothing_written():
        assert client.post(START, data).status_code == 200


def test_whoever_left_a_company_reports_as_a_visitor(client, cast):
    make_membership(user=cast.stranger, organisation=cast.plant, status="ended")
    client.force_login(cast.stranger)
    page = client.get(START)
    assert "organisation" not in page.context["form"].fields
    assert "email" in page.context["form"].fields
