"""Desks and members as files: rows and columns of the changelist, and the right."""

from datetime import timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.http import QueryDict

from matchmaking.models import Introduction, Meeting
from programmes.actions import allow_export, forbid_export
from programmes.models import Invitation
from servindus import clock
from servindus.exports.dataset import datasets
from servindus.models import JournalEntry
from servindus.workflow import ActRefused
from tests.cast import (
    fresh,
    make_membership,
    make_organisation,
    make_site,
    make_user,
)
from tests.evidence import journal, nothing_written
from tests.matchmaking.checks import in_status
from tests.sheets import FORMATS, body, read, texts

DESKS = {
    desk.dataset.name: desk for desk in admin.site._registry.values()
    if hasattr(desk, "dataset")
}  # fmt: skip


def test_every_desk_has_its_export_and_a_name_of_its_own():
    assert set(DESKS) == {
        "access_requests", "answer_templates", "blockers", "column_mappings",
        "decision_makers", "denominators", "facilities", "pilots",
        "duplicates", "import_runs", "introductions_desk", "invitations", "journal",
        "practice_versions_desk", "tools_desk",
        "jobs_records", "labs", "meetings", "memberships", "milestones",
        "organisations", "outbox",
        "people", "plan_actions",
        "indicators", "periods", "programmes", "reading_sheets", "reports", "sites",
        "startup_profiles", "subscribers", "targets", "topics",
        "waves", "witness_engagements",
        "exchange_actions_desk", "exchanges_desk", "questions_desk", "transfers_desk",
        "practice_blocker_links_desk",
    }  # fmt: skip
    assert set(datasets()) == {
        *DESKS, "accesses", "answers", "burdens", "catalogue", "cited_norms",
        "commitments",
        "delays", "derogations", "directory", "directory_sites", "dossiers",
        "first_uses", "introductions", "jobs", "lab_organisations", "lab_people",
        "exchange_actions", "exchanges", "questions", "transfers",
        "practice_blocker_links",
        "members", "observations", "plan", "practice_versions", "practices",
        "public_register",
        "tools", "sittings", "trials",
    }  # fmt: skip


class Cells(HTMLParser):
    """Reads the words of a changelist's table."""

    def __init__(self):
        super().__init__()
        self.rows, self.inside = [], False

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        names = dict(attrs).get("class") or ""
        if tag in ("td", "th"):
            self.inside = "action-checkbox" not in names
            if self.inside:
                self.rows[-1].append("")

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.inside = False

    def handle_data(self, text):
        if self.inside:
            self.rows[-1][-1] += text


def on_screen(page):
    """Give the words of each cell; Django shows a dash for nothing."""
    text = page.content.decode()
    start = text.index("<tbody>", text.index('id="result_list"'))
    cells = Cells()
    cells.feed(text[start : text.index("</tbody>", start)])
    return [
        ["" if cell == "-" else unescape(cell).strip() for cell in row]
        for row in cells.rows
    ]


def fill(cast):
    """Put rows on the desks, some of another lab, one with a formula for a name."""
    for lab in (cast.rouen, cast.nancy):
        for number in range(3):
            company = make_organisation(
                kind="industrial", lab=lab, name=f"=Usine {lab.code} {number}"
            )
            make_site(organisation=company)
            Invitation.objects.create(
                organisation=company,
                email=f"p{number}@{lab.slug}.example",
                invited_by=cast.moderator,
                expires_at=clock.now(),
            )
        startup = make_organisation(lab=lab, name=f"Startup {lab.code}")
        make_membership(user=make_user(), organisation=startup, status="pending")
    in_status(cast, "submitted")
    assert cast.manager


# Desks whose cells are all texts: a screen writes dates and numbers otherwise.
TEXTS = {
    "organisations": (
        "/admin/programmes/organisation/",
        "?kind__exact=industrial&o=-1",
    ),
    "sites": ("/admin/programmes/site/", "?q=usine"),
    "decision_makers": ("/admin/matchmaking/decisionmaker/", ""),
    "labs": ("/admin/programmes/lab/", ""),
}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", TEXTS)
def test_a_desk_leaves_cell_by_cell_as_it_is_shown(client, cast, name, format):
    fill(cast)
    client.force_login(cast.moderator)
    address, query = TEXTS[name]
    shown = on_screen(client.get(address + query))
    assert shown
    response = client.post(f"{address}exporter/{query}", {"format": format})
    rows = texts(read(format, body(response)))[1:]
    assert [[cell.lstrip("'") for cell in row] for row in rows] == shown


