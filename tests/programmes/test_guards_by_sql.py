"""What triggers keep of rows, each asked by SQL itself: no act and no form between."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from programmes.models import (
    Indicator,
    MilestoneForecast,
    Organisation,
    PilotCriterion,
    Reading,
    ReadingSheet,
)
from tests.cast import Cast, fresh, make_organisation
from tests.programmes.facilities import Scene as Facilities
from tests.programmes.indicators import Scene as Indicators
from tests.programmes.indicators import make_indicator, make_period
from tests.programmes.pilots import Trial
from tests.programmes.plan import FIRST, SECOND
from tests.programmes.plan import Scene as Plan
from tests.programmes.witnesses import (
    make_burden,
    make_engagement,
    make_observation,
    make_wave,
)

THIRD = SECOND + timedelta(days=7)


@pytest.fixture(autouse=True)
def _now(monday) -> None:
    """Everything happens on that Monday."""


def written(sql: str, *given: Any) -> int:
    """Write by SQL, with each constraint asked at once; give how many rows changed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, given)
        changed = cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return int(changed)


def refused(name: str, sql: str, *given: Any) -> None:
    """The database refuses it, and names what holds."""
    with pytest.raises(IntegrityError) as error:
        written(sql, *given)
    assert error.value.__cause__.diag.constraint_name == name


# --- Pilots ---------------------------------------------------------------------------


def test_a_criterion_is_never_reworded_nor_moved(cast: Cast) -> None:
    trial = Trial(cast)
    running, other = trial.running(), trial.framed(pilot=trial.idea(title="Un autre"))
    started, framed = (one.criteria.earliest("rank").pk for one in (running, other))
    late = "criterion_written_before_start"
    table = "UPDATE programmes_pilotcriterion SET"
    # Before the start it is taken away and written anew, with its pilot's other words.
    refused(late, f"{table} measure = 'Autre' WHERE id = %s", framed)
    refused(late, f"{table} threshold = 'un' WHERE id = %s", framed)
    for column, value in (("rank", 5), ("measure", "Autre"), ("threshold", "un")):
        refused(late, f"{table} {column} = %s WHERE id = %s", value, started)
    third = trial.idea(title="Sans critère")
    for pk in (started, framed):
        refused(late, f"{table} pilot_id = %s WHERE id = %s", third.pk, pk)
    delete = "DELETE FROM programmes_pilotcriterion WHERE pilot_id = %s"
    refused(late, delete, running.pk)
    assert written(delete, other.pk) == 2


def test_a_criterion_is_written_before_and_judged_while_it_runs(cast: Cast) -> None:
    trial = Trial(cast)
    for status in ("idea", "framed", "running", "evaluated", "extended", "stopped"):
        pilot = trial.in_status(status)
        sql = (
            "INSERT INTO programmes_pilotcriterion"
            " (pilot_id, rank, measure, threshold, outcome, finding)"
            " VALUES (%s, 3, 'Plus', 'tard', '', '')"
        )
        if status in ("idea", "framed"):
            assert written(sql, pilot.pk) == 1
            judge = "UPDATE programmes_pilotcriterion SET outcome = 'yes'"
            refused(
                "criterion_judged_in_time", f"{judge} WHERE pilot_id = %s", pilot.pk
            )
        else:
            refused("criterion_written_before_start", sql, pilot.pk)
    assert PilotCriterion.objects.count() == 2


# --- Witness companies ----------------------------------------------------------------

CHANGES = {
    "number": 7, "obligation": "Autre", "hours_per_year": 1, "euros_per_year": 1,
    "workability": 1, "reasons": "Autre.", "irritations": "[]", "is_struck": True,
}  # fmt: skip


