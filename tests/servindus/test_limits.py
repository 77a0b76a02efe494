"""The doors: each is counted, whatever the spelling, the address said, the worker."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse

from servindus import limits
from servindus.limits import Limit, door_limits
from tests.programmes import factories as make
from tests.test_conventions import OPEN_TO_ALL, views

pytestmark = pytest.mark.django_db
PASSWORD = "korrekt-Pferd-9"
PROXY = "198.51.100.7"


@pytest.fixture(autouse=True)
def _outside_the_demo(settings):
    settings.DEMO = False
    settings.ACCOUNT_RATE_LIMITS = {}
    settings.MFA_RATE_LIMITS = {}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    cache.clear()


@pytest.fixture
def somebody(db):
    return make.person(email="somebody@example.org", password=PASSWORD)


def from_address(number, *claimed):
    """Give a browser behind the proxy, which may claim to be others."""
    chain = ", ".join([*claimed, f"203.0.113.{number}"])
    return Client(headers={"X-Forwarded-For": chain}, REMOTE_ADDR=PROXY)


# One person, as people, telephones and attackers spell them.
SPELLINGS = [
    "somebody@example.org",
    "SOMEBODY@EXAMPLE.ORG",
    "  somebody@example.org ",
    "ſomebody@example.org",  # a long s
    "somebody@example.org\u2003",  # a wide space
    "Somebody@Example.org",
    "ſOMEBODY@example.org",
]


def test_passwords_are_counted_by_person_whatever_the_spelling(somebody):
    answers = []
    for number, spelling in enumerate(SPELLINGS):
        data = {"login": spelling, "password": "wrong"}
        answers.append(from_address(number).post("/compte/login/", data).status_code)
    assert answers == [200] * 5 + [429] * 2
    right = {"login": "somebody@example.org", "password": PASSWORD}
    late = from_address(99).post("/compte/login/", right)
    assert (late.status_code, late.headers["Retry-After"]) == (429, "60")
    # The form is there with what was typed.
    assert 'value="somebody@example.org"' in late.content.decode()


@pytest.mark.parametrize(
    ("path", "times"), [("/compte/login/code/", 3), ("/compte/password/reset/", 5)]
)
def test_mails_are_counted_by_person_whatever_the_spelling(somebody, path, times):
    answers = [
        from_address(number).post(path, {"email": spelling}).status_code
        for number, spelling in enumerate(SPELLINGS)
    ]
    assert answers == [302] * times + [429] * (len(SPELLINGS) - times)


def test_a_claimed_address_is_no_new_set_of_tries(somebody):
    answers = set()
    for number in range(21):
        claimed = f"192.0.2.{number}"
        client = from_address(1, claimed)
        data = {"email": f"nobody{number}@example.org"}
        answers.add((number, client.post("/compte/login/code/", data).status_code))
    assert (19, 302) in answers
    assert (20, 429) in answers
    elsewhere = from_address(2).post("/compte/login/code/", {"email": "x@example.org"})
    assert elsewhere.status_code == 302


@pytest.mark.parametrize(
    "name",
    [
        "account_confirm_login_code",
        "account_email_verification_sent",
        "account_confirm_password_reset_code",
        "mfa_authenticate",
        "admin:login",
        "mfa_login_webauthn",
        "account_signup",
    ],
)
def test_each_door_closes(name):
    limit = door_limits[name]
    client = from_address(1)
    answers = [client.post(reverse(name), {}) for _ in range(limit.times + 1)]
    early = {response.status_code for response in answers[: min(limit.times, 9)]}
    assert early <= {200, 302}, early
    last = answers[-1]
    assert last.status_code == 429
    assert 0 < int(last.headers["Retry-After"]) <= limit.seconds
    assert client.get(reverse(name)).status_code in (200, 302)


def test_a_second_factor_is_counted_by_person(somebody):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(somebody, generate_totp_secret())
    answers = []
    for number in range(7):
        client = from_address(number)
        data = {"login": somebody.email, "password": PASSWORD}
        client.post("/compte/login/", data)
        answer = client.post("/compte/2fa/authenticate/", {"code": "000000x"})
        answers.append(answer.status_code)
    assert answers == [200] * 5 + [429] * 2


def test_invitations_are_counted_by_person(monkeypatch, rouen_founder):
    founder, startup = rouen_founder
    monkeypatch.setitem(
        door_limits, "programmes:invite_member", Limit(2, 3600, per="person")
    )
    page = reverse("programmes:invite_member", args=[startup.public_id])
    answers = []
    for number in range(4):
        client = from_address(number)
        client.force_login(founder)
        data = {"email": f"new{number}@example.org", "role": "member"}
        answers.append(client.post(page, data).status_code)
    assert answers == [302, 302, 429, 429]


def test_the_page_keeps_what_was_typed_but_no_secret(rf):
    typed = {"email": "a@b.example", "company_name": "<b>X</b>", "password1": "geheim",
             "code": "123456", "csrfmiddlewaretoken": "t"}  # fmt: skip
    request = rf.post("/compte/signup/", typed)
    from django.contrib.auth.models import AnonymousUser

    request.user = AnonymousUser()
    response = limits.too_often(request, wait=150)
    page = response.content.decode()
    assert (response.status_code, response.headers["Retry-After"]) == (429, "150")
    assert 'value="a@b.example"' in page
    assert "&lt;b&gt;X&lt;/b&gt;" in page
    assert "geheim" not in page
    assert "123456" not in page
    assert "3 minutes" in page


def test_every_door_that_strangers_post_to_is_counted():
    """A new page that is open to all must say how often it may be posted to."""
    names = {
        str(pattern.pattern): pattern.name
        for pattern in get_resolver().url_patterns
        if getattr(pattern, "name", None)
    }
    # Links have a count of their own; these pages take no post, or nothing to guess.
    own = ("r/", "bienvenue/", "stop/", "suites/", "courriels/",
           "blocages/suivre/", "moyens/", "emplois/chiffres", "programme/",
           "laboratoires/", "axes/", "resultats/", "temoins/chiffres/", "plan/",
           "indicateurs/", "bonnes-pratiques/", "comparaison/",
           "blocages/registre/", "blocages/textes/")  # fmt: skip
    nothing_to_guess = {"", "healthz", "readyz", "langue/", "aide/", "accessibilite/",
                        "mentions-legales/", "vie-privee/"}  # fmt: skip
    left = {
        address
        for address in OPEN_TO_ALL - nothing_to_guess
        if not address.startswith(own)
    }
    counted = {"compte/login/": "account_login", "compte/signup/": "account_signup",
               "admin/login/": "admin:login",
               "blocages/signaler/": "blockers:report_start",
               "demonstration/entrer/": "enter_demo",
               "invitations/<str:token>/": "programmes:accept_invitation"}  # fmt: skip
    assert left == set(counted)
    assert set(counted.values()) <= set(door_limits)
    doors = {
        view.__module__ for _address, view in views() if "allauth" in view.__module__
    }
    assert doors
    assert names


def test_every_counted_door_exists():
    for name in door_limits:
        arguments = {
            "programmes:accept_invitation": ["x"],
            "programmes:invite_member": ["00000000-0000-0000-0000-000000000000"],
            "programmes:resend_invitation": ["00000000-0000-0000-0000-000000000000"],
        }.get(name, [])
        assert reverse(name, args=arguments)


@pytest.fixture
def rouen_founder(db):
    startup = make.organisation(lab=make.lab("rouen"))
    return make.member(startup, lead=True), startup
