"""withdraw_invitation: the link opens nothing more, the mail is not sent."""

import pytest
from django.urls import reverse

from programmes.actions import invite_member, withdraw_invitation
from programmes.models import Invitation
from servindus import letters
from servindus.models import OutboxEmail
from servindus.workflow import TransitionNotAllowed
from tests.programmes import factories as make
from tests.programmes.acts import lines

PERM = "programmes.withdraw_invitation"


@pytest.fixture
def invitation(startup, founder):
    invite_member(startup, by=founder, email="zoe@x.example")
    return Invitation.objects.get()


def test_withdraws(invitation, founder):
    withdraw_invitation(invitation, by=founder)
    assert lines(invitation)[-1] == (
        "withdraw_invitation", "sent", "withdrawn", founder.email,
    )  # fmt: skip
    assert letters.compose(OutboxEmail.objects.get()) is None


def test_refuses_another_status(invitation, founder):
    withdraw_invitation(invitation, by=founder)
    with pytest.raises(TransitionNotAllowed):
        withdraw_invitation(invitation, by=founder)


def test_who_may(invitation, founder, moderator, colleague, stranger, startup):
    for person in (founder, moderator):
        assert person.has_perm(PERM, invitation)
    for person in (colleague, stranger, make.member(startup)):
        assert not person.has_perm(PERM, invitation)


def test_get_changes_nothing(client, invitation, founder, stranger):
    address = reverse("programmes:withdraw_invitation", args=[invitation.public_id])
    client.force_login(stranger)
    assert client.post(address).status_code == 404
    client.force_login(founder)
    assert client.get(address).status_code == 200
    invitation.refresh_from_db()
    assert invitation.status == "sent"
    assert client.post(address).status_code == 302
    invitation.refresh_from_db()
    assert invitation.status == "withdrawn"
