"""Who sees which case, on the portal and at the desk; the rest is a missing id."""

import uuid

import pytest
import rules
from django.core import signing
from django.urls import reverse

from blockers.actions import contact_report, submit_report
from blockers.models import Ask, Blocker, NormReference, Report
from servindus.actors import LinkHolder
from tests.blockers import stories
from tests.blockers.checks import by_link, portal
from tests.blockers.factories import make_blocker, make_report
from tests.cast import fresh, make_member, make_membership
from tests.evidence import last_line, newly_owed, nothing_written
from tests.matchmaking.checks import reading_writes_nothing

EVERYBODY = (
    "director", "assistant", "moderator", "second_moderator", "admin", "founder",
    "colleague", "liaison", "stranger",
)  # fmt: skip
COMPANY, LAB = {"director", "assistant"}, {"moderator", "second_moderator"}
HANDED_IN = {"submitted", "needs_info", "attached", "declined", "withdrawn"}


def desk_page(report):
    return reverse("admin:blockers_report_change", args=[report.pk])


@pytest.mark.parametrize("status", [*stories.STORIES])
def test_on_the_portal(client, cast, status):
    report = stories.STORIES[status](cast)
    sees = COMPANY | LAB | {"admin"} if status in HANDED_IN else {"director"}
    for who in EVERYBODY:
        client.force_login(getattr(cast, who))
        reading_writes_nothing(
            client, portal(report, "report_detail"), 200 if who in sees else 404
        )
    client.logout()
    assert client.get(portal(report, "report_detail")).status_code == 302


@pytest.mark.parametrize("status", [*stories.STORIES])
def test_at_the_desk(client, cast, status):
    report = stories.STORIES[status](cast)
    sees = LAB | {"admin"} if status in HANDED_IN else set()
    for who in EVERYBODY:
        client.force_login(getattr(cast, who))
        without_desk = who in COMPANY | {"founder", "liaison", "stranger"}
        expected = 200 if who in sees else 403 if without_desk else 404
        reading_writes_nothing(client, desk_page(report), expected)


def test_a_missing_id_is_answered_like_one_of_others(client, cast):
    report = stories.submitted(cast)
    client.force_login(cast.founder)
    missing = reverse("blockers:report_detail", args=[uuid.uuid4()])
    unknown, theirs = client.get(missing), client.get(portal(report, "report_detail"))
    assert unknown.status_code == theirs.status_code == 404
    assert stories.CASE["title"] not in theirs.text


def test_rows_and_rights_agree(cast):
    rows = [story(cast) for story in stories.STORIES.values()]
    rows += [make_report(lab=cast.nancy), make_report(lab=cast.rouen, status="draft")]
    for who in EVERYBODY:
        user = fresh(getattr(cast, who))
        seen = set(Report.objects.visible_to(user))
        may = {r for r in rows if user.has_perm("blockers.view_report", fresh(r))}
        assert seen == may, who


def test_a_lab_sees_what_was_handed_to_it_and_no_other_labs(client, cast):
    theirs = make_report(lab=cast.nancy, organisation=cast.other_startup)
    for who, expected in {"moderator": 404, "colleague": 200, "admin": 200}.items():
        client.force_login(getattr(cast, who))
        assert client.get(desk_page(theirs)).status_code == expected
        assert client.get(theirs.get_absolute_url()).status_code == expected


def test_a_membership_of_a_company_counts_while_it_lasts(client, cast):
    report = stories.submitted(cast)
    left = make_member(organisation=cast.startup)
    make_membership(user=left, organisation=cast.plant, status="ended")
    asks = make_member(organisation=cast.startup)
    make_membership(user=asks, organisation=cast.plant, status="pending")
    for user in (left, asks):
        client.force_login(user)
        assert client.get(report.get_absolute_url()).status_code == 404


# --- A conflict of interest ---------------------------------------------------------


def test_staff_of_the_company_read_the_case_and_not_the_labs_words(client, cast):
    report = stories.submitted(cast)
    contact_report(report, by=cast.moderator, text="Peu fiable au téléphone.")
    make_membership(user=cast.second_moderator, organisation=cast.plant)
    client.force_login(cast.second_moderator)
    for address in (portal(report, "report_detail"), desk_page(report)):
        page = client.get(address)
        assert page.status_code == 200
        assert "Peu fiable" not in page.text
        assert not page.context.get("decides")
        assert not page.context.get("desk_url")
    client.force_login(cast.moderator)
    for address in (portal(report, "report_detail"), desk_page(report)):
        assert "Peu fiable" in client.get(address).text


def test_staff_of_the_company_are_not_asked_to_decide(cast):
    make_membership(user=cast.second_moderator, organisation=cast.plant)
    cast.moderator  # noqa: B018 - exists
    report = stories.submitted(cast)
    told = newly_owed(last_line(report))
    assert ("report_submitted", "moderatrice@rouen.example") in told
    assert ("report_submitted", "moderateur2@rouen.example") not in told


def test_nobody_decides_on_their_own_case(cast):
    own = make_report(lab=cast.rouen, reporter=cast.moderator)
    for act in ("contact", "ask_info", "attach", "detach", "decline"):
        assert not cast.moderator.has_perm(f"blockers.{act}_report", own)
        assert cast.second_moderator.has_perm(f"blockers.{act}_report", own)
    assert not cast.moderator.has_perm("blockers.read_notes_of_report", own)


