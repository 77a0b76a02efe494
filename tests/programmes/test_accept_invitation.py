"""accept_invitation: the link of the mail opens one membership, once."""

from urllib.parse import urlsplit

import pytest
from django.core import signing

from programmes.actions import accept_invitation, invite_member, withdraw_invitation
from programmes.models import Invitation
from servindus import clock
from servindus.actors import LinkHolder
from servindus.models import JournalEntry, User
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.programmes import factories as make
from tests.programmes.acts import lines

PERM = "programmes.accept_invitation"
NAMES = {"given_name": "Zoé", "family_name": "Petit"}


@pytest.fixture
def invitation(startup, founder):
    invite_member(startup, by=founder, email="zoe@x.example", function="CTO")
    return Invitation.objects.get()


@pytest.fixture
def link_page(invitation):
    return urlsplit(invitation.link).path


def test_opens_an_account_and_a_membership(invitation, startup):
    holder = LinkHolder(invitation)
    accept_invitation(invitation, by=holder, **NAMES)

    user = User.objects.get(email="zoe@x.example")
    assert user.full_name == "Zoé Petit"
    assert not user.has_usable_password()
    assert user.emailaddress_set.get().verified
    membership = user.memberships.get()
    assert (membership.organisation, membership.status, membership.function) == (
        startup, "active", "CTO",
    )  # fmt: skip
    line = JournalEntry.objects.about(invitation).last()
    assert (line.verb, line.actor_kind, line.link) == (
        "accept_invitation", "link", invitation.pk,
    )  # fmt: skip
    assert [verb for verb, *_ in lines(membership)] == ["join_organisation"]


def test_joins_an_existing_account(invitation):
    user = make.person(email="zoe@x.example", verified=False)
    accept_invitation(invitation, by=user)
    assert user.memberships.get().status == "active"
    assert user.emailaddress_set.get().verified
    assert User.objects.filter(email="zoe@x.example").count() == 1


def test_confirms_a_request_that_was_waiting(invitation, startup):
    user = make.person(email="zoe@x.example")
    request = make.membership(user=user, organisation=startup, status="pending")
    accept_invitation(invitation, by=user)
    request.refresh_from_db()
    assert request.status == "active"


def test_refuses_a_closed_account(invitation):
    make.person(email="zoe@x.example", is_active=False)
    with pytest.raises(ActRefused):
        accept_invitation(invitation, by=LinkHolder(invitation))


def test_refuses_another_status_and_one_that_ran_out(invitation, founder):
    Invitation.objects.update(expires_at=clock.now())
    with pytest.raises(ActRefused):
        accept_invitation(invitation, by=LinkHolder(invitation), **NAMES)
    withdraw_invitation(invitation, by=founder)
    with pytest.raises(TransitionNotAllowed):
        accept_invitation(invitation, by=LinkHolder(invitation), **NAMES)


def test_who_may(invitation, startup, founder, stranger):
    other = Invitation.objects.create(
        organisation=startup,
        email="other@x.example",
        invited_by=founder,
        expires_at=invitation.expires_at,
    )
    assert LinkHolder(invitation).has_perm(PERM, invitation)
    assert make.person(email="zoe@x.example").has_perm(PERM, invitation)
    assert not LinkHolder(invitation).has_perm(PERM, other)
    assert not LinkHolder(invitation).has_perm("programmes.invite_member", startup)
    assert not stranger.has_perm(PERM, invitation)


def test_get_and_head_never_write(client, link_page):
    before = JournalEntry.objects.count()
    for _ in range(3):
        assert client.get(link_page).status_code == 200
        assert client.head(link_page).status_code == 200
    assert JournalEntry.objects.count() == before
    assert not User.objects.filter(email="zoe@x.example").exists()


def test_post_joins_and_signs_a_new_person_in(client, link_page):
    response = client.post(link_page, {**NAMES, "password": ""})
    assert response.status_code == 302
    user = User.objects.get(email="zoe@x.example")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.post(link_page, {**NAMES, "password": ""}).status_code == 302
    assert user.memberships.count() == 1


def test_an_existing_account_is_not_signed_in_by_a_link(client, link_page):
    make.person(email="zoe@x.example")
    assert client.post(link_page).status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_weak_password_is_refused(client, link_page):
    response = client.post(link_page, {**NAMES, "password": "12345"})
    assert response.status_code == 200
    assert "password" in response.context["form"].errors


def test_headers_keep_the_link_to_itself(client, link_page):
    headers = client.get(link_page).headers
    assert headers["Cache-Control"] == "no-store, private"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]


def test_a_forged_link_dies_before_any_query(
    client, invitation, django_assert_num_queries
):
    from programmes.models import Invitation as Rows

    forged = signing.Signer(salt="other").sign(str(invitation.public_id))
    with django_assert_num_queries(0):
        assert Rows.objects.for_token(forged) is None
        assert Rows.objects.for_token(str(invitation.public_id)) is None
    assert client.get(f"/invitations/{forged}/").status_code == 404


def test_a_withdrawn_link_says_so(client, link_page, invitation, founder):
    withdraw_invitation(invitation, by=founder)
    assert client.get(link_page).status_code == 410
    assert client.post(link_page, NAMES).status_code == 410
