"""The demonstration: what it holds, and who may what in it."""

import pytest
from django.db import transaction
from django.test import override_settings

from programmes import demo as ground
from programmes.models import (
    Duplicate,
    Membership,
    Organisation,
    PlanAction,
    PlanLink,
    Site,
)
from servindus import demo
from servindus.models import JournalEntry, User
from tests.programmes import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Give the demonstration, lived once: what a test writes is taken back with it."""
    with (
        override_settings(DEMO=True),
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        # The other rooms tell their stories in their own tests.
        patch.setattr(demo, "rooms", lambda: [ground])
        yield demo.seed()
        transaction.set_rollback(True)


def test_the_cast_of_the_contract(world):
    assert [person["email"] for person in world.cast] == [
        "fondatrice@startup.example",
        "fondateur2@startup.example",
        "directrice@usine.example",
        "assistant@usine.example",
        "moderatrice@rouen.example",
        "moderateur2@rouen.example",
        "referente@nancy.example",
        "referent@amiens.example",
        "referente@marseille.example",
        "liaison@bercy.example",
        "liaison2@autorite.example",
        "temoin@usine.example",
        "admin@programme.example",
    ]
    for person in world.cast:
        assert User.objects.get(email=person["email"]).check_password("servindus-demo")


@pytest.mark.parametrize(
    ("email", "labs", "is_admin"),
    [
        ("moderatrice@rouen.example", ["rouen"], False),
        ("moderateur2@rouen.example", ["rouen"], False),
        ("referente@nancy.example", ["nancy"], False),
        ("referent@amiens.example", ["amiens"], False),
        ("referente@marseille.example", ["marseille"], False),
        ("admin@programme.example", [], True),
        ("liaison@bercy.example", [], False),
        ("fondatrice@startup.example", [], False),
    ],
)
def test_rights_of_the_cast(world, email, labs, is_admin):
    from programmes import rules

    user = User.objects.get(email=email)
    ids = {make.lab(slug).pk for slug in labs}
    assert rules.lab_ids(user) == ids
    assert rules.is_programme_admin(user) is is_admin
    assert user.is_staff is bool(labs or is_admin)


def test_each_invented_action_says_so_in_its_title(world):
    titles = list(PlanAction.objects.values_list("title", flat=True))
    assert len(titles) == 14
    # Linked with what the story of this room tells; the others tell the rest.
    assert [link.what for link in PlanLink.objects.all()] == ["pilot"]
    assert {title.rpartition(" ")[2] for title in titles} == {"(fictif)"}


def test_invented_ones_say_so_and_real_ones_have_their_source(world):
    invented = Organisation.objects.filter(is_fictitious=True)
    assert not invented.exclude(siren=None).exists()
    stories = invented.filter(source="demo", kind__in=["startup", "industrial"])
    assert stories.filter(kind="startup").count() == 13
    # Twelve, and one of them once more: the desk of duplicates has its example.
    twice = Duplicate.objects.get()
    assert {str(twice.first), str(twice.second)} == {"Vibralis", "VIBRALIS S.A.S."}
    assert stories.filter(kind="industrial").count() == 9
    real = Site.objects.filter(source="irep")
    assert real.count() == 206
    assert not real.filter(lab=None).exists()
    assert {str(site.source_date) for site in real} == {"2015-12-31"}
    names = {member.organisation.name for member in Membership.objects.all()}
    assert not names & set(real.values_list("organisation__name", flat=True))


def test_eight_months_are_lived_in_order(world):
    entries = JournalEntry.objects.exclude(verb="seed_demo").order_by("pk")
    moments = list(entries.values_list("at", flat=True))
    assert moments == sorted(moments)
    assert (moments[-1] - moments[0]).days > 200
    assert moments[-1] <= world.now


def test_somebody_waits_and_somebody_was_refused(world):
    waiting = Membership.objects.to_confirm()
    assert waiting.count() == 3
    refused = Membership.objects.get(organisation__name="Conseil Plus")
    assert (refused.status, bool(refused.refusal)) == ("ended", True)


def test_moments_stay_in_the_past_and_on_working_days(world):
    for days in range(40):
        moment = world.worked(days, "23:59")
        assert moment < world.now
        assert world.calendar.is_working_day(moment.date())
    assert world.worked(-3) > world.now


def test_steps_are_lived_by_time_and_may_tell_later_ones(world):
    said = []
    early, late = world.moment(days_ago=9), world.moment(days_ago=3)
    world.tell(late, lambda: said.append("late"))
    world.tell(
        early,
        lambda: (said.append("early"), world.tell(late, lambda: said.append("then"))),
    )
    world.live()
    assert said == ["early", "late", "then"]