def test_an_account_that_was_closed_sees_and_does_nothing(cast):
    """The predicates say so themselves: some pages ask them directly."""
    report = stories.submitted(cast)
    for who, act in {
        "director": "view", "assistant": "view", "moderator": "attach",
        "second_moderator": "read_notes_of", "admin": "read_notes_of",
    }.items():  # fmt: skip
        user = fresh(getattr(cast, who))
        assert rules.has_perm(f"blockers.{act}_report", user, report), who
        user.is_active = False
        assert not user.has_perm(f"blockers.{act}_report", report), who
        assert not rules.has_perm(f"blockers.{act}_report", user, report), who
    cast.director.is_active = False
    assert not rules.has_perm("blockers.edit_report", cast.director, report)


# --- Links --------------------------------------------------------------------------


def test_a_link_opens_its_own_case_only(client, cast):
    link = stories.by_visitor(cast)
    other = stories.submitted(cast)
    page = client.get(by_link(link.token(), "report_detail"))
    assert page.status_code == 200
    assert page.context["report"] == link.report
    holder = LinkHolder(link, link.name)
    assert holder.has_perm("blockers.view_report", link.report)
    assert not holder.has_perm("blockers.view_report", other)
    for act in ("attach", "decline", "contact", "read_notes_of"):
        assert not holder.has_perm(f"blockers.{act}_report", link.report)


@pytest.mark.parametrize("change", ["forged", "signed elsewhere", "gone"])
def test_a_forged_link_opens_nothing(client, cast, change):
    link = stories.by_visitor(cast)
    token = link.token()
    if change == "forged":
        token = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
    elif change == "signed elsewhere":
        token = signing.Signer(salt="matchmaking").sign(str(link.public_id))
    else:
        link.delete()
    for name in ("report_detail", "submit_report", "report_waits"):
        with nothing_written():
            assert client.get(by_link(token, name)).status_code == 404


def test_reading_by_link_proves_nothing_and_a_click_does(client, cast):
    link = stories.by_visitor(cast)
    reading_writes_nothing(client, by_link(link.token(), "report_detail"))
    assert fresh(link).confirmed_at is None
    client.post(by_link(link.token(), "submit_report"))
    assert fresh(link).confirmed_at is not None


def test_a_draft_link_closes_once_the_address_is_proven(client, cast):
    link = stories.by_visitor(cast)
    draft, mailed = link.draft_token(), link.token()
    names = ("report_detail", "submit_report", "withdraw_report", "report_received")
    assert client.get(by_link(draft, "report_detail")).status_code == 200
    client.post(by_link(mailed, "submit_report"))
    for name in names:
        assert client.get(by_link(draft, name)).status_code == 410, name
        assert client.post(by_link(draft, name)).status_code in (405, 410), name
    assert client.get(by_link(draft, "edit_report", 2)).status_code == 410
    assert client.get(by_link(mailed, "report_detail")).status_code == 200


def test_a_revoked_link_is_told_so(client, cast):
    link = stories.by_visitor(cast)
    link.prove(keep=True)
    submit_report(link.report, by=LinkHolder(link, link.name))
    link.revoked_at = link.confirmed_at
    link.save()
    page = client.get(by_link(link.token(), "report_detail"))
    assert page.status_code == 410
    assert stories.CASE["title"] not in page.text
    assert client.post(by_link(link.token(), "withdraw_report")).status_code == 410
    assert fresh(link.report).status == "submitted"


def test_pages_of_a_link_are_kept_by_nobody(client, cast):
    link = stories.by_visitor(cast)
    page = client.get(by_link(link.token(), "report_detail"))
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    assert "noindex" in page["X-Robots-Tag"]


# --- Blockers -----------------------------------------------------------------------


def test_labs_see_each_others_blockers_and_a_company_its_own(cast):
    ours = stories.attached(cast).blocker
    theirs = make_blocker(lab=cast.nancy)
    by_account = make_report(
        lab=cast.nancy, status="attached", reporter=cast.stranger
    ).blocker
    everything = {ours, theirs, by_account}
    for who, sees in {
        "moderator": everything, "colleague": everything, "admin": everything,
        "director": {ours}, "assistant": {ours}, "founder": set(),
        "stranger": {by_account}, "liaison": set(),
    }.items():  # fmt: skip
        user = fresh(getattr(cast, who))
        assert set(Blocker.objects.visible_to(user)) == sees, who
        may = {b for b in everything if user.has_perm("blockers.view_blocker", b)}
        assert may == sees, who


def test_a_blocker_is_its_leading_labs(cast):
    blocker = make_blocker(lab=cast.rouen)
    for who in EVERYBODY:
        user = fresh(getattr(cast, who))
        for act in ("edit", "qualify"):
            assert user.has_perm(f"blockers.{act}_blocker", blocker) is (who in LAB)


def test_a_draft_is_nothing_to_decide_on(cast):
    draft = stories.drafted(cast)
    for act in ("contact", "ask_info", "attach", "decline", "read_notes_of"):
        assert not cast.moderator.has_perm(f"blockers.{act}_report", draft), act
    assert not cast.admin.has_perm("blockers.read_notes_of_report", draft)


def test_the_parts_of_a_blocker_are_its_labs(cast):
    blocker = make_blocker(lab=cast.rouen)
    for part in (NormReference(blocker=blocker), Ask(blocker=blocker)):
        for who in EVERYBODY:
            user = fresh(getattr(cast, who))
            for act in ("view", "add", "change", "delete"):
                may = user.has_perm(part.get_perm(act), part)
                assert may is (who in LAB), (who, act)


def test_the_labs_words_are_for_the_lab_and_the_programme(cast):
    report = stories.submitted(cast)
    for who in EVERYBODY:
        user = fresh(getattr(cast, who))
        may = user.has_perm("blockers.read_notes_of_report", report)
        assert may is (who in LAB | {"admin"}), who
