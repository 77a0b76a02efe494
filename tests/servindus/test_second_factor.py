"""Whoever must present a second factor opens nothing without it, session by session."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from servindus import letters
from servindus.models import OutboxEmail
from tests.programmes import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "korrekt-Pferd-9"
DEMAND = "/compte/second-facteur/"


@pytest.fixture(autouse=True)
def _outside_the_demo(settings):
    settings.DEMO = False
    cache.clear()


@pytest.fixture
def moderator(db):
    return make.staff("rouen", email="m@rouen.example", password=PASSWORD)


def ministry():
    authority = make.organisation(kind="authority")
    return make.member(authority, email="l@bercy.example")


def operator_of_the_machine():
    return make.person(email="root@example.org", is_superuser=True)


MUST = [lambda: make.staff("rouen"), make.programme_admin, ministry,
        operator_of_the_machine]  # fmt: skip


def totp(user):
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def signed_in(user, *, presented=False, client=None):
    """Sign somebody in by what is no second factor, or with one."""
    client = client or Client()
    client.force_login(user)
    if presented:
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": 1}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client


@pytest.mark.parametrize("person", MUST)
def test_these_are_asked(person):
    client = signed_in(person())
    for path in (
        "/",
        "/mon-compte/",
        "/admin/",
        "/mises-en-relation/",
        "/admin/login/",
    ):
        response = client.get(path)
        assert response.status_code == 302, path
        assert response.headers["Location"] == f"{DEMAND}?next={path}"
    page = client.get(DEMAND)
    assert page.status_code == 200
    assert reverse("mfa_add_webauthn") in page.content.decode()


def test_these_are_not(founder, stranger, startup):
    network = make.member(make.organisation(kind="network"))
    for person in (founder, stranger, make.member(startup), network):
        client = signed_in(person)
        assert client.get("/").status_code == 200
        assert client.get(DEMAND).headers["Location"] == "/"


@pytest.mark.parametrize("person", MUST)
def test_nobody_in_the_demonstration(settings, person):
    settings.DEMO = True
    assert signed_in(person()).get("/").status_code == 200


def test_nobody_in_the_demonstration_even_with_a_factor(settings, client, moderator):
    settings.DEMO = True
    totp(moderator)
    data = {"login": moderator.email, "password": PASSWORD}
    assert client.post("/compte/login/", data).headers["Location"] == "/"
    assert client.get("/admin/").status_code == 200


def test_a_factor_that_exists_but_was_not_presented_opens_nothing(moderator):
    totp(moderator)
    client = signed_in(moderator)
    assert client.get("/admin/").headers["Location"] == f"{DEMAND}?next=/admin/"
    asked = client.get(f"{DEMAND}?next=/admin/")
    assert asked.headers["Location"] == "/compte/2fa/reauthenticate/?next=%2Fadmin%2F"
    # A stolen password adds no factor of its own beside the one that is there.
    for name in ("mfa_add_webauthn", "mfa_activate_totp", "mfa_index"):
        assert client.get(reverse(name)).headers["Location"].startswith(DEMAND)
    assert client.get(reverse("account_reauthenticate")).status_code == 302


def test_presenting_it_opens(moderator):
    secret = totp(moderator)
    client = signed_in(moderator)
    page = f"{reverse('mfa_reauthenticate')}?next=/admin/"
    assert client.get(page).status_code == 200
    wrong = client.post(page, {"code": "000000x"})
    assert wrong.status_code == 200
    assert client.get("/admin/").status_code == 302
    assert client.post(page, {"code": code_of(secret)}).headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_another_persons_factor_is_not_mine(moderator):
    client = signed_in(moderator)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 1}]
    session["account_authentication_methods_user"] = str(make.person().pk)
    session.save()
    assert client.get("/").status_code == 302


def test_a_role_that_is_given_stops_the_next_request(stranger):
    client = signed_in(stranger)
    assert client.get("/mon-compte/").status_code == 200
    make.membership(user=stranger, organisation=make.operator("rouen"))
    assert client.get("/mon-compte/").status_code == 302


@pytest.mark.parametrize("way", ["password", "code", "reset"])
def test_no_way_in_goes_past_the_factor(client, moderator, way):
    secret = totp(moderator)
    mail = {"email": moderator.email}
    if way == "password":
        data = {"login": moderator.email, "password": PASSWORD}
        response = client.post("/compte/login/", data)
    elif way == "code":
        client.post("/compte/login/code/", mail)
        response = client.post("/compte/login/code/confirm/", {"code": last_code()})
    else:
        client.post("/compte/password/reset/", mail)
        client.post(
            reverse("account_confirm_password_reset_code"), {"code": last_code()}
        )
        new = {"password1": "anderes-Pferd-8", "password2": "anderes-Pferd-8"}
        client.post(reverse("account_complete_password_reset"), new)
        data = {"login": moderator.email, "password": "anderes-Pferd-8"}
        response = client.post("/compte/login/", data)
    assert response.headers["Location"].startswith("/compte/2fa/authenticate/")
    assert "_auth_user_id" not in client.session
    assert client.get("/compte/2fa/authenticate/").status_code == 200
    client.post("/compte/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get("/admin/").status_code == 200


def last_code():
    mail = letters.compose(OutboxEmail.objects.filter(kind="account_code").latest("id"))
    return next(word for word in mail.body.split() if word.count("-") == 1
                and len(word) == 9 and word.isupper())  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_first_factor_is_set_up_from_a_session_without(moderator):
    client = Client()
    login = {"login": moderator.email, "password": PASSWORD}
    assert client.post("/compte/login/", login).status_code == 302
    page = reverse("mfa_activate_totp")
    asked = client.get(page)
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    client.post(
        f"{reverse('account_reauthenticate')}?next={page}", {"password": PASSWORD}
    )
    shown = client.get(page)
    assert shown.status_code == 200
    secret = shown.context["form"].secret
    assert shown.context["totp_svg_data_uri"].startswith("data:image/svg+xml;base64,")
    done = client.post(page, {"code": code_of(secret)})
    assert done.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert secret not in str(Authenticator.objects.get(type="totp").data)
    codes = client.get(done.headers["Location"])
    assert len(codes.context["unused_codes"]) == 10
    assert client.get(reverse("mfa_download_recovery_codes")).status_code == 200
    assert client.get("/admin/").status_code == 200


def test_a_recovery_code_opens_once(moderator):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    totp(moderator)
    code = RecoveryCodes.activate(moderator).get_unused_codes()[0]
    page = reverse("mfa_reauthenticate")
    client = signed_in(moderator)
    client.post(page, {"code": code})
    assert client.get("/").status_code == 200
    other = signed_in(moderator)
    other.post(page, {"code": code})
    assert other.get("/").status_code == 302


def test_what_programs_and_pieces_of_pages_are_told(moderator):
    client = signed_in(moderator)
    asked = client.get("/mon-compte/", headers={"Accept": "application/json"})
    assert (asked.status_code, asked.json()) == (
        403, {"error": "second_factor_required"},
    )  # fmt: skip
    piece = client.get("/mon-compte/", headers={"HX-Request": "true"})
    assert piece.headers["HX-Redirect"] == DEMAND
    posted = client.post("/mon-compte/", {"given_name": "X"})
    assert posted.status_code == 403
    assert DEMAND in posted.content.decode()
    assert make.fresh(moderator).given_name == "Ada"


def test_the_way_out_and_pages_of_nobody_stay_open(moderator):
    client = signed_in(moderator)
    for name in ("help", "privacy", "legal", "accessibility", "healthz"):
        assert client.get(reverse(name)).status_code == 200
    assert client.post(reverse("set_language"), {"language": "en"}).status_code == 302
    assert client.post(reverse("account_logout")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_admin_has_no_form_of_its_own(moderator):
    """Django's log-in form would know neither limits nor factors."""
    data = {"username": moderator.email, "password": PASSWORD}
    response = Client().post("/admin/login/", data)
    assert response.headers["Location"] == "/compte/login/?next=%2Fadmin%2Flogin%2F"
    inside = signed_in(moderator, presented=True)
    other = make.staff("nancy", email="n@nancy.example", password=PASSWORD)
    inside.post("/admin/login/", {"username": other.email, "password": PASSWORD})
    assert inside.session["_auth_user_id"] == str(moderator.pk)
    away = inside.get("/admin/login/?next=https://evil.example/")
    assert away.headers["Location"] == "/admin/"
    wanted = inside.get("/admin/login/?next=/admin/programmes/")
    assert wanted.headers["Location"] == "/admin/programmes/"


