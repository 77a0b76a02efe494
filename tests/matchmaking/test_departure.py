"""Somebody leaves a startup: access ends, what they had under way goes on."""

import pytest
from django.urls import reverse

from programmes.actions import end_membership
from servindus import letters
from servindus.models import JournalEntry, OutboxEmail
from servindus.workflow import ActRefused
from tests.cast import fresh, make_introduction, make_member
from tests.matchmaking import stories


@pytest.fixture(autouse=True)
def _at_ten(monday):
    return monday


@pytest.fixture
def lead(cast):
    return cast.founder


@pytest.fixture
def leaver(cast):
    return make_member(organisation=cast.startup, email="leaver@startup.example")


def owed():
    rows = OutboxEmail.objects.filter(kind__startswith="member")
    return set(rows.values_list("kind", "recipient"))


@pytest.fixture
def asked(cast, leaver):
    return make_introduction(
        startup=cast.startup, requested_by=leaver, decision_maker=cast.manager
    )


def test_what_was_under_way_goes_to_the_first_lead(cast, lead, leaver, asked):
    closed = make_introduction(
        startup=cast.startup, requested_by=leaver, status="declined",
        decision_maker=cast.manager_with_account,
    )  # fmt: skip
    end_membership(leaver.memberships.get(), by=lead)
    assert fresh(asked).requested_by == lead
    assert fresh(closed).requested_by == leaver
    line = JournalEntry.objects.about(asked).get(verb="hand_over_introduction")
    assert (line.user, line.details) == (lead, {"to": lead.pk})
    assert not JournalEntry.objects.about(closed).filter(verb="hand_over_introduction")
    assert owed() == {("membership_ended", leaver.email)}


def test_leads_who_stay_are_told_with_the_number(cast, lead, leaver, asked):
    end_membership(leaver.memberships.get(), by=leaver)
    assert owed() == {("member_left", lead.email)}
    mail = letters.compose(OutboxEmail.objects.get(kind="member_left"))
    assert "1 demande" in mail.body
    page = reverse("programmes:organisation_members", args=[cast.startup.public_id])
    assert page in mail.body
    assert mail.alternatives[0].mimetype == "text/html"


def test_the_last_one_leaves_nothing_under_way(cast, lead):
    file = make_introduction(
        startup=cast.startup, requested_by=lead, decision_maker=cast.manager
    )
    for by in (lead, cast.moderator):
        with pytest.raises(ActRefused, match="en cours"):
            end_membership(lead.memberships.get(), by=by)
    member = make_member(organisation=cast.startup, lead=True)
    end_membership(lead.memberships.get(), by=lead)
    assert fresh(file).requested_by == member


def test_the_lab_hears_when_nobody_stays(cast, lead):
    moderator = cast.moderator
    end_membership(lead.memberships.get(), by=lead)
    assert owed() == {("member_left", moderator.email)}


def test_access_ends_at_the_next_request(cast, client, leaver, lead):
    """A live session, every page of the organisation, before and after."""
    file = stories.accepted(cast)
    root = file.get_absolute_url()
    pages = [
        reverse("programmes:organisation_members", args=[cast.startup.public_id]),
        root,
        f"{root}creneau/proposer/",
    ]
    client.force_login(leaver)
    before = {page: client.get(page).status_code for page in pages}
    assert set(before.values()) == {200}, before
    membership = leaver.memberships.get()
    end_membership(membership, by=lead)
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(
        pages, 404
    )
    for page in pages:
        assert client.post(page, {}).status_code in (404, 405)
    listed = client.get("/mises-en-relation/")
    assert file.subject not in listed.content.decode()
    assert client.get("/mon-compte/").status_code == 200