@pytest.mark.parametrize("status", ["planned", "open", "entered", "approved"])
def test_a_burden_changes_until_its_wave_is_handed_in(cast: Cast, status: str) -> None:
    engagement = make_engagement(organisation=cast.plant, referent=cast.moderator)
    wave = make_wave(engagement=engagement, status=status)
    later = make_wave(engagement=engagement, due_on=date(2026, 12, 7), kind="quarterly")
    row = make_burden(wave=wave)
    for column, value in {**CHANGES, "wave_id": later.pk}.items():
        sql = f"UPDATE programmes_burdenrow SET {column} = %s WHERE id = %s"
        if status in ("planned", "open"):
            assert written(sql, value, row.pk) == 1
        else:
            refused("burden_written_in_time", sql, value, row.pk)
    refused("burden_stays", "DELETE FROM programmes_burdenrow WHERE id = %s", row.pk)


# --- The action plan ------------------------------------------------------------------


def history(row: Any, by: Any, **wrong: Any) -> None:
    """Write a line of a milestone's history by SQL."""
    given = {
        "milestone_id": row.pk, "kind": "correction", "from_on": FIRST,
        "to_on": SECOND, "why": "Retard.", "said_by_id": by.pk,
        "said_at": row.updated_at, **wrong,
    }  # fmt: skip
    MilestoneForecast.objects.bulk_create([MilestoneForecast(**given)])


DAYS = ("planned_on", "forecast_on")
MOVE = "UPDATE programmes_milestone SET {} = %s WHERE id = %s"


@pytest.mark.parametrize("status", ["entered", "approved"])
def test_nothing_is_added_once_a_wave_is_handed_in(cast: Cast, status: str) -> None:
    engagement = make_engagement(organisation=cast.plant, referent=cast.moderator)
    open_ = make_wave(engagement=engagement, status="open")
    closed = make_wave(
        engagement=engagement, status=status, due_on=date(2026, 12, 7), kind="quarterly"
    )
    rows = (make_burden(wave=open_), make_observation(wave=open_, author=cast.director))
    for row in rows:
        names = [
            field.column
            for field in row._meta.concrete_fields
            if field.name not in ("id", "public_id", "wave", "number")
        ]
        number = ", number" if hasattr(row, "number") else ""
        table, columns = row._meta.db_table, ", ".join(names)
        sql = (
            f"INSERT INTO {table} (public_id, wave_id{number}, {columns})"
            f" SELECT gen_random_uuid(), %s{number and ', 9'}, {columns} FROM {table}"
            " WHERE id = %s"
        )
        refused("wave_written_in_time", sql, closed.pk, row.pk)
        assert written(sql, open_.pk, row.pk) == 1


@pytest.mark.parametrize("column", DAYS)
@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "reopened"},
        {"from_on": THIRD},
        {"to_on": THIRD},
        {"said_at": -timedelta(seconds=1)},
        {"milestone_id": None},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_day_moves_with_its_own_line_alone(cast: Cast, column: str, wrong) -> None:
    plan = Plan(cast)
    action, row = plan.running()
    if "milestone_id" in wrong:
        wrong = {"milestone_id": plan.milestone(action, title="Un autre jalon").pk}
    if "said_at" in wrong:
        wrong = {"said_at": row.updated_at + wrong["said_at"]}
    history(row, plan.lead, **wrong)
    refused("milestone_days_say_why", MOVE.format(column), SECOND, row.pk)
    history(row, plan.lead)
    assert written(MOVE.format(column), SECOND, row.pk) == 1


def test_a_forecast_does_not_move_the_planned_day(cast: Cast) -> None:
    plan = Plan(cast)
    _action, row = plan.running()
    history(row, plan.lead, kind="forecast")
    refused("milestone_days_say_why", MOVE.format("planned_on"), SECOND, row.pk)
    assert written(MOVE.format("forecast_on"), SECOND, row.pk) == 1


def test_days_are_free_while_the_action_is_planned(cast: Cast) -> None:
    plan = Plan(cast)
    row = plan.milestone(plan.plan())
    for column in DAYS:
        assert written(MOVE.format(column), SECOND, row.pk) == 1


# --- Readings -------------------------------------------------------------------------


