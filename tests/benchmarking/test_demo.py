"""The demonstration's other labs: lived once, by acts, with nothing left undone."""

import pytest
from django.db import transaction
from django.test import override_settings

from benchmarking import demo as room
from benchmarking.comparison import store
from benchmarking.comparison.choices import Choice
from benchmarking.models import Denominator
from blockers.models import Blocker, Verification
from programmes import demo as ground
from programmes import known
from programmes.models import Lab
from servindus import demo

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
        patch.setattr(demo, "rooms", lambda: [ground, room])
        yield demo.seed()
        transaction.set_rollback(True)


def test_three_labs_have_something_to_compare(world) -> None:
    known.forget()
    store.refresh()
    found = store.find(Choice())
    assert found is not None
    comparison, _others = found
    names = {lab.pk: lab.slug for lab in Lab.objects.all()}
    rates = {names[lab]: one for lab, one in comparison.verified.of.items()}
    assert {slug: (one.k, one.n) for slug, one in rates.items()} == {
        "amiens": (3, 5), "marseille": (7, 11), "nancy": (0, 1), "rouen": (0, 0),
    }  # fmt: skip
    assert comparison.offer.months > 0
    assert not Verification.objects.filter(status="asked").exists()


def test_invented_numbers_say_so_and_nancy_has_none(world) -> None:
    rows = Denominator.objects.exclude(kind="population")
    assert {row.is_fictitious for row in rows} == {True}
    assert all("fictif" in row.source for row in rows)
    assert {row.lab.slug for row in rows} == {"amiens", "marseille", "rouen"}


def test_a_second_seed_adds_nothing(world) -> None:
    before = Blocker.objects.count(), Denominator.objects.count()
    demo.seed()
    assert (Blocker.objects.count(), Denominator.objects.count()) == before == (21, 10)
