"""reset_second_factor: the programme takes a lost factor off somebody's account."""

from io import StringIO
from time import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from programmes.actions import reset_second_factor
from servindus.workflow import ActRefused
from tests.programmes import factories as make
from tests.programmes.acts import lines, owed

PERM = "servindus.reset_second_factor"


@pytest.fixture
def admin(db):
    return make.programme_admin(email="admin@programme.example")


@pytest.fixture
def locked_out(db):
    user = make.staff("rouen", email="m@rouen.example", password="korrekt-Pferd-9")
    for kind in ("totp", "recovery_codes", "webauthn"):
        Authenticator.objects.create(user=user, type=kind, data={"name": "x"})
    return user


def act_page(user, name="reset_second_factor"):
    return reverse("admin:servindus_user_act", args=[user.pk, name])


def test_takes_all_factors_and_closes_the_sessions(client, admin, locked_out):
    login = {"login": locked_out.email, "password": "korrekt-Pferd-9"}
    kept = make.person()
    Authenticator.objects.create(user=kept, type="totp", data={})
    client.force_login(locked_out)
    UserSession.objects.create(
        user=locked_out, ip="192.0.2.1", session_key=client.session.session_key,
        user_agent="x",
    )  # fmt: skip
    assert client.get("/mon-compte/").status_code == 200
    reset_second_factor(locked_out, by=admin)
    assert not Authenticator.objects.filter(user=locked_out).exists()
    assert Authenticator.objects.filter(user=kept).count() == 1
    assert client.get("/mon-compte/").status_code == 302
    assert lines(locked_out) == [
        ("reset_second_factor", "", "", admin.email),
        ("close_sessions", "", "", admin.email),
    ]
    assert owed() == {("account_changed", locked_out.email)}
    assert client.post("/compte/login/", login).headers["Location"] == "/"


def test_refuses_without_a_factor(admin, stranger):
    with pytest.raises(ActRefused):
        reset_second_factor(stranger, by=admin)


def test_who_may(admin, locked_out, moderator, founder):
    assert admin.has_perm(PERM, locked_out)
    assert not admin.has_perm(PERM, admin)
    assert not admin.has_perm(PERM, make.person(is_superuser=True))
    for person in (moderator, founder, locked_out):
        assert not person.has_perm(PERM, locked_out)


def test_in_the_administration(client, admin, locked_out, moderator):
    client.force_login(moderator)
    assert client.get(reverse("admin:servindus_user_changelist")).status_code == 403
    assert client.post(act_page(locked_out)).status_code in (403, 404)
    client.force_login(admin)
    page = client.get(reverse("admin:servindus_user_change", args=[locked_out.pk]))
    assert act_page(locked_out) in page.content.decode()
    assert client.get(act_page(locked_out)).status_code == 200
    assert Authenticator.objects.filter(user=locked_out).count() == 3
    assert client.post(act_page(locked_out)).status_code == 302
    assert not Authenticator.objects.filter(user=locked_out).exists()


def test_ones_own_factor_is_asked_first(settings, admin, locked_out):
    settings.DEMO = False
    Authenticator.objects.create(user=admin, type="totp", data={})
    client = Client()
    client.force_login(admin)
    session = client.session
    record = {"method": "mfa", "at": 1.0}
    session["account_authentication_methods"] = [record]
    session["account_authentication_methods_user"] = str(admin.pk)
    session.save()
    asked = client.post(act_page(locked_out))
    assert asked.headers["Location"].startswith("/compte/2fa/reauthenticate/")
    assert Authenticator.objects.filter(user=locked_out).exists()
    session["account_authentication_methods"] = [
        record, {**record, "at": time(), "reauthenticated": True}
    ]  # fmt: skip
    session.save()
    assert client.post(act_page(locked_out)).status_code == 302
    assert not Authenticator.objects.filter(user=locked_out).exists()


def test_the_list_asks_as_much_for_one_as_for_thirty(
    client, admin, django_assert_num_queries
):
    client.force_login(admin)
    page = reverse("admin:servindus_user_changelist")
    with django_assert_num_queries(5):
        client.get(page)
    for _ in range(30):
        make.person()
    with django_assert_num_queries(5):
        assert client.get(page).status_code == 200


def test_from_the_machine_when_nobody_else_can(admin):
    Authenticator.objects.create(user=admin, type="totp", data={})
    call_command("reset_second_factor", " ADMIN@programme.example", stdout=StringIO())
    assert not Authenticator.objects.exists()
    assert lines(admin) == [("reset_second_factor", "", "", None)]
    for email in ("admin@programme.example", "nobody@example.org"):
        with pytest.raises(CommandError):
            call_command("reset_second_factor", email)
