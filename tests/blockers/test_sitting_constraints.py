"""What the database itself refuses of a sitting and of its files."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from blockers.models import Sitting, SittingItem
from servindus.actors import SYSTEM
from servindus.workflow import write_journal
from tests.blockers import escalations as stories
from tests.cast import MONDAY, make_organisation

DAY = date(2026, 9, 7)
HELD = {
    "status": "held", "chair": "X", "closed_at": MONDAY, "minutes": {"a": 1},
    "minutes_hash": "a" * 64,
}  # fmt: skip


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def make_sitting(cast, **fields: Any) -> Sitting:
    given = {"authority": cast.ministry, "held_on": DAY, **fields}
    return Sitting.objects.create(**given)


def make_item(sitting, row, position=1, **fields: Any) -> SittingItem:
    return SittingItem.objects.create(
        sitting=sitting, escalation=row, position=position, **fields
    )


def test_one_planned_sitting_per_authority_and_day(cast):
    make_sitting(cast)
    make_sitting(cast, authority=cast.authority)
    make_sitting(cast, status="cancelled", cancel_reason="X")
    make_sitting(cast, **HELD)
    with refused("sitting_planned_once_a_day"):
        make_sitting(cast)


@pytest.mark.parametrize("name", [*HELD])
def test_what_was_held_has_minutes(cast, name):
    nothing = {"chair": "", "minutes_hash": "", "status": "planned"}
    with refused("sitting_held_has_minutes"):
        make_sitting(cast, **{**HELD, name: nothing.get(name)})


@pytest.mark.parametrize("wrong", ["", "a" * 63, "A" * 64, "g" * 64])
def test_a_seal_is_sha256(cast, wrong):
    with refused("sitting_held_has_minutes"):
        make_sitting(cast, **{**HELD, "minutes_hash": wrong})


@pytest.mark.parametrize("name", ["chair", "attendees", "text"])
def test_what_was_not_held_has_none(cast, name):
    with refused("sitting_held_has_minutes"):
        make_sitting(cast, **{name: "X"})


def test_cancelled_says_why_and_nothing_else_does(cast):
    with refused("sitting_cancelled_says_why"), transaction.atomic():
        make_sitting(cast, status="cancelled")
    with refused("sitting_cancelled_says_why"):
        make_sitting(cast, cancel_reason="X")


def test_minutes_are_not_closed_before_the_day(cast):
    with refused("sitting_closed_after_its_day"):
        make_sitting(cast, **HELD, held_on=date(2026, 9, 8))


def test_a_status_moves_only_through_an_act(cast):
    sitting = make_sitting(cast)
    with pytest.raises(DatabaseError, match="journal"):
        Sitting.objects.filter(pk=sitting.pk).update(
            status="cancelled", cancel_reason="X"
        )


def test_no_file_of_a_held_sitting_is_without_an_outcome(cast):
    sitting = make_sitting(cast)
    make_item(sitting, stories.acknowledged(cast))
    write_journal(
        "test", sitting, by=SYSTEM, now=MONDAY, source="planned", target="held"
    )
    with pytest.raises(DatabaseError, match="has no outcome"):
        Sitting.objects.filter(pk=sitting.pk).update(**HELD)


def test_a_sitting_is_never_deleted(cast):
    sitting = make_sitting(cast)
    with pytest.raises(DatabaseError, match="never changes"):
        sitting.delete()


def test_a_file_stands_on_one_planned_agenda(cast):
    row = stories.acknowledged(cast)
    first, second = make_sitting(cast), make_sitting(cast, held_on=date(2026, 9, 8))
    item = make_item(first, row)
    # Whatever a program says: the database writes it by itself.
    for said in (True, False):
        with refused("sitting_item_on_one_agenda"), transaction.atomic():
            make_item(second, row, is_open=said)
    SittingItem.objects.filter(pk=item.pk).update(position=None)
    assert make_item(second, row).pk
    with refused("sitting_item_on_one_agenda"):
        SittingItem.objects.filter(pk=item.pk).update(position=1)


def test_a_file_stands_once_and_no_two_share_a_place(cast):
    row, sitting = stories.acknowledged(cast), make_sitting(cast)
    make_item(sitting, row)
    with refused("sitting_item_once_per_file"), transaction.atomic():
        make_item(sitting, row, None)
    with refused("sitting_item_once_per_place"):
        make_item(sitting, stories.acknowledged(cast))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"outcome": "adjourned"}, "adjourned_says_why"),
        ({"reason": "X"}, "adjourned_says_why"),
        ({"outcome": "decided", "reason": "X"}, "adjourned_says_why"),
        ({"position": 0}, "place_from_one"), ({"note_shared": True}, "shares_a_note"),
    ],
)  # fmt: skip
def test_a_line_is_whole(cast, wrong, constraint):
    with refused(f"sitting_item_{constraint}"):
        make_item(make_sitting(cast), stories.acknowledged(cast), **wrong)


def test_a_file_of_another_authority_is_on_no_agenda(cast):
    theirs = stories.sent(cast, to=[cast.authority])
    with pytest.raises(DatabaseError, match="with another authority"):
        make_item(make_sitting(cast), theirs)


def test_a_line_keeps_its_sitting_and_its_file(cast):
    row, sitting = stories.acknowledged(cast), make_sitting(cast)
    item = make_item(sitting, row)
    other = make_sitting(cast, held_on=date(2026, 9, 8))
    for change in ({"sitting": other}, {"escalation": stories.acknowledged(cast)}):
        with pytest.raises(DatabaseError, match="stays on"), transaction.atomic():
            SittingItem.objects.filter(pk=item.pk).update(**change)


def test_no_sitting_points_to_an_authority_that_was_merged(cast):
    kind = "authority"
    gone = make_organisation(kind=kind, status="merged", merged_into=cast.ministry)
    with pytest.raises(DatabaseError):
        make_sitting(cast, authority=gone)
