"""A founder opens an account: ten fields, a code, then the lab hears of it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programmes.models import Membership, Organisation
from servindus import letters
from servindus.models import OutboxEmail, User
from tests.programmes import factories as make
from tests.programmes.acts import lines, owed

pytestmark = pytest.mark.django_db

SIREN = "732829320"
SIRET = "73282932000074"
PAGE = "/compte/signup/"
CODE_PAGE = "/compte/confirm-email/"


@pytest.fixture
def answers():
    return {
        "email": "lea@helicele.example",
        "given_name": "Léa",
        "family_name": "Roux",
        "function": "Founder",
        "company_number": "",
        "company_name": "Hélicèle",
        "place": "76000 Rouen",
        "lab": "",
        "password1": "",
        "consent": "on",
    }


@pytest.fixture
def staff():
    return make.staff("rouen", email="moderator@rouen.example")


def code_in(mail):
    return re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", mail.body, re.M).group(1)


def prove_address(client):
    mail = letters.compose(OutboxEmail.objects.filter(kind="account_code").latest("id"))
    return client.post(CODE_PAGE, {"code": code_in(mail)})


def test_at_most_ten_fields(client):
    assert len(client.get(PAGE).context["form"].fields) == 10


def test_the_lab_hears_once_the_address_is_proven(client, answers, staff):
    response = client.post(PAGE, answers)
    assert response.headers["Location"] == CODE_PAGE
    membership = Membership.objects.get(user__email=answers["email"])
    assert (membership.status, membership.role) == ("pending", "lead")
    assert membership.organisation.status == "pending"
    assert membership.organisation.lab.slug == "rouen"
    assert owed("membership_requested") == set()
    assert not Membership.objects.to_confirm().exists()

    assert prove_address(client).status_code == 302

    assert owed("membership_requested") == {("membership_requested", staff.email)}
    assert Membership.objects.to_confirm().get() == membership
    assert lines(membership) == [
        ("request_membership", "", "pending", answers["email"])
    ]
    mail = letters.compose(OutboxEmail.objects.get(kind="membership_requested"))
    assert f"/admin/programmes/membership/{membership.pk}/change/" in mail.body
    user = User.objects.get(email=answers["email"])
    assert user.full_name == "Léa Roux"
    assert not user.has_usable_password()


def test_signing_in_again_owes_nothing_more(client, answers, staff):
    client.post(PAGE, answers)
    prove_address(client)
    user = User.objects.get(email=answers["email"])
    from programmes.actions import announce_requests

    announce_requests(user)
    assert OutboxEmail.objects.filter(kind="membership_requested").count() == 1


@pytest.mark.parametrize("number", [SIREN, SIRET, "732 829 320", "732 829 320 00074"])
def test_a_known_number_finds_the_startup(client, answers, staff, number, rouen):
    known = make.organisation(siren=SIREN, lab=rouen, name="Known")
    client.post(PAGE, {**answers, "company_number": number, "company_name": ""})
    membership = Membership.objects.get(user__email=answers["email"])
    assert membership.organisation == known
    assert known.status == "verified"


def test_the_second_founder_is_no_lead(client, answers, rouen):
    known = make.organisation(siren=SIREN, lab=rouen)
    make.member(known, lead=True)
    client.post(PAGE, {**answers, "company_number": SIREN})
    assert Membership.objects.get(user__email=answers["email"]).role == "member"


def test_leads_hear_of_the_next_ones(client, answers, staff, rouen):
    known = make.organisation(siren=SIREN, lab=rouen)
    lead = make.member(known, lead=True)
    client.post(PAGE, {**answers, "company_number": SIREN})
    prove_address(client)
    assert owed("membership_requested") == {("membership_requested", lead.email)}
    mail = letters.compose(OutboxEmail.objects.get(kind="membership_requested"))
    page = reverse("programmes:organisation_members", args=[known.public_id])
    assert page in mail.body


def test_an_imported_startup_without_lab_goes_to_the_one_chosen(client, answers, staff):
    make.organisation(siren=SIREN, lab=None)
    client.post(PAGE, {**answers, "company_number": SIREN})
    prove_address(client)
    assert owed("membership_requested") == {("membership_requested", staff.email)}
    request = Membership.objects.get(user__email=answers["email"])
    assert staff.has_perm("programmes.confirm_membership", request)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"company_number": "123456789"}, "company_number"),
        ({"company_number": "73282932000075"}, "company_number"),
        ({"company_number": "abc"}, "company_number"),
        ({"company_number": SIREN, "company_name": ""}, "company_name"),
        ({"company_name": ""}, "company_name"),
        ({"place": ""}, "place"),
        ({"place": "Le Havre"}, "lab"),
        ({"consent": ""}, "consent"),
        ({"family_name": ""}, "family_name"),
        ({"password1": "12345678"}, "password1"),
        ({"email": "nonsense"}, "email"),
    ],
)
def test_what_is_asked_again(client, answers, change, field):
    response = client.post(PAGE, {**answers, **change})
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not User.objects.filter(email=answers["email"]).exists()
    assert not Organisation.objects.filter(status="pending").exists()


def test_only_a_startup_can_be_joined(client, answers, rouen):
    make.organisation(siren=SIREN, kind="industrial", lab=rouen)
    response = client.post(PAGE, {**answers, "company_number": SIREN})
    assert "company_number" in response.context["form"].errors


def test_somebody_far_away_chooses_a_lab(client, answers):
    lab = make.lab("nancy")
    client.post(PAGE, {**answers, "place": "Paris", "lab": lab.pk})
    assert Membership.objects.get(user__email=answers["email"]).desk == lab


def test_a_password_lets_in_later(client, answers):
    client.post(PAGE, {**answers, "password1": "korrekt-Pferd-9"})
    user = User.objects.get(email=answers["email"])
    assert user.check_password("korrekt-Pferd-9")


def test_the_same_page_for_an_address_that_exists(client, answers, stranger):
    response = client.post(PAGE, {**answers, "email": "Stranger@Example.org"})
    assert response.headers["Location"] == CODE_PAGE
    assert owed() == {("account_exists", "stranger@example.org")}
    assert User.objects.filter(email__iexact="stranger@example.org").count() == 1
    assert not Organisation.objects.filter(status="pending").exists()


def test_an_address_that_exists_costs_as_much_work(client, answers, monkeypatch):
    """Who has an account must not show in the time that the answer takes."""
    make.person(email="known@example.org")
    hashed = []
    hasher = User.set_password
    monkeypatch.setattr(
        User, "set_password",
        lambda user, raw: (hashed.append(raw), hasher(user, raw))[1],
    )  # fmt: skip
    password = "korrekt-Pferd-9"
    counts = {}
    for email in ("known@example.org", "new@example.org"):
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            data = {**answers, "email": email, "password1": password}
            assert client.post(PAGE, data).status_code == 302
        counts[email] = len(queries)
        assert hashed.count(password) == 1, email
        client.cookies.clear()
    assert not Organisation.objects.filter(status="pending").count() > 1
    assert not User.objects.filter(email__endswith="nobody.invalid").exists()
    assert abs(counts["known@example.org"] - counts["new@example.org"]) <= 8, counts


def test_the_address_is_folded(client, answers):
    client.post(PAGE, {**answers, "email": "LEA@Helicele.Example"})
    assert User.objects.filter(email="lea@helicele.example").exists()


def test_kind_role_and_status_cannot_be_asked_for(client, answers):
    more = {"kind": "agency", "role": "lead", "status": "active", "is_superuser": "1"}
    client.post(PAGE, {**answers, **more})
    membership = Membership.objects.get(user__email=answers["email"])
    assert membership.status == "pending"
    assert membership.organisation.kind == "startup"
    assert not membership.user.is_superuser


def test_somebody_with_an_account_asks_from_inside(client, stranger, staff):
    client.force_login(stranger)
    page = reverse("programmes:request_membership")
    data = {"function": "CTO", "company_name": "Quaivert", "place": "76120"}
    assert client.get(page).status_code == 200
    assert client.post(page, data).status_code == 302
    assert owed() == {("membership_requested", staff.email)}
    number = {**data, "company_number": SIREN}
    make.organisation(siren=SIREN, lab=make.lab())
    assert client.post(page, number).status_code == 302
    again = client.post(page, number)
    assert again.status_code == 200
    assert again.context["form"].non_field_errors()