def test_passkeys_belong_to_our_own_name(settings, client):
    settings.PUBLIC_URL = "https://lab.example"
    from programmes.accounts import passkey_host

    assert passkey_host() == "lab.example"
    options = client.get(
        reverse("mfa_login_webauthn"), headers={"Accept": "application/json"}
    ).json()["request_options"]
    assert options["publicKey"]["rpId"] == "lab.example"
    assert options["publicKey"]["userVerification"] == "required"
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    assert passkey_host() == "localhost"


@pytest.mark.parametrize("credential", ["", "x", "{}", "[]", "null", '"a"', "1",
    '{"response": {}}', '{"response": {"userHandle": "AA"}}', '{"id": "\u0000"}',
    '{"type":"public-key","id":"AA","rawId":"AA","response":{"userHandle":"AA"}}',
    '{"response": []}', '{"response": {"userHandle": 7}}'])  # fmt: skip
def test_no_credential_breaks_the_passkey_door(client, credential):
    response = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert response.status_code in (302, 400)
    assert "_auth_user_id" not in client.session


@pytest.fixture
def startup(db):
    return make.organisation(lab=make.lab(), name="Vibralis")


@pytest.fixture
def founder(startup):
    return make.member(startup, lead=True)


@pytest.fixture
def stranger(db):
    return make.person(email="stranger@example.org")
