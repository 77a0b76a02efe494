"""invite_member: somebody is asked by mail to join."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from programmes.actions import invite_member
from programmes.models import Invitation
from servindus import clock, letters
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.programmes import factories as make
from tests.programmes.acts import lines, owed

PERM = "programmes.invite_member"


def test_owes_one_mail_with_a_link(startup, founder):
    invite_member(startup, by=founder, email=" Zoé@X.Example ", name="Zoé", role="lead")

    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role) == ("zoé@x.example", "lead")
    assert invitation.is_open_at(clock.now())
    assert lines(startup) == [("invite_member", "verified", "verified", founder.email)]
    assert lines(invitation) == [("send_invitation", "", "sent", founder.email)]
    assert owed() == {("member_invited", "zoé@x.example")}
    mail = letters.compose(OutboxEmail.objects.get())
    assert invitation.link in mail.body
    assert letters.compose(OutboxEmail.objects.get()).body == mail.body
    assert urlsplit(invitation.link).netloc == "127.0.0.1:8000"


def test_no_table_holds_the_key(startup, founder):
    invite_member(startup, by=founder, email="zoe@x.example")
    invitation = Invitation.objects.get()
    signature = invitation.token.split(":")[1]
    stored = f"{OutboxEmail.objects.get().__dict__} {invitation.__dict__}"
    assert signature not in stored


def test_refuses_a_member_and_an_open_invitation(startup, founder):
    with pytest.raises(ActRefused):
        invite_member(startup, by=founder, email="FOUNDER@startup.example")
    invite_member(startup, by=founder, email="zoe@x.example")
    with pytest.raises(ActRefused):
        invite_member(startup, by=founder, email="Zoe@x.example")
    assert Invitation.objects.count() == 1


def test_a_new_one_replaces_one_that_ran_out(startup, founder):
    invite_member(startup, by=founder, email="zoe@x.example")
    Invitation.objects.update(expires_at=clock.now())
    invite_member(startup, by=founder, email="zoe@x.example")
    assert sorted(Invitation.objects.values_list("status", flat=True)) == [
        "sent", "withdrawn",
    ]  # fmt: skip


def test_refuses_an_organisation_that_is_not_confirmed(new_startup, moderator):
    with pytest.raises(TransitionNotAllowed):
        invite_member(new_startup, by=moderator, email="zoe@x.example")


def test_who_may_invite_to_a_startup(startup, founder, moderator, colleague, stranger):
    for person in (founder, moderator, make.programme_admin()):
        assert person.has_perm(PERM, startup)
    for person in (colleague, stranger, make.member(startup)):
        assert not person.has_perm(PERM, startup)


def test_only_its_lead_or_the_programme_invites_to_an_operator(moderator, rouen):
    operator = rouen.operator
    assert moderator.has_perm(PERM, operator)
    assert make.programme_admin().has_perm(PERM, operator)
    assert not make.staff("rouen").has_perm(PERM, operator)
    ministry = make.organisation(kind="authority")
    assert not moderator.has_perm(PERM, ministry)
    assert make.programme_admin().has_perm(PERM, ministry)


def test_get_changes_nothing(client, startup, founder):
    address = reverse("programmes:invite_member", args=[startup.public_id])
    client.force_login(founder)
    assert client.get(address).status_code == 200
    assert not Invitation.objects.exists()
    data = {"email": "zoe@x.example", "role": "member"}
    assert client.post(address, data).status_code == 302
    assert Invitation.objects.count() == 1


def test_strangers_see_nothing(client, startup, stranger):
    address = reverse("programmes:invite_member", args=[startup.public_id])
    client.force_login(stranger)
    assert client.get(address).status_code == 404
