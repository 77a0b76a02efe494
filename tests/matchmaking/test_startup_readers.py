"""Who reads a startup's mails: whoever asked, else the startup's own leads."""

import pytest

from matchmaking.notifications import startup_readers
from tests.cast import make_introduction, make_member, make_membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(cast):
    return make_member(organisation=cast.startup, email="member@startup.example")


@pytest.fixture
def asked(cast, member):
    return make_introduction(
        startup=cast.startup, requested_by=member, decision_maker=cast.manager
    )


def test_whoever_asked(cast, member, asked):
    assert cast.founder not in startup_readers(asked)
    assert startup_readers(asked) == [member]


def test_the_leads_when_whoever_asked_has_left(cast, member, asked):
    lead = cast.founder
    member.memberships.all().delete()
    assert startup_readers(asked) == [lead]


def test_a_lead_of_another_organisation_is_no_lead_of_this_one(cast, member, asked):
    lead = cast.founder
    plain = make_member(organisation=cast.startup, email="plain@startup.example")
    make_membership(user=plain, organisation=cast.other_startup, role="lead")
    member.memberships.all().delete()
    assert startup_readers(asked) == [lead]


def test_a_closed_account_reads_nothing(cast, member, asked):
    lead = cast.founder
    member.is_active = False
    member.save()
    assert startup_readers(asked) == [lead]
