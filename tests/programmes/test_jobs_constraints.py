"""What the database refuses of a declaration of jobs; months and FTE as they count."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from hypothesis import given
from hypothesis import strategies as st

from programmes.jobs.fte import fte_of, months_after
from programmes.models import JobsCheck, JobsRecord
from tests.cast import Cast
from tests.programmes.jobs import make_record

D = Decimal


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("jobs_are_no_less_than_none", {"fte": D(0), "service_fte": D(0),
                                        "higher_tertiary_fte": D(0)}),
        ("jobs_are_no_less_than_none", {"fte_before": D(-1)}),
        ("jobs_parts_within_the_whole", {"service_fte": D("3.01")}),
        ("jobs_parts_within_the_whole", {"higher_tertiary_fte": D("3.01")}),
        ("jobs_created_within_growth", {"fte": D("5.01")}),
        ("jobs_maintained_are_there", {"kind": "maintained", "fte": D("105.01")}),
        ("jobs_attested_has_document", {"document": ""}),
        ("jobs_attested_has_document", {"document_on": None}),
        ("jobs_attested_has_document", {"document_kept": ""}),
        ("jobs_linked_say_how", {"how": ""}),
        ("jobs_linked_say_how", {"attribution": "B", "how": ""}),
        ("jobs_turned_down_say_why", {"status": "refused", "reason": ""}),
        ("jobs_turned_down_say_why", {"reason": "Sans lien."}),
        ("jobs_counted_since", {"status": "confirmed", "confirmed_at": None}),
    ],
)  # fmt: skip
def test_the_wrong_row_is_refused(cast: Cast, monday, name: str, wrong) -> None:
    record = make_record(organisation=cast.plant, by=cast.director)
    values = {
        field.attname: getattr(record, field.attname)
        for field in record._meta.concrete_fields
        if field.attname not in ("id", "public_id")
    }
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        JobsRecord.objects.create(**{**values, **wrong})


def test_a_day_that_is_not_after_is_refused(cast: Cast, monday) -> None:
    record = make_record(organisation=cast.plant, by=cast.director)
    rows = JobsRecord.objects.filter(pk=record.pk)
    with (
        pytest.raises(IntegrityError, match="jobs_checked_after_the_count"),
        transaction.atomic(),
    ):
        rows.update(check_on=record.as_of)


def test_a_count_without_a_source_is_refused(cast: Cast, monday) -> None:
    record = make_record(organisation=cast.plant, by=cast.director)
    given = {"record": record, "checked_on": record.check_on, "said_by": cast.director}
    for wrong in (
        {"fte_there": D(-1), "source": "Paie"},
        {"fte_there": 1, "source": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            JobsCheck.objects.create(**given, **wrong)


def test_a_status_moves_by_declared_steps_only(cast: Cast, monday) -> None:
    record = make_record(organisation=cast.plant, by=cast.director)
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        JobsRecord.objects.filter(pk=record.pk).update(status="submitted")


def test_full_time_equivalents() -> None:
    assert fte_of(6, 1) == D("0.50")
    assert fte_of(12, D("0.5")) == D("0.50")
    assert fte_of(36, 1) == D("1.00")
    assert fte_of(D("4.5"), D("0.8"), contracts=3) == D("0.90")
    for wrong in ((-1, 1), (1, D("1.01")), (1, -1)):
        with pytest.raises(ValueError, match="outside"):
            fte_of(*wrong)
    with pytest.raises(ValueError, match="outside"):
        fte_of(1, 1, contracts=-1)


@given(st.decimals(0, 40, places=1), st.decimals(0, 1, places=2), st.integers(0, 50))
def test_never_more_than_one_for_each_contract(months, share, contracts) -> None:
    found = fte_of(months, share, contracts)
    assert 0 <= found <= contracts
    assert abs(found - contracts * fte_of(months, share)) <= D("0.005") * (
        contracts + 1
    )


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 48))
def test_months_are_calendar_months(day: date, months: int) -> None:
    found = months_after(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day <= day.day
    assert found.day == day.day or months_after(found, 0).day >= 28
