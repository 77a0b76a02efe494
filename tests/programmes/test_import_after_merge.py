"""The next import of the same file finds the one that goes on, and changes nothing."""

from datetime import date

import pytest

from programmes.actions import unmerge_duplicate
from programmes.enums import OrganisationKind
from programmes.imports.candidates import Candidate
from programmes.imports.report import Report
from programmes.imports.writer import Order, Writer
from programmes.models import Organisation, Site
from servindus.actors import SYSTEM, Channel
from tests.programmes import factories as make
from tests.programmes.pairs import merge, pair

pytestmark = pytest.mark.django_db


def row(line, key, name, **fields):
    """A row as a layout reads it."""
    fields = {"source": "salon", "source_id": key, "name": name, **fields}
    return Candidate(line=line, **fields)


ROWS = [
    ("1", "Vibralis", {"website": "https://vibralis.example"}),
    ("2", "VIBRALIS SAS", {"website": "https://autre.example", "acronym": "VBL"}),
    ("3", "Huilerie", {}),
]


def bring(lab, rows=ROWS):
    """Import the rows; give (created, updated, unchanged)."""
    report = Report(layout="", encoding="", separator="", digest="")
    order = Order(
        kind=OrganisationKind.STARTUP, by=SYSTEM, channel=Channel.SYSTEM, lab=lab,
        source_date=date(2026, 1, 1),
    )  # fmt: skip
    made = [row(n, key, name, **more) for n, (key, name, more) in enumerate(rows, 2)]
    Writer(order, report).write(made)
    return report.created, report.updated, report.unchanged


def merged(moderator, **choices):
    one, other = Organisation.objects.filter(source="salon").order_by("source_id")[:2]
    return merge(pair(one, other), moderator, **choices)


@pytest.mark.parametrize("side", ["first", "second"])
@pytest.mark.parametrize("name", ["first", "second"])
def test_all_rows_are_unchanged(rouen, moderator, side, name):
    assert bring(rouen) == (3, 0, 0)
    merged(moderator, survivor=side, name=name, website="second")
    before = list(Organisation.objects.order_by("pk").values())
    assert bring(rouen) == (0, 0, 3)
    assert list(Organisation.objects.order_by("pk").values()) == before


def test_the_own_row_goes_on_bringing_what_nobody_chose(rouen, moderator):
    bring(rouen)
    merged(moderator)
    newer = [("1", "Vibralis", {"naf_code": "62.01Z", "naf_version": "nafrev2"})]
    assert bring(rouen, newer) == (0, 1, 0)
    assert Organisation.objects.get(source_id="1").naf_code == "62.01Z"


def test_a_row_of_the_other_writes_over_nothing(rouen, moderator):
    bring(rouen)
    merged(moderator)
    assert bring(rouen, [("2", "Tout autre nom", {})]) == (0, 0, 1)
    assert Organisation.objects.get(source_id="1").name == "Vibralis"


def test_two_rows_of_one_batch_fill_one_and_the_same(rouen, moderator):
    bring(rouen, ROWS[:2])
    merged(moderator)
    rows = [("1", "Vibralis", {"created_on": date(2020, 1, 1)}),
            ("2", "Vibralis", {"headcount_band": "03"})]  # fmt: skip
    bring(rouen, rows)
    one = Organisation.objects.get(source_id="1")
    assert (one.created_on, one.headcount_band) == (date(2020, 1, 1), "03")
    assert bring(rouen, rows) == (0, 0, 2)


def test_a_number_that_came_over_is_found(rouen, moderator):
    bring(rouen, [("1", "Vibralis", {}), ("2", "VIBRALIS", {"siren": "552032534"})])
    merged(moderator)
    again = [("9", "VIBRALIS", {"siren": "552032534"})]
    assert bring(rouen, again) == (0, 0, 1)
    assert Organisation.objects.get(siren="552032534").source_id == "1"


def test_plants_of_the_other_come_to_the_one_that_goes_on(rouen, moderator):
    plant = [("2", "Usine", {"is_site": True, "commune_name": "Oissel"})]
    make.organisation(lab=rouen, name="A", source="salon", source_id="1")
    bring(rouen, plant)
    merged(moderator)
    assert Site.objects.get().organisation.source_id == "1"
    assert bring(rouen, plant) == (0, 0, 1)
    assert Site.objects.get().organisation.source_id == "1"


def test_after_an_undo_each_row_finds_its_own_again(rouen, moderator):
    bring(rouen)
    unmerge_duplicate(merged(moderator, name="second"), by=moderator)
    assert bring(rouen) == (0, 0, 3)
    assert Organisation.objects.get(source_id="1").name == "Vibralis"
