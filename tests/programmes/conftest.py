"""The people of the frame's tests."""

import pytest

from programmes.enums import MembershipRole, MembershipStatus, OrganisationStatus
from tests.programmes import factories as make


@pytest.fixture
def rouen(db):
    return make.lab("rouen")


@pytest.fixture
def startup(rouen):
    return make.organisation(lab=rouen, name="Vibralis")


@pytest.fixture
def founder(startup):
    return make.member(startup, lead=True, email="founder@startup.example")


@pytest.fixture
def moderator(rouen):
    return make.staff("rouen", email="moderator@rouen.example", lead=True)


@pytest.fixture
def colleague(db):
    return make.staff("nancy", email="colleague@nancy.example")


@pytest.fixture
def stranger(db):
    return make.person(email="stranger@example.org")


@pytest.fixture
def newcomer(db):
    return make.person(email="newcomer@example.org")


@pytest.fixture
def new_startup(rouen):
    return make.organisation(
        lab=rouen, name="Hélicèle", status=OrganisationStatus.PENDING
    )


@pytest.fixture
def asked(newcomer, new_startup):
    """The first request to join a startup that nobody knows yet."""
    return make.membership(
        user=newcomer,
        organisation=new_startup,
        role=MembershipRole.LEAD,
        status=MembershipStatus.PENDING,
        lab=new_startup.lab,
    )