@pytest.mark.parametrize("measure", ["ratio", "average", "count", "sum", "stock"])
def test_a_pair_where_the_measure_is_one_and_nowhere_else(cast: Cast, measure) -> None:
    scene = Indicators(cast)
    sheet, one = scene.opened(), make_indicator("autre", measure=measure)
    given = {"sheet": sheet, "indicator": one, "confidence": "A",
             "written_by": cast.moderator}  # fmt: skip
    single, pair = {"value": 1}, {"numerator": 1, "denominator": 2}
    pairs = measure in ("ratio", "average")
    right, wrong = (pair, single) if pairs else (single, pair)
    with (
        pytest.raises(IntegrityError, match="is not read like this"),
        transaction.atomic(),
    ):
        Reading.objects.create(**given, **wrong)
    assert Reading.objects.create(**given, **right).pk


def test_a_reading_corrects_one_of_its_own_sheet(cast: Cast) -> None:
    scene = Indicators(cast)
    july = scene.write(scene.opened(period=make_period(date(2026, 7, 1))))
    august = scene.opened()
    with (
        pytest.raises(IntegrityError, match="is of something else"),
        transaction.atomic(),
    ):
        Reading.objects.create(
            sheet=august, indicator=scene.indicator, value=5, confidence="A",
            written_by=cast.moderator, revises=july.readings.get(),
        )  # fmt: skip
    assert Reading.objects.count() == 1


def test_what_readings_are_read_by_stays_and_the_rest_moves(cast: Cast) -> None:
    scene = Indicators(cast)
    free, stays = make_indicator("libre"), "readings_keep_their_place"
    empty = make_period(date(2026, 5, 1))
    scene.write(scene.opened())
    indicator = "UPDATE programmes_indicator SET {} = %s WHERE id = %s"
    for column, value in (("measure", "stock"), ("rhythm", "quarter")):
        refused(stays, indicator.format(column), value, scene.indicator.pk)
        assert written(indicator.format(column), value, free.pk) == 1
    period = "UPDATE programmes_period SET {} = %s WHERE id = %s"
    for column, value in (("kind", "quarter"), ("starts_on", date(2026, 4, 1))):
        refused(stays, period.format(column), value, scene.period.pk)
    assert written(period.format("starts_on"), date(2026, 4, 1), empty.pk) == 1
    assert written(period.format("kind"), "quarter", empty.pk) == 1
    sheet = ReadingSheet.objects.get(period=scene.period)
    for column, value in (("lab_id", cast.nancy.pk), ("period_id", empty.pk)):
        sql = f"UPDATE programmes_readingsheet SET {column} = %s WHERE id = %s"
        refused(stays, sql, value, sheet.pk)
    assert (fresh(free).measure, fresh(free).rhythm) == ("stock", "quarter")


# --- Merged companies -----------------------------------------------------------------


def _request(cast: Cast) -> Any:
    return Facilities(cast).ask()


def _facility(cast: Cast) -> Any:
    return Facilities(cast).facility


def _pilot(cast: Cast) -> Any:
    return Trial(cast).idea()


def _engagement(cast: Cast) -> Any:
    return make_engagement(organisation=cast.plant, referent=cast.moderator)


def _indicator(cast: Cast) -> Indicator:
    return make_indicator(owner=cast.plant)


@pytest.mark.parametrize(
    ("make", "column"),
    [
        (_facility, "owner_id"),
        (_request, "organisation_id"),
        (_pilot, "startup_id"),
        (_pilot, "company_id"),
        (_engagement, "organisation_id"),
        (_indicator, "owner_id"),
    ],
)
def test_nothing_is_made_for_a_merged_company_nor_moved_to_it(
    cast: Cast, make: Callable[[Cast], Any], column: str
) -> None:
    row = make(cast)
    kind = Organisation.objects.get(pk=getattr(row, column)).kind
    gone = make_organisation(
        kind=kind, lab=cast.rouen, status="merged",
        merged_into=make_organisation(kind=kind, lab=cast.rouen),
    )  # fmt: skip
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in ("id", "public_id") and not field.generated
    }
    with pytest.raises(IntegrityError, match="was merged"), transaction.atomic():
        type(row).objects.create(**{**values, column: gone.pk})
    table = row._meta.db_table
    with pytest.raises(IntegrityError, match="was merged"):
        written(f"UPDATE {table} SET {column} = %s WHERE id = %s", gone.pk, row.pk)
