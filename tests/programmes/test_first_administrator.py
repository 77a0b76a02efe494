"""From an empty database to somebody who administers the programme, as documented."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from programmes import rules
from programmes.actions import accept_invitation
from programmes.models import Invitation, Organisation, Programme
from servindus.actors import SYSTEM
from servindus.models import User

OPERATOR = "Agence du programme"


@pytest.fixture
def machine(db, monkeypatch, client):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "une-longue-phrase")
    call_command(
        "createsuperuser",
        interactive=False,
        email="Root@Lab.Example",
        stdout=StringIO(),
    )
    user = User.objects.get(email="root@lab.example")
    client.force_login(user)
    return user


def page(name, *args):
    return reverse(f"admin:programmes_{name}", args=args)


def add_operator(client, **fields):
    empty = dict.fromkeys(
        ("acronym", "lab", "siren", "naf_code", "headcount_band", "website"), ""
    )
    rows = {"sites-TOTAL_FORMS": "0", "sites-INITIAL_FORMS": "0"}
    dates = {"created_on": "", "closed_on": "", "parent": "", "naf_version": ""}
    data = {"name": OPERATOR, "kind": "agency", **empty, **rows, **dates, **fields}
    return client.post(page("organisation_add"), data)


def test_the_operator_of_the_machine_makes_the_first_administrator(client, machine):
    answer = add_operator(client)
    assert answer.status_code == 302, answer.context["adminform"].errors
    operator = Organisation.objects.get(name=OPERATOR)
    assert (operator.kind, operator.status) == ("agency", "verified")
    programme = Programme.objects.get()
    change = page("programme_change", programme.pk)
    assert client.post(change, {"operator": operator.pk}).status_code == 302
    programme.refresh_from_db()
    assert programme.operator == operator
    invite = page("organisation_act", operator.pk, "invite_member")
    data = {"email": "chef@lab.example", "name": "Chef", "role": "lead"}
    assert client.post(invite, data).status_code == 302
    invitation = Invitation.objects.get(email="chef@lab.example")
    accept_invitation(
        invitation,
        by=SYSTEM,
        given_name="Ada",
        family_name="Chef",
        password="une-longue-phrase",
    )
    assert rules.is_programme_admin(User.objects.get(email="chef@lab.example"))
    assert not rules.is_programme_admin(machine)


def test_a_moderator_adds_no_operator(client, cast):
    client.force_login(cast.moderator)
    answer = add_operator(client)
    assert answer.status_code == 200
    assert "kind" in answer.context["adminform"].errors
    assert not Organisation.objects.filter(name=OPERATOR).exists()
