"""appoint_lead: a lead shares the right to confirm and invite."""

import pytest
from django.urls import reverse

from programmes.actions import appoint_lead
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.programmes import factories as make
from tests.programmes.acts import lines

PERM = "programmes.appoint_lead"


@pytest.fixture
def member(startup, founder):
    return make.member(startup)


def test_a_member_becomes_a_lead(member, founder):
    mine = member.memberships.get()
    assert appoint_lead(mine, by=founder).role == "lead"
    assert lines(mine) == [("appoint_lead", "active", "active", founder.email)]


def test_refuses_a_lead_and_another_status(founder, asked, moderator):
    with pytest.raises(ActRefused):
        appoint_lead(founder.memberships.get(), by=founder)
    with pytest.raises(TransitionNotAllowed):
        appoint_lead(asked, by=moderator)


def test_who_may(member, founder, moderator, colleague, stranger):
    mine = member.memberships.get()
    for person in (founder, moderator):
        assert person.has_perm(PERM, mine)
    for person in (member, colleague, stranger):
        assert not person.has_perm(PERM, mine)


def test_get_changes_nothing(client, member, founder):
    mine = member.memberships.get()
    address = reverse("programmes:appoint_lead", args=[mine.public_id])
    client.force_login(founder)
    assert client.get(address).status_code == 200
    assert member.memberships.get().role == "member"
    assert client.post(address).status_code == 302
    assert member.memberships.get().role == "lead"
