"""resend_invitation: the same invitation leaves once more."""

from datetime import timedelta

import pytest
from django.urls import reverse

from programmes.actions import invite_member, resend_invitation, withdraw_invitation
from programmes.models import Invitation
from programmes.models.people import INVITATION_DAYS
from servindus import clock, letters
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.programmes import factories as make
from tests.programmes.acts import lines, owed

PERM = "programmes.resend_invitation"


@pytest.fixture
def invited(startup, founder, monday):
    invite_member(startup, by=founder, email="zoe@x.example", name="Zoé")
    return Invitation.objects.get()


def later(**span):
    return clock.at(clock.now() + timedelta(**span))


def test_owes_the_mail_again_and_opens_it_anew(invited, founder):
    with later(days=40):
        resend_invitation(invited, by=founder)
        invited.refresh_from_db()
        assert invited.expires_at == clock.now() + timedelta(days=INVITATION_DAYS)
        assert invited.is_open_at(clock.now())
        first, again = OutboxEmail.objects.filter(kind="member_invited").order_by("pk")
        assert invited.link in letters.compose(again).body
    assert first.recipient == again.recipient == "zoe@x.example"
    assert lines(invited)[-1] == ("resend_invitation", "sent", "sent", founder.email)


def test_a_double_click_sends_no_second_mail(invited, founder):
    with pytest.raises(ActRefused):
        resend_invitation(invited, by=founder)
    with later(minutes=11):
        resend_invitation(invited, by=founder)
        with pytest.raises(ActRefused):
            resend_invitation(invited, by=founder)
    assert OutboxEmail.objects.count() == 2


def test_refuses_a_withdrawn_one(invited, founder):
    withdraw_invitation(invited, by=founder)
    with pytest.raises(TransitionNotAllowed), later(days=1):
        resend_invitation(invited, by=founder)


def test_who_may(invited, founder, moderator, colleague, stranger, startup):
    for person in (founder, moderator, make.programme_admin()):
        assert person.has_perm(PERM, invited)
    for person in (colleague, stranger, make.member(startup)):
        assert not person.has_perm(PERM, invited)


def test_on_the_members_page(client, invited, founder, startup):
    members = reverse("programmes:organisation_members", args=[startup.public_id])
    address = reverse("programmes:resend_invitation", args=[invited.public_id])
    client.force_login(founder)
    assert address not in client.get(members).content.decode()
    with later(days=1):
        client.force_login(founder)
        assert address in client.get(members).content.decode()
        assert client.get(address).status_code == 200
        assert OutboxEmail.objects.count() == 1
        assert client.post(address).headers["Location"] == members
    assert owed() == {("member_invited", "zoe@x.example")}
    assert OutboxEmail.objects.count() == 2