@pytest.mark.parametrize("name", sorted(DESKS))
def test_each_desk_has_the_same_rows_and_titles(client, cast, name):
    fill(cast)
    desk = DESKS[name]
    # The programme's administrators have no view of these two.
    of_labs = ("meetings", "answer_templates")
    reader = cast.moderator if name in of_labs else cast.admin
    client.force_login(reader)
    query = desk.export_everything
    page = client.get(f"{desk.address('changelist')}?{query}")
    changes = page.context["cl"]
    count = changes.queryset.count()
    response = client.post(page.context["exporter"].href, {"format": "csv"})
    assert len(read("csv", body(response))) - 1 == count
    selection = desk.dataset.select(reader, QueryDict(query))
    shown = [one for one in changes.list_display if one != "action_checkbox"]
    assert [column.name for column in selection.columns] == shown


def test_pages_and_sorting_of_the_address(client, cast):
    for number in range(60):
        make_organisation(kind="industrial", lab=cast.rouen, name=f"Usine {number:03}")
    client.force_login(cast.moderator)
    address = "/admin/programmes/organisation/exporter/"
    response = client.post(f"{address}?p=2&q=usine&o=-0", {"format": "csv"})
    names = [row[0] for row in read("csv", body(response))[1:]]
    assert names == [f"Usine {number:03}" for number in reversed(range(60))]


@pytest.mark.parametrize(
    "query", ["?status__exact=x&nonsense=1", "?id__exact=abc", "?o=x"]
)
def test_filters_that_the_desk_refuses_take_nothing_out(client, cast, query):
    client.force_login(cast.moderator)
    shown = client.get(f"/admin/programmes/organisation/{query}")
    response = client.post(
        f"/admin/programmes/organisation/exporter/{query}", {"format": "csv"}
    )
    if shown.status_code == 200:
        assert response.status_code == 200
        assert body(response)
    else:
        assert (response.status_code, response.url) == (
            302, "/admin/programmes/organisation/",
        )  # fmt: skip
        assert not JournalEntry.objects.filter(verb="request_export").exists()


def test_a_look_up_that_the_desk_forbids_is_400_on_both(client, cast):
    client.force_login(cast.moderator)
    query = "?memberships__user__password__startswith=a"
    address = "/admin/programmes/organisation/"
    assert client.get(address + query).status_code == 400
    response = client.post(f"{address}exporter/{query}", {"format": "csv"})
    assert response.status_code == 400


def test_a_lab_takes_out_its_own_people_requests_and_meetings(client, cast):
    fill(cast)
    Meeting.objects.create(
        introduction=Introduction.objects.get(),
        startup=cast.startup,
        decision_maker=Introduction.objects.get().decision_maker,
        span=(clock.now(), clock.now() + timedelta(minutes=30)),
        format="video",
        ics_uid="x",
    )
    client.force_login(cast.moderator)
    for address in (
        "/admin/programmes/membership/exporter/?part=toutes",
        "/admin/programmes/invitation/exporter/?part=toutes",
        "/admin/matchmaking/introduction/exporter/?file=toutes",
        "/admin/matchmaking/decisionmaker/exporter/",
        "/admin/matchmaking/meeting/exporter/",
    ):
        text = body(client.post(address, {"format": "csv"})).decode()
        assert len(text.splitlines()) > 1, address
        assert "NAN" not in text, address
        assert "nancy" not in text, address
    cast.colleague.memberships.update(role="lead")
    client.force_login(fresh(cast.colleague))
    for name in ("introduction", "decisionmaker", "meeting"):
        address = f"/admin/matchmaking/{name}/exporter/?file=toutes"
        address = address.split("?")[0] if name != "introduction" else address
        text = body(client.post(address, {"format": "csv"})).decode()
        assert len(text.splitlines()) == 1, address


