"""What opens an account changes: journal, mail, last factor kept, sessions closed."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from programmes import devices
from servindus import clock, letters
from servindus.models import OutboxEmail
from tests.programmes import factories as make
from tests.programmes.acts import lines, owed
from tests.threads import together

PASSWORD = "korrekt-Pferd-9"
KEY = {"name": "Office", "credential": {}}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def _no_limits_left_over(db):
    cache.clear()


@pytest.fixture
def moderator(db):
    return make.staff("rouen", email="m@rouen.example", password=PASSWORD)


def passkey(user):
    return Authenticator.objects.create(user=user, type="webauthn", data=KEY)


def application(user):
    return TOTP.activate(user, "A").instance


def signed_in(user, **headers):
    """Sign somebody in by the door, and past the question whether it is them."""
    client = Client(headers=headers)
    data = {"login": user.email, "password": PASSWORD}
    assert client.post("/compte/login/", data).status_code == 302
    return client


def confirmed(user):
    """Give a session that has just shown a factor."""
    from time import time

    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


# --- The last factor --------------------------------------------------------------
def removal(factor):
    if factor.type == "totp":
        return reverse("mfa_deactivate_totp")
    return reverse("mfa_remove_webauthn", args=[factor.pk])


@pytest.mark.parametrize("kind", ["webauthn", "totp"])
def test_the_last_factor_stays_while_it_is_required(settings, moderator, kind):
    settings.DEMO = False
    factor = passkey(moderator) if kind == "webauthn" else application(moderator)
    client = confirmed(moderator)
    response = client.post(removal(factor))
    assert response.status_code in (200, 302)
    assert Authenticator.objects.filter(pk=factor.pk).exists()
    passkey(moderator)
    client.post(removal(factor))
    assert not Authenticator.objects.filter(pk=factor.pk).exists()
    assert ("remove_second_factor", "", "", moderator.email) in lines(moderator)
    assert owed() == {("account_changed", moderator.email)}


def test_others_remove_theirs(settings, db):
    settings.DEMO = False
    user = make.person()
    factor = passkey(user)
    confirmed(user).post(removal(factor))
    assert not Authenticator.objects.exists()


def test_a_factor_is_its_owners(settings, moderator):
    settings.DEMO = False
    factor = passkey(make.person())
    assert confirmed(moderator).get(removal(factor)).status_code == 404


def test_a_session_that_has_not_just_shown_a_factor_removes_none(settings, moderator):
    settings.DEMO = False
    passkey(moderator)
    factor = passkey(moderator)
    client = confirmed(moderator)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 1}]
    session.save()
    response = client.post(removal(factor))
    assert response.headers["Location"].startswith(
        "/compte/2fa/webauthn/reauthenticate/"
    )
    assert Authenticator.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_removals_at_once_leave_one(settings):
    settings.DEMO = False
    user = make.staff("rouen")
    for _round in range(5):
        Authenticator.objects.all().delete()
        doors = [(confirmed(user), removal(passkey(user))) for _ in range(2)]
        together(*[lambda door=door: door[0].post(door[1]) for door in doors])
        assert Authenticator.objects.filter(user=user).count() == 1


# --- Mails and journal ------------------------------------------------------------
@pytest.mark.parametrize(
    ("what", "word"),
    [
        ("webauthn_added", "clé d’accès"),
        ("totp_activated", "application"),
        ("recovery_codes_generated", "codes de secours"),
        ("second_factor_reset", "second facteur"),
        ("account_closed", "fermé"),
        ("password_reset", "mot de passe"),
    ],
)
def test_each_change_says_what_it_was(moderator, what, word):
    from servindus.actors import SYSTEM
    from servindus.notifications import Recipient
    from servindus.outbox import post
    from servindus.workflow import write_journal

    cause = write_journal("x", moderator, by=SYSTEM, now=clock.now())
    to = Recipient.of(moderator)
    post("account_changed", moderator, to=to, cause=cause, data={"what": what})
    mail = letters.compose(OutboxEmail.objects.get())
    assert word in mail.body
    assert word in mail.alternatives[0].content
    # A closed account leads to no page that it cannot open.
    leads = "http://127.0.0.1:8000/compte/2fa/" in mail.body
    assert leads == (what != "account_closed")


def test_a_changed_password_closes_the_other_sessions(moderator):
    here, there = signed_in(moderator), signed_in(moderator)
    assert there.get("/mon-compte/").status_code == 200
    new = {"password1": "anderes-Pferd-8", "password2": "anderes-Pferd-8"}
    here.post("/compte/password/change/", {"oldpassword": PASSWORD, **new})
    assert here.get("/mon-compte/").status_code == 200
    assert there.get("/mon-compte/").status_code == 302
    assert [line[0] for line in lines(moderator)][-2:] == [
        "change_password", "close_sessions",
    ]  # fmt: skip
    listed = here.get(reverse("programmes:session_list")).context["sessions"]
    assert [line["is_mine"] for line in listed] == [True]


def test_a_session_that_ran_out_is_not_listed(moderator):
    here, there = signed_in(moderator), signed_in(moderator)
    key = there.session.session_key
    Session.objects.filter(session_key=key).update(expire_date=clock.now())
    listed = here.get(reverse("programmes:session_list")).context["sessions"]
    assert len(listed) == 1


def test_a_changed_address(db):
    user = make.person(email="old@example.org", password=PASSWORD)
    client = signed_in(user)
    client.post("/compte/email/", {"email": "New@Example.org", "action_add": "1"})
    mail = letters.compose(OutboxEmail.objects.filter(kind="account_code").latest("id"))
    assert mail.to == ["new@example.org"] or "new@example.org" in mail.to[0]
    code = next(word for word in mail.body.split() if len(word) == 9 and word[4] == "-")
    client.post("/compte/confirm-email/", {"code": code})
    assert make.fresh(user).email == "new@example.org"
    changed = [line for line in lines(user) if line[0] == "change_email"]
    assert changed == [("change_email", "", "", "new@example.org")]
    assert ("account_changed", "old@example.org") in owed()
    told = OutboxEmail.objects.get(kind="account_changed", recipient="old@example.org")
    assert "adresse" in letters.compose(told).body


# --- Sessions ---------------------------------------------------------------------
def test_sessions_are_listed_and_closed(moderator):
    here = signed_in(moderator, **{"User-Agent": FIREFOX})
    there = signed_in(moderator)
    third = signed_in(moderator)
    page = here.get(reverse("programmes:session_list"))
    shown = page.context["sessions"]
    assert [line["is_mine"] for line in shown] == [True, False, False]
    assert shown[0]["device"].name == "Firefox sur Linux"
    other = UserSession.objects.get(session_key=there.session.session_key)
    address = reverse("programmes:close_session", args=[other.pk])
    assert here.get(address).status_code == 405
    assert here.post(address).status_code == 302
    assert there.get("/mon-compte/").status_code == 302
    assert third.get("/mon-compte/").status_code == 200
    assert here.post(address).status_code == 404
    here.post(reverse("programmes:close_other_sessions"))
    assert third.get("/mon-compte/").status_code == 302
    assert here.get("/mon-compte/").status_code == 200
    assert [line[0] for line in lines(moderator)].count("close_sessions") == 2


def test_nobody_closes_another_persons(moderator):
    theirs = signed_in(make.person(email="p@example.org", password=PASSWORD))
    session = UserSession.objects.get(session_key=theirs.session.session_key)
    client = signed_in(moderator)
    address = reverse("programmes:close_session", args=[session.pk])
    assert client.post(address).status_code == 404
    assert theirs.get("/mon-compte/").status_code == 200
    shown = client.get(reverse("programmes:session_list")).context["sessions"]
    assert len(shown) == 1


def test_the_list_asks_as_much_for_one_as_for_thirty(
    moderator, django_assert_num_queries
):
    client = signed_in(moderator)
    page = reverse("programmes:session_list")
    client.get(page)  # shows what the log-in had to say
    with django_assert_num_queries(5):
        client.get(page)
    Session.objects.bulk_create(
        Session(session_key=f"k{n}", expire_date=clock.now() + timedelta(days=1))
        for n in range(30)
    )
    UserSession.objects.bulk_create(
        UserSession(user=moderator, ip="192.0.2.1", session_key=f"k{n}", user_agent="x")
        for n in range(30)
    )
    with django_assert_num_queries(5):
        assert len(client.get(page).context["sessions"]) == 31


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox sur Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/1 Safari/1 Edg/1",
         "Edge sur Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17 Safari/6",
         "Safari sur iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/1 Safari/5", "Chrome sur Android"),
        ("curl/8", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)  # fmt: skip
def test_devices_in_words(agent, name):
    assert devices.device_of(agent).name == name


def test_a_closed_account_opens_nothing_at_the_next_request(moderator):
    client = signed_in(moderator)
    assert client.get("/admin/").status_code == 200
    type(moderator).objects.filter(pk=moderator.pk).update(is_active=False)
    assert client.get("/admin/").status_code == 302
    assert client.get("/mon-compte/").status_code == 302
