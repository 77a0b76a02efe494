"""Sheets from the first number to the lock; what the database keeps (P1, P2)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from programmes import actions
from programmes.actions.readings import Entry
from programmes.models import Indicator, Period, Reading, ReadingSheet, Target
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.cast import Cast, fresh, make_member
from tests.evidence import journal, last_line
from tests.programmes.indicators import Scene, make_indicator, make_period

D = Decimal
VALUES = (
    "(sheet_id, indicator_id, value, method, confidence, written_by_id, written_at)"
)


@pytest.fixture
def scene(cast: Cast, monday) -> Scene:
    return Scene(cast)


def refused(sql: str, *given, name: str = "") -> None:
    """Check that the database itself says no."""
    with (
        pytest.raises(DatabaseError, match=name),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, given)


def insert(sheet: ReadingSheet, scene: Scene, name: str) -> None:
    refused(
        f"INSERT INTO programmes_reading {VALUES}"
        " VALUES (%s, %s, 1, '', 'A', %s, now())",
        sheet.pk, scene.indicator.pk, scene.cast.moderator.pk, name=name,
    )  # fmt: skip


def test_from_the_first_number_to_the_lock(scene: Scene) -> None:
    sheet = scene.locked()
    assert [line[:3] for line in journal(sheet)] == [
        ("open_reading_sheet", "", "draft"),
        ("write_reading_sheet", "draft", "draft"),
        ("submit_reading_sheet", "draft", "submitted"),
        ("approve_reading_sheet", "submitted", "approved"),
        ("lock_reading_sheet", "approved", "locked"),
    ]
    assert [row.value for row in Reading.objects.public()] == [3]


def test_only_what_is_approved_is_public(scene: Scene) -> None:
    sheet = scene.submitted()
    assert not Reading.objects.public().exists()
    sheet = actions.approve_reading_sheet(sheet, by=scene.cast.moderator)
    assert Reading.objects.public().exists()
    actions.return_reading_sheet(sheet, by=scene.cast.moderator, text="À revoir.")
    assert not Reading.objects.public().exists()


def test_a_locked_sheet_refuses_every_change_also_by_sql(scene: Scene) -> None:
    sheet = scene.locked()
    with pytest.raises(TransitionNotAllowed):
        scene.write(sheet, 4)
    insert(sheet, scene, "no reading is written")
    refused("UPDATE programmes_reading SET value = 9", name="append-only")
    refused("DELETE FROM programmes_reading", name="append-only")
    other = make_period(date(2026, 7, 1))
    refused("UPDATE programmes_readingsheet SET period_id = %s", other.pk, name="stays")
    refused(
        "UPDATE programmes_readingsheet SET lab_id = %s", scene.cast.nancy.pk,
        name="stays",
    )  # fmt: skip
    refused("UPDATE programmes_period SET starts_on = '2026-01-01' WHERE id = %s",
            scene.period.pk, name="stays")  # fmt: skip
    refused("UPDATE programmes_readingsheet SET status = 'draft'", name="step")
    refused("UPDATE programmes_readingsheet SET status = 'approved'", name="journal")
    refused("DELETE FROM programmes_readingsheet; SET CONSTRAINTS ALL IMMEDIATE",
            name="foreign key")  # fmt: skip


@pytest.mark.parametrize("status", ["submitted", "approved"])
def test_nothing_is_written_once_it_is_sent(scene: Scene, status: str) -> None:
    sheet = getattr(scene, status)()
    insert(sheet, scene, "no reading is written")


def test_a_correction_is_a_new_row(scene: Scene) -> None:
    sheet = scene.write(scene.opened(), 3)
    scene.write(sheet, 4, method="Recompté.")
    scene.write(sheet, 4, method="Recompté.")
    first, second = Reading.objects.order_by("pk")
    assert (first.value, second.value, second.revises) == (3, 4, first)
    assert list(sheet.readings.heads()) == [second]
    refused("UPDATE programmes_reading SET revises_id = NULL", name="append-only")


def test_a_reading_has_one_successor_and_one_beginning(scene: Scene) -> None:
    sheet = scene.write(scene.write(scene.opened(), 3), 4)
    first = Reading.objects.order_by("pk")[0]
    given = {"sheet": sheet, "indicator": scene.indicator, "value": 5,
             "confidence": "A", "written_by": scene.cast.moderator}  # fmt: skip
    for revises in (first, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reading.objects.create(**given, revises=revises)
    other = make_indicator("autre")
    with pytest.raises(IntegrityError, match="something else"), transaction.atomic():
        Reading.objects.create(**{**given, "indicator": other}, revises=first)


@pytest.mark.parametrize(
    ("fields", "numbers"),
    [
        ({"measure": "ratio"}, {"value": 1}),
        ({"measure": "count"}, {"numerator": 1, "denominator": 2}),
        ({"rhythm": "quarter"}, {"value": 1}),
    ],
)
def test_of_its_shape_and_rhythm(scene: Scene, fields, numbers) -> None:
    sheet, other = scene.opened(), make_indicator("autre", **fields)
    given = {"sheet": sheet, "indicator": other, "confidence": "A",
             "written_by": scene.cast.moderator}  # fmt: skip
    with (
        pytest.raises(IntegrityError, match="not read like this"),
        transaction.atomic(),
    ):
        Reading.objects.create(**given, **numbers)


@pytest.mark.parametrize(
    "numbers",
    [{}, {"numerator": 1}, {"value": 1, "numerator": 1, "denominator": 1},
     {"numerator": 1, "denominator": -1}],
)  # fmt: skip
def test_a_number_or_a_pair(scene: Scene, numbers) -> None:
    sheet, other = scene.opened(), make_indicator("autre", measure="ratio")
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.create(
            sheet=sheet, indicator=other, confidence="A",
            written_by=scene.cast.moderator, **numbers,
        )  # fmt: skip


def test_what_the_act_refuses(scene: Scene) -> None:
    sheet, me = scene.opened(), scene.cast.second_moderator
    ratio = make_indicator("part", measure="ratio")
    computed = make_indicator("somme", is_computed=True)
    for entry in (
        Entry(scene.indicator, numerator=D(1), denominator=D(2)),
        Entry(ratio, value=D(1)),
        Entry(ratio, numerator=D(1)),
        Entry(ratio, value=D(1), numerator=D(1), denominator=D(2)),
        Entry(computed, value=D(1)),
    ):
        with pytest.raises(ActRefused):
            actions.write_reading_sheet(sheet, by=me, entries=[entry])
    with pytest.raises(ActRefused, match="Rien"):
        actions.submit_reading_sheet(sheet, by=me)
    assert not Reading.objects.exists()


def test_no_sheet_before_its_time(scene: Scene) -> None:
    with pytest.raises(ActRefused, match="pas encore commencé"):
        scene.opened(period=make_period(date(2026, 10, 1)))
    now = scene.write(scene.opened(period=make_period(date(2026, 9, 1))))
    with pytest.raises(ActRefused, match="pas encore terminée"):
        actions.submit_reading_sheet(now, by=scene.cast.moderator)


def test_another_lead_approves_if_there_is_one(scene: Scene) -> None:
    me = scene.cast.moderator
    sheet = scene.write(scene.opened())
    sheet = actions.submit_reading_sheet(sheet, by=me)
    other = make_member(organisation=scene.cast.rouen.operator, lead=True)
    with pytest.raises(ActRefused, match="autre personne responsable"):
        actions.approve_reading_sheet(sheet, by=me)
    place = other.memberships.get()
    place.role = "member"
    place.save()
    assert actions.approve_reading_sheet(sheet, by=me).approved_by == me


def test_an_unlock_keeps_its_reason(scene: Scene) -> None:
    admin = scene.cast.admin
    sheet = actions.unlock_reading_sheet(scene.locked(), by=admin, text="Erreur.")
    assert last_line(sheet).details == {"text": "Erreur."}
    actions.lock_reading_sheet(sheet, by=admin)
    assert fresh(sheet).reason == ""


def test_who_may(scene: Scene) -> None:
    cast, sheet = scene.cast, scene.opened()
    allowed = {
        "view": {cast.moderator, cast.second_moderator, cast.admin},
        "write": {cast.moderator, cast.second_moderator},
        "submit": {cast.moderator, cast.second_moderator},
        "approve": {cast.moderator},
        "return": {cast.moderator},
        "lock": {cast.admin},
        "unlock": {cast.admin},
    }
    people = {cast.moderator, cast.second_moderator, cast.admin, cast.founder,
              cast.director, cast.colleague}  # fmt: skip
    for verb, expected in allowed.items():
        name = f"programmes.{verb}_reading_sheet"
        assert {one for one in people if one.has_perm(name, sheet)} == expected, verb
    seen = {one for one in people if ReadingSheet.objects.visible_to(one).exists()}
    assert seen == allowed["view"]


def test_what_is_read_keeps_its_measure(scene: Scene) -> None:
    admin, indicator = scene.cast.admin, scene.indicator
    actions.edit_indicator(indicator, by=admin, measure="sum")
    scene.write(scene.opened())
    with pytest.raises(ActRefused, match="déjà été relevé"):
        actions.edit_indicator(indicator, by=admin, measure="count")
    refused("UPDATE programmes_indicator SET measure = 'stock'"
            " WHERE code = 'essai'", name="stays")  # fmt: skip
    actions.edit_indicator(indicator, by=admin, definition_fr="Mieux dit.")
    assert fresh(indicator).definition_fr == "Mieux dit."
    assert last_line(indicator).details == {"definition_fr": "Mieux dit."}


def test_targets(scene: Scene) -> None:
    cast, indicator = scene.cast, scene.indicator
    given = {"period": scene.period, "value": D(10), "baseline": D(2)}
    actions.set_target(indicator, by=cast.moderator, lab=cast.rouen, **given)
    actions.set_target(
        indicator, by=cast.moderator, lab=cast.rouen, **{**given, "value": D(12)}
    )
    assert Target.objects.get().value == 12
    for lab in (cast.nancy, None):
        with pytest.raises(ActRefused):
            actions.set_target(indicator, by=cast.moderator, lab=lab, **given)
    actions.set_target(indicator, by=cast.admin, lab=None, **given)
    with pytest.raises(IntegrityError, match="target_once"), transaction.atomic():
        Target.objects.create(indicator=indicator, lab=None, **given)


@pytest.mark.parametrize(
    ("kind", "day"),
    [("month", date(2026, 8, 2)), ("quarter", date(2026, 8, 1)),
     ("year", date(2026, 4, 1))],
)  # fmt: skip
def test_periods_start_on_their_first_day(db, kind: str, day: date) -> None:
    with pytest.raises(IntegrityError, match="period_starts"), transaction.atomic():
        Period.objects.create(kind=kind, starts_on=day)


@pytest.mark.parametrize(
    "wrong",
    [{"measure": "ratio", "numerator_fr": "", "numerator_en": ""},
     {"numerator_fr": "x"}, {"measure": "stock", "is_cumulative": True}],
)  # fmt: skip
def test_the_wrong_indicator_is_refused(db, wrong) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_indicator(**wrong)
    assert not Indicator.objects.filter(code="essai").exists()
