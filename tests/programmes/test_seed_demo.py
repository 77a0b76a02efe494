"""The demonstration: made once, found again, refused elsewhere."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from programmes import demo as ground
from programmes.models import Membership, Organisation, Site
from servindus import demo
from servindus.models import JournalEntry, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_demo(settings, monkeypatch):
    settings.DEMO = True
    # The other rooms tell their stories in their own tests.
    monkeypatch.setattr(demo, "rooms", lambda: [ground])


def test_refuses_outside_the_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("seed_demo")
    assert not User.objects.exists()


def test_a_second_time_changes_nothing_and_prints_the_same(in_demo):
    def seeded():
        said = io.StringIO()
        call_command("seed_demo", json=True, stdout=said)
        return json.loads(said.getvalue())

    first = seeded()
    counts = [
        model.objects.count()
        for model in (User, Organisation, Site, Membership, JournalEntry)
    ]
    second = seeded()
    assert counts == [
        model.objects.count()
        for model in (User, Organisation, Site, Membership, JournalEntry)
    ]
    assert (first.pop("created"), second.pop("created")) == (True, False)
    assert first == second
    assert len(first["cast"]) == 13
    assert first["samples"]


def test_scale_adds_companies(in_demo):
    demo.seed(scale=3)
    around = Organisation.objects.filter(source="demo", source_id__startswith="around-")
    assert around.count() == 60
    with pytest.raises(CommandError):
        call_command("seed_demo", scale=0)
