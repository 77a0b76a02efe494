"""confirm_membership: the lab or a lead lets somebody in."""

import pytest
from django.urls import reverse

from programmes.actions import confirm_membership
from programmes.enums import MembershipStatus, OrganisationStatus
from servindus.workflow import ActRefused, TransitionNotAllowed, available_actions
from tests.programmes import factories as make
from tests.programmes.acts import lines, owed

PERM = "programmes.confirm_membership"


def test_the_lab_confirms_member_and_organisation(asked, moderator):
    done = confirm_membership(asked, by=moderator)

    assert done.status == MembershipStatus.ACTIVE
    assert done.started_at is not None
    asked.organisation.refresh_from_db()
    assert asked.organisation.status == OrganisationStatus.VERIFIED
    me = moderator.email
    assert lines(asked) == [("confirm_membership", "pending", "active", me)]
    assert lines(asked.organisation) == [
        ("confirm_organisation", "pending", "verified", me)
    ]
    assert owed() == {("membership_confirmed", "newcomer@example.org")}


def test_a_company_without_lab_gets_the_one_that_was_asked(newcomer, moderator, rouen):
    company = make.organisation(lab=None)
    request = make.membership(
        user=newcomer, organisation=company, status="pending", lab=rouen
    )
    confirm_membership(request, by=moderator)
    company.refresh_from_db()
    assert company.lab == rouen


@pytest.mark.parametrize("status", ["active", "ended"])
def test_refuses_another_status(newcomer, startup, moderator, status):
    dates = {"started_at": None, "ended_at": startup.created_at}
    member = make.membership(
        user=newcomer,
        organisation=startup,
        status=status,
        **(dates if status == "ended" else {}),
    )
    with pytest.raises(TransitionNotAllowed):
        confirm_membership(member, by=moderator)
    assert owed() == set()


def test_refuses_while_the_organisation_is_refused(newcomer, moderator, rouen):
    company = make.organisation(lab=rouen, status="refused", refusal="Unknown")
    request = make.membership(user=newcomer, organisation=company, status="pending")
    with pytest.raises(ActRefused):
        confirm_membership(request, by=moderator)


def test_who_may(asked, moderator, colleague, stranger, newcomer, founder):
    assert moderator.has_perm(PERM, asked)
    for person in (colleague, stranger, newcomer, founder):
        assert not person.has_perm(PERM, asked)


def test_a_lead_confirms_the_next_ones(founder, startup, newcomer):
    second = make.membership(user=newcomer, organisation=startup, status="pending")
    member = make.member(startup)
    assert founder.has_perm(PERM, second)
    assert not member.has_perm(PERM, second)
    confirm_membership(second, by=founder)
    assert owed() == {("membership_confirmed", newcomer.email)}


def test_staff_confirm_no_organisation_of_their_own(asked, moderator):
    make.membership(user=moderator, organisation=asked.organisation)
    insider = make.fresh(moderator)
    assert not insider.has_perm(PERM, asked)
    assert not insider.has_perm("programmes.confirm_organisation", asked.organisation)


def test_nobody_confirms_themselves(moderator, rouen):
    company = make.organisation(lab=rouen, status="pending")
    mine = make.membership(user=moderator, organisation=company, status="pending")
    assert not moderator.has_perm(PERM, mine)


def test_a_removed_moderator_loses_access_at_once(asked, moderator):
    moderator.memberships.update(role="member")
    from programmes.actions import end_membership

    end_membership(moderator.memberships.get(), by=make.programme_admin())
    assert not make.fresh(moderator).has_perm(PERM, asked)
    assert not make.fresh(moderator).is_staff


def test_get_changes_nothing_and_post_acts(client, founder, startup, newcomer):
    second = make.membership(user=newcomer, organisation=startup, status="pending")
    address = reverse(PERM.replace(".", ":"), args=[second.public_id])
    client.force_login(founder)

    assert client.get(address).status_code == 200
    second.refresh_from_db()
    assert second.status == "pending"

    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 302  # the same answer twice
    second.refresh_from_db()
    assert second.status == "active"
    assert len(lines(second)) == 1


def test_out_of_sight_is_404_and_out_of_reach_403(client, asked, stranger, newcomer):
    address = reverse(PERM.replace(".", ":"), args=[asked.public_id])
    assert client.post(address).status_code == 302  # to the log-in page
    client.force_login(stranger)
    assert client.post(address).status_code == 404
    client.force_login(newcomer)
    assert client.post(address).status_code == 403


def test_buttons(asked, moderator, colleague):
    names = [act.name for act in available_actions(asked, moderator)]
    assert names == ["confirm_membership", "refuse_membership"]
    assert available_actions(asked, colleague) == []
