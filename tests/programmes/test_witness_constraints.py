"""What the database refuses of witness companies."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from programmes.models import BurdenRow, Observation, Wave, WitnessEngagement
from programmes.witnesses.merging import refusals
from programmes.witnesses.waves import planned
from tests.cast import Cast, make_organisation
from tests.programmes.witnesses import (
    START,
    make_burden,
    make_engagement,
    make_observation,
    make_wave,
)

D = Decimal


@pytest.fixture
def engagement(cast: Cast, monday) -> WitnessEngagement:
    return make_engagement(organisation=cast.plant, referent=cast.moderator)


@pytest.fixture
def wave(engagement: WitnessEngagement) -> Wave:
    return make_wave(engagement=engagement)


def refused(row, name: str, wrong) -> None:
    """Insert a copy of a row with what is wrong; the database names the rule."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in ("id", "public_id")
    }
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        type(row).objects.create(**{**values, **wrong})


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("witness_one_engagement_at_a_time", {}),
        ("witness_one_engagement_at_a_time", {"status": "prepared"}),
        ("witness_running_has_charter", {"charter_signed_on": None, "starts_on": None}),
        ("witness_running_has_charter", {"starts_on": None}),
        ("witness_shares_with_charter_only",
         {"status": "prepared", "charter_signed_on": None, "starts_on": None,
          "share_name": True}),
        ("witness_days_in_order", {"planned_end_on": START}),
        ("witness_days_in_order", {"charter_signed_on": date(2026, 9, 8)}),
        ("witness_ended_says_why", {"status": "ended", "ended_on": START}),
        ("witness_ended_says_why", {"status": "ended", "end_reason": "Fin."}),
        ("witness_ended_says_why", {"end_reason": "Fin."}),
        ("witness_ended_says_why", {"ended_on": START}),
    ],
)  # fmt: skip
def test_the_wrong_engagement_is_refused(engagement, name: str, wrong) -> None:
    refused(engagement, name, wrong)


def test_referents_are_two_people(engagement, cast: Cast) -> None:
    wrong = {"second_referent_id": cast.moderator.pk}
    refused(engagement, "witness_referents_are_two_people", wrong)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("wave_once_per_day", {}),
        ("wave_entered_has_its_day", {"entered_on": START}),
        ("wave_entered_has_its_day", {"status": "entered"}),
        ("wave_approved_has_its_day", {"status": "approved", "entered_on": START}),
        ("wave_approved_has_its_day", {"approved_on": START}),
        ("wave_hour_costs_something", {"hourly_cost": D(0)}),
        ("wave_hour_costs_something", {"hourly_cost": D(1001)}),
    ],
)
def test_the_wrong_wave_is_refused(wave, name: str, wrong) -> None:
    refused(wave, name, wrong)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("burden_number_once", {}),
        ("burden_is_said", {"obligation": "", "number": 2}),
        ("burden_is_said", {"number": 0}),
        ("burden_weighs_within_reason", {"hours_per_year": D(-1), "number": 2}),
        ("burden_weighs_within_reason", {"hours_per_year": D(100001), "number": 2}),
        ("burden_weighs_within_reason", {"euros_per_year": D(-1), "number": 2}),
        ("burden_weighs_within_reason", {"euros_per_year": D("1e8") + 1, "number": 2}),
        ("burden_has_a_grade", {"workability": 0, "number": 2}),
        ("burden_has_a_grade", {"workability": 5, "number": 2}),
        ("burden_not_workable_says_why", {"reasons": "", "number": 2}),
    ],
)
def test_the_wrong_burden_is_refused(wave, name: str, wrong) -> None:
    refused(make_burden(wave=wave), name, wrong)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("observation_is_said", {"flow": ""}),
        ("observation_is_said", {"text": ""}),
        ("observation_visit_has_two_authors", {"kind": "visit"}),
        ("observation_no_quote_no_audience", {"quote_audience": "public"}),
    ],
)
def test_the_wrong_observation_is_refused(wave, cast: Cast, name: str, wrong) -> None:
    refused(make_observation(wave=wave, author=cast.director), name, wrong)


def test_two_authors_are_two_people_and_a_version_is_corrected_once(wave, cast) -> None:
    row = make_observation(wave=wave, author=cast.director)
    wrong = {"kind": "visit", "second_author_id": cast.director.pk}
    refused(row, "observation_authors_are_two_people", wrong)
    second = make_observation(wave=wave, author=cast.director, revises=row)
    refused(second, "revises", {})


@pytest.mark.parametrize("model", [WitnessEngagement, Wave])
def test_a_status_moves_by_declared_steps_only(wave, model) -> None:
    to = {WitnessEngagement: "prepared", Wave: "planned"}[model]
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        model.objects.update(status=to)


def test_what_was_seen_is_neither_changed_nor_deleted(wave, cast: Cast) -> None:
    row = make_observation(wave=wave, author=cast.director)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Observation.objects.filter(pk=row.pk).update(text="Rien.")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        row.delete()


def test_what_is_handed_in_is_frozen_and_no_line_is_deleted(engagement) -> None:
    done = make_wave(engagement=engagement, status="approved")
    row = make_burden(wave=done)
    rows = BurdenRow.objects.filter(pk=row.pk)
    for change in (
        {"obligation": "Autre"}, {"hours_per_year": D(1)}, {"euros_per_year": D(1)},
        {"workability": 1}, {"reasons": "Autre."}, {"irritations": []},
        {"is_struck": True},
    ):  # fmt: skip
        late = pytest.raises(IntegrityError, match="before a wave is handed in")
        with late, transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError, match="struck out"), transaction.atomic():
        rows.delete()


def test_waves_are_planned_within_the_engagement() -> None:
    found = [(str(kind), day) for kind, day in planned(START, date(2028, 9, 7))]
    assert found == [
        ("t0", date(2026, 10, 7)),
        ("quarterly", date(2026, 12, 7)),
        ("quarterly", date(2027, 3, 7)),
        ("quarterly", date(2027, 6, 7)),
        ("t12", date(2027, 9, 7)),
        ("quarterly", date(2027, 12, 7)),
        ("quarterly", date(2028, 3, 7)),
        ("quarterly", date(2028, 6, 7)),
        ("t24", date(2028, 9, 7)),
    ]
    short = [day for _kind, day in planned(START, date(2026, 9, 20))]
    assert short == [date(2026, 9, 20)]


def test_two_witnesses_do_not_become_one(engagement, cast: Cast) -> None:
    other = make_organisation(kind="industrial", lab=cast.rouen)
    assert list(refusals(other, cast.plant)) == []
    make_engagement(organisation=other, referent=cast.moderator, status="prepared")
    [why] = refusals(other, cast.plant)
    assert "mettez d’abord fin" in why
