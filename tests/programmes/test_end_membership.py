"""end_membership: somebody leaves or is taken off."""

import pytest
from django.urls import reverse

from programmes.actions import end_membership
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.programmes import factories as make
from tests.programmes.acts import lines, owed

PERM = "programmes.end_membership"


@pytest.fixture
def member(startup, founder):
    return make.member(startup, email="member@startup.example")


def test_taken_off_by_a_lead(member, founder):
    mine = member.memberships.get()
    done = end_membership(mine, by=founder)
    assert (done.status, done.ended_at is not None) == ("ended", True)
    assert lines(mine) == [("end_membership", "active", "ended", founder.email)]
    assert owed() == {("membership_ended", member.email)}
    assert make.fresh(member).memberships.active().count() == 0


def test_leaving_is_told_to_the_lead(member, founder):
    end_membership(member.memberships.get(), by=member)
    assert owed() == {("member_left", founder.email)}


def test_the_last_lead_stays_while_others_do(member, founder):
    with pytest.raises(ActRefused):
        end_membership(founder.memberships.get(), by=founder)
    end_membership(member.memberships.get(), by=founder)
    end_membership(founder.memberships.get(), by=founder)


def test_the_programme_keeps_a_lead(db):
    admin = make.programme_admin()
    with pytest.raises(ActRefused):
        end_membership(admin.memberships.get(), by=admin)


def test_refuses_another_status(asked, moderator):
    with pytest.raises(TransitionNotAllowed):
        end_membership(asked, by=moderator)


def test_who_may(member, founder, moderator, colleague, stranger):
    mine = member.memberships.get()
    for person in (member, founder, moderator):
        assert person.has_perm(PERM, mine)
    for person in (colleague, stranger):
        assert not person.has_perm(PERM, mine)


def test_staff_do_not_take_each_other_off(moderator):
    other = make.staff("rouen")
    assert not other.has_perm(PERM, moderator.memberships.get())
    assert moderator.has_perm(PERM, other.memberships.get())


def test_get_changes_nothing(client, member):
    mine = member.memberships.get()
    address = reverse("programmes:end_membership", args=[mine.public_id])
    client.force_login(member)
    assert client.get(address).status_code == 200
    mine.refresh_from_db()
    assert mine.status == "active"
    response = client.post(address)
    assert response.headers["Location"] == reverse("programmes:my_account")
    mine.refresh_from_db()
    assert mine.status == "ended"
