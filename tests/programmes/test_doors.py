"""The doors: codes through the outbox, the demo's entrance, one's own account."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from programmes import demo
from servindus import clock, letters
from servindus.models import OutboxEmail
from servindus.models.outbox import OutboxState
from servindus.notifications import notice_named
from tests.programmes import factories as make
from tests.programmes.acts import lines, owed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()


def last_mail():
    return OutboxEmail.objects.latest("id")


def test_sign_in_by_code(client, stranger):
    response = client.post("/compte/login/code/", {"email": "STRANGER@example.org"})
    assert response.status_code == 302
    row = last_mail()
    assert (row.kind, row.recipient, row.user) == (
        "account_code", stranger.email, stranger,
    )  # fmt: skip
    mail = letters.compose(row)
    code = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", mail.body, re.M).group(1)
    assert code not in str(row.data)
    client.post("/compte/login/code/confirm/", {"code": code})
    assert client.session["_auth_user_id"] == str(stranger.pk)


def test_an_unknown_address_gets_the_same_page_and_another_mail(client, stranger):
    known = client.post("/compte/login/code/", {"email": stranger.email})
    client.session.flush()
    client.cookies.clear()
    unknown = client.post("/compte/login/code/", {"email": "nobody@example.org"})
    assert known.headers["Location"] == unknown.headers["Location"]
    assert owed() == {
        ("account_code", stranger.email),
        ("account_unknown", "nobody@example.org"),
    }


def test_a_code_is_scrubbed_once_sent_and_dies_of_age(client, stranger):
    client.post("/compte/login/code/", {"email": stranger.email})
    row = last_mail()
    notice = notice_named("account_code")
    assert not notice.is_moot(stranger, row)
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert notice.is_moot(stranger, row)
    row.state, row.sent_at = OutboxState.SENT, clock.now()
    row.save()
    notice.after_sent(stranger, row)
    row.refresh_from_db()
    assert row.data == {"what": "login"}
    assert letters.compose(row) is None


def test_a_new_password_by_code(client, stranger):
    client.post("/compte/password/reset/", {"email": stranger.email})
    assert last_mail().data["what"] == "reset"


def test_sign_in_by_password(client):
    make.person(email="with@example.org", password="korrekt-Pferd-9")
    data = {"login": "With@Example.org", "password": "korrekt-Pferd-9"}
    assert client.post("/compte/login/", data).headers["Location"] == "/"


def test_wrong_passwords_are_counted_whatever_the_case(client):
    make.person(email="with@example.org", password="korrekt-Pferd-9")
    for address in ("with@example.org", " WITH@example.org", "With@Example.Org") * 2:
        client.post("/compte/login/", {"login": address, "password": "wrong"})
    data = {"login": "with@example.org", "password": "korrekt-Pferd-9"}
    refused = client.post("/compte/login/", data)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")


def test_mails_name_our_own_address_whatever_the_host_header(client):
    client.post(
        "/compte/login/code/",
        {"email": "nobody@example.org"},
        headers={"host": "localhost"},
    )
    mail = letters.compose(last_mail())
    assert "http://127.0.0.1:8000/compte/signup/" in mail.body
    assert "localhost" not in mail.body


@pytest.mark.parametrize("kind", ["account_unknown", "account_exists"])
def test_every_account_mail_has_text_and_html(client, stranger, kind):
    page = "/compte/login/code/" if kind == "account_unknown" else "/compte/signup/"
    data = {"email": "nobody@example.org"}
    if kind == "account_exists":
        data = {
            "email": stranger.email, "given_name": "A", "family_name": "B",
            "function": "C", "company_name": "D", "place": "76000", "consent": "on",
        }  # fmt: skip
    client.post(page, data)
    mail = letters.compose(last_mail())
    assert last_mail().kind == kind
    assert mail.subject
    assert mail.alternatives[0].mimetype == "text/html"


def test_a_changed_password_is_told(client):
    user = make.person(email="with@example.org", password="korrekt-Pferd-9")
    client.post("/compte/login/", {"login": user.email, "password": "korrekt-Pferd-9"})
    data = {
        "oldpassword": "korrekt-Pferd-9",
        "password1": "anderes-Pferd-8",
        "password2": "anderes-Pferd-8",
    }
    client.post("/compte/password/change/", data)
    assert owed() == {("account_changed", user.email)}
    assert "mot de passe" in letters.compose(last_mail()).body or (
        "password" in letters.compose(last_mail()).body
    )


# --- The demonstration's entrance -------------------------------------------------
@pytest.fixture
def in_demo(settings):
    settings.DEMO = True
    return make.person(email=demo.EMAILS[0], password="servindus-demo")


def test_one_click_lets_in(client, in_demo):
    response = client.post(reverse("enter_demo"), {"email": in_demo.email})
    assert response.headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(in_demo.pk)


def test_only_by_post_and_only_the_cast(client, in_demo, stranger):
    assert client.get(reverse("enter_demo")).status_code == 405
    for email in (stranger.email, "", "nobody@example.org"):
        response = client.post(reverse("enter_demo"), {"email": email})
        assert response.status_code == 404
    in_demo.is_active = False
    in_demo.save()
    response = client.post(reverse("enter_demo"), {"email": in_demo.email})
    assert response.status_code == 404


def test_no_such_door_outside_the_demo(client, in_demo, settings):
    settings.DEMO = False
    response = client.post(reverse("enter_demo"), {"email": in_demo.email})
    assert response.status_code == 404
    assert client.get("/compte/login/").context["demo_cast"] == []


def test_the_log_in_page_shows_the_cast_in_order(client, in_demo):
    make.person(email=demo.EMAILS[4])
    cast = client.get("/compte/login/").context["demo_cast"]
    assert [person["email"] for person in cast] == [demo.EMAILS[0], demo.EMAILS[4]]
    assert set(cast[0]) == {"name", "role", "waits", "shape", "letters", "email"}


# --- One's own account ------------------------------------------------------------
def test_my_account(client, founder):
    client.force_login(founder)
    page = reverse("programmes:my_account")
    assert client.get(page).status_code == 200
    data = {
        "given_name": "Inès", "family_name": "Delaunay", "phone": "0235000000",
        "language": "en", "email": "other@example.org", "is_superuser": "1",
    }  # fmt: skip
    response = client.post(page, data)
    assert response.cookies["language"].value == "en"
    fresh = make.fresh(founder)
    assert (fresh.full_name, fresh.language) == ("Inès Delaunay", "en")
    assert (fresh.email, fresh.is_superuser) == (founder.email, False)
    assert lines(fresh)[-1][0] == "change_user"


def test_members_page_is_for_members(client, founder, startup, stranger, moderator):
    page = reverse("programmes:organisation_members", args=[startup.public_id])
    for person, answer in ((founder, 200), (stranger, 404), (moderator, 404)):
        client.force_login(person)
        assert client.get(page).status_code == answer