def test_filters_of_a_desk_are_said_in_words_and_kept_as_codes(client, cast):
    fill(cast)
    client.force_login(cast.moderator)
    response = client.post(
        "/admin/programmes/organisation/exporter/?status__exact=verified&q=usine",
        {"format": "csv"},
    )
    moment = clock.now().astimezone(clock.PARIS)
    # No sheet says what a CSV is: its name tells the time and the rows.
    name = f"organisations_{moment:%Y-%m-%d-%Hh%M}_6-lignes_usine-confirmee.csv"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert body(response)
    line = JournalEntry.objects.get(verb="request_export")
    assert line.channel == "admin"
    assert line.details["filters"] == {"q": "*", "status__exact": "verified"}


# --- Who has the right ------------------------------------------------------------


def test_a_lead_gives_the_right_and_takes_it_back(client, cast):
    [membership] = cast.second_moderator.memberships.all()
    client.force_login(cast.moderator)
    allow = f"/membres/{membership.public_id}/autoriser-exports/"
    with nothing_written():
        assert client.get(allow).status_code == 200
    page = client.get(f"/organisations/{membership.organisation.public_id}/membres/")
    assert allow in page.content.decode()
    assert client.post(allow).status_code == 302
    membership.refresh_from_db()
    assert membership.may_export
    assert fresh(cast.second_moderator).has_perm("servindus.export_data")
    assert client.post(allow).status_code == 302  # twice is once
    forbid = f"/membres/{membership.public_id}/retirer-exports/"
    assert client.post(forbid).status_code == 302
    assert not fresh(cast.second_moderator).has_perm("servindus.export_data")
    assert [line[:1] + line[3:] for line in journal(membership)] == [
        ("allow_export", cast.moderator.email, "portal"),
        ("forbid_export", cast.moderator.email, "portal"),
    ]


@pytest.mark.parametrize(
    "who", ["second_moderator", "colleague", "founder", "director"]
)
def test_nobody_else_gives_it(client, cast, who):
    [membership] = cast.second_moderator.memberships.all()
    client.force_login(getattr(cast, who))
    for word in ("autoriser-exports", "retirer-exports"):
        response = client.post(f"/membres/{membership.public_id}/{word}/")
        assert response.status_code in (403, 404)
    membership.refresh_from_db()
    assert not membership.may_export


def test_a_startups_lead_has_no_such_right_to_give(client, cast):
    member = make_user()
    make_membership(user=member, organisation=cast.startup)
    [membership] = member.memberships.all()
    client.force_login(cast.founder)
    address = f"/membres/{membership.public_id}/autoriser-exports/"
    assert client.post(address).status_code == 403


def test_leads_need_no_gift_and_what_was_not_given_is_not_taken(cast):
    [lead] = cast.moderator.memberships.all()
    with pytest.raises(ActRefused):
        allow_export(lead, by=cast.moderator)
    with pytest.raises(ActRefused):
        forbid_export(lead, by=cast.moderator)


# --- Members ----------------------------------------------------------------------


def test_members_requests_and_invitations_leave_as_they_stand(client, cast):
    ami = "ami@startup.example"
    newcomer = make_user(given_name="Zoé", family_name="Nouvelle")
    make_membership(user=newcomer, organisation=cast.startup, status="pending")
    Invitation.objects.create(
        organisation=cast.startup, email=ami, name="",
        invited_by=cast.founder, expires_at=clock.now(),
    )  # fmt: skip
    client.force_login(cast.founder)
    page = client.get(f"/organisations/{cast.startup.public_id}/membres/")
    href = page.context["exporter"].href
    assert href == f"/exports/membres/?organisation={cast.startup.public_id}"
    rows = read("csv", body(client.post(href, {"format": "csv"})))
    assert [row[:4] for row in rows[1:]] == [
        ["Demandes d’adhésion", "Zoé Nouvelle", "membre", "membre"],
        ["Membres", "Inès Caron", "responsable", "responsable"],
        ["Invitations sans réponse", ami, ami, "membre"],
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["other_founder", "moderator", "stranger", "liaison"])
def test_anothers_members_are_like_no_ones(client, cast, who):
    assert cast.founder
    client.force_login(getattr(cast, who))
    for query in (f"organisation={cast.startup.public_id}", "organisation=x", ""):
        response = client.post(f"/exports/membres/?{query}", {"format": "csv"})
        assert response.status_code in (403, 404)
    assert not JournalEntry.objects.filter(verb="request_export").exists()
