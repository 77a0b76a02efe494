"""The reference data: complete, loaded once, never over what an operator filled."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from programmes import actions, reference
from programmes.actions.readings import Entry
from programmes.models import (
    Commune,
    Indicator,
    Lab,
    LabReference,
    NafCode,
    Programme,
    ReadingSheet,
    Topic,
    Workstream,
)

pytestmark = pytest.mark.django_db


def test_migrated_database_has_it_all():
    counts = {
        model.__name__: model.objects.count()
        for model in (Programme, Lab, Commune, LabReference, Workstream, Topic, NafCode)
    }
    assert counts == {
        "Programme": 1, "Lab": 4, "Commune": 238, "LabReference": 4,
        "Workstream": 3, "Topic": 25, "NafCode": 2191,
    }  # fmt: skip


def test_labs_are_in_alphabetical_order_with_their_codes():
    assert list(Lab.objects.values_list("slug", "code")) == [
        ("amiens", "AMI"), ("marseille", "MAR"), ("nancy", "NAN"), ("rouen", "ROU"),
    ]  # fmt: skip


def test_only_rouens_operator_is_known():
    known = {lab.slug: lab.operator and lab.operator.name for lab in Lab.objects.all()}
    assert known == {
        "amiens": None, "marseille": None, "nancy": None,
        "rouen": "Rouen Normandy Invest",
    }  # fmt: skip


def test_communes_add_up_to_the_labs_population():
    for figure in LabReference.objects.filter(measure="population"):
        total = sum(
            population or 0
            for population in figure.lab.communes.values_list("population", flat=True)
        )
        assert total == figure.value


def test_marseille_has_its_sixteen_arrondissements():
    parts = Commune.objects.filter(parent__code="13055")
    assert [part.code for part in parts] == [f"132{n:02d}" for n in range(1, 17)]


def test_topics_have_a_parent_in_the_same_axis():
    leaves = Topic.objects.exclude(parent=None).select_related("parent")
    assert len(leaves) == 20
    assert all(leaf.workstream_id == leaf.parent.workstream_id for leaf in leaves)


def test_nothing_to_do_costs_two_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        reference.load_after_migrate()


def test_loading_again_keeps_what_the_operator_filled():
    Lab.objects.filter(slug="nancy").update(contact_email="bonjour@nancy.example")
    Topic.objects.filter(slug="digital").update(name_fr="Autre")

    assert reference.load(force=True) is True

    assert Lab.objects.get(slug="nancy").contact_email == "bonjour@nancy.example"
    assert Topic.objects.get(slug="digital").name_fr == "Numérique"
    assert NafCode.objects.count() == 2191


def test_loading_again_bears_indicators_that_were_read(cast, monday):
    """A part of a sum that has a reading: the database refuses any new one there."""
    part = Indicator.objects.get(code="entreprises-conseillees-pme")
    day = date(2026, 8, 1)
    actions.open_reading_sheet(
        cast.rouen, by=cast.moderator, kind="month", starts_on=day
    )
    sheet = ReadingSheet.objects.get(lab=cast.rouen, period__starts_on=day)
    entry = Entry(part, value=Decimal(3))
    actions.write_reading_sheet(sheet, by=cast.moderator, entries=[entry])
    assert reference.load(force=True) is True
    assert part.readings.get().value == 3


def test_a_changed_file_is_loaded(monkeypatch):
    Topic.objects.filter(slug="digital").update(name_fr="Autre")
    monkeypatch.setattr(reference, "digest", lambda: "0" * 64)

    assert reference.load() is True
    assert reference.load() is False
    assert Topic.objects.get(slug="digital").name_fr == "Numérique"


def test_the_command_says_what_it_did():
    said = io.StringIO()
    call_command("load_reference", stdout=said)
    call_command("load_reference", force=True, stdout=said)
    assert said.getvalue().splitlines() == [
        "reference data already up to date",
        "reference data loaded",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_flush_brings_it_back():
    call_command("flush", interactive=False, verbosity=0)
    assert (Lab.objects.count(), NafCode.objects.count()) == (4, 2191)
