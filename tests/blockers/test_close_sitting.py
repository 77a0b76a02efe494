"""The minutes are composed of what was decided, sealed, and never change."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from blockers import actions, invariants, minutes
from blockers.actions import close_sitting
from blockers.models import Sitting, SittingItem
from servindus import clock
from servindus.actors import SYSTEM
from servindus.models import OutboxEmail
from servindus.workflow import ActRefused, TransitionNotAllowed, write_journal
from tests.blockers import escalations as stories
from tests.blockers.escalations import COMMITMENT
from tests.blockers.sittings import (
    adjourned,
    cancelled,
    held,
    item_of,
    on_the_day,
    planned,
)
from tests.cast import MONDAY, fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written


def lived(cast):
    """A sitting of three files: decided, adjourned, and one that was left."""
    done, put_off, left = (stories.acknowledged(cast) for _n in range(3))
    sitting = planned(cast, [done, put_off, left])
    with on_the_day():
        stories.answer(done, cast, kind="lifted", act_reference="NOR1", **COMMITMENT)
        adjourned(sitting, cast, item_of(sitting, put_off), note="Débat.")
        return close_sitting(
            sitting, by=cast.liaison, chair="Jeanne Aubert", attendees="T. Aubry",
            text="Ouverte à 10 h.", rest_reason="Faute de temps.",
        )  # fmt: skip


def test_the_minutes_say_what_was_decided_on_each_file(cast):
    sitting = lived(cast)
    said = sitting.minutes
    assert (said["held_on"], said["chair"], said["attendees"], said["text"]) == (
        "2026-09-21", "Jeanne Aubert", "T. Aubry", "Ouverte à 10 h.",
    )  # fmt: skip
    assert [
        (file["place"], file["outcome"], file["reason"], file["note"])
        for file in said["files"]
    ] == [
        (1, "decided", "", ""), (2, "adjourned", "L’expert manque.", "Débat."),
        (3, "adjourned", "Faute de temps.", ""),
    ]  # fmt: skip
    [ask] = said["files"][0]["asks"]
    answer = ask["answer"]
    assert (answer["kind"], answer["act_reference"], answer["signed_by"]) == (
        "lifted", "NOR1", "Thomas Aubry",
    )  # fmt: skip
    assert (answer["commitment_what"], answer["commitment_due_on"]) == (
        "Publier un arrêté modificatif", "2027-03-01",
    )  # fmt: skip
    assert "restricted_text" not in answer
    rows = sitting.items.on_agenda().values_list("outcome", "is_open")
    assert list(rows) == [
        ("decided", False), ("adjourned", False), ("adjourned", False),
    ]  # fmt: skip


def test_the_seal_is_the_sha256_of_the_canonical_text(cast):
    sitting = fresh(lived(cast))
    text = json.dumps(
        sitting.minutes, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    assert sitting.minutes_hash == hashlib.sha256(text.encode()).hexdigest()
    assert minutes.is_sealed(sitting)
    sitting.minutes["files"][0]["title"] += " "
    assert not minutes.is_sealed(sitting)


def test_the_journal_and_one_mail_for_the_lab(cast):
    sitting = lived(cast)
    assert journal(sitting)[-1] == (
        "close_sitting", "planned", "held", "liaison@bercy.example", "portal",
    )  # fmt: skip
    line = last_line(sitting)
    assert newly_owed(line) == {("sitting_adjourned", "moderatrice@rouen.example")}
    told = OutboxEmail.objects.get(cause=line).data["items"]
    outcomes = SittingItem.objects.filter(pk__in=told).values_list("outcome", flat=True)
    assert list(outcomes) == ["adjourned", "adjourned"]


def test_without_an_adjournment_nobody_is_written_to(cast):
    row = stories.acknowledged(cast)
    sitting = planned(cast, [row])
    with on_the_day():
        stories.answer(row, cast)
        sitting = close_sitting(sitting, by=cast.liaison, chair="Jeanne Aubert")
    assert newly_owed(last_line(sitting)) == set()


def test_nothing_is_left_open(cast):
    sitting = planned(cast)
    with on_the_day(), nothing_written(), pytest.raises(ActRefused, match="ROU-B-"):
        close_sitting(sitting, by=cast.liaison, chair="Jeanne Aubert")


def test_somebody_was_in_the_chair(cast):
    sitting = planned(cast)
    with on_the_day(), nothing_written(), pytest.raises(ActRefused):
        close_sitting(sitting, by=cast.liaison, chair=" ", rest_reason="Non.")


def test_not_before_the_day_and_not_without_a_file(cast):
    sitting = planned(cast)
    given = {"by": cast.liaison, "chair": "J. Aubert", "rest_reason": "Non."}
    early = pytest.raises(ActRefused, match="jour de la séance")
    with clock.at(MONDAY + timedelta(days=13)), nothing_written(), early:
        close_sitting(sitting, **given)
    empty = actions.plan_sitting(
        cast.ministry, by=cast.liaison, held_on=MONDAY.date(), agenda=[]
    )
    with nothing_written(), pytest.raises(ActRefused, match="Aucun dossier"):
        close_sitting(empty, **given)


@pytest.mark.parametrize("made", [held, cancelled])
def test_what_is_over_is_not_closed_again(cast, made):
    sitting = made(cast, [stories.acknowledged(cast)])
    assert close_sitting.sources == ("planned",)
    with on_the_day(), nothing_written(), pytest.raises(TransitionNotAllowed):
        close_sitting(sitting, by=cast.liaison, chair="X", rest_reason="Y")


@pytest.mark.parametrize(
    "change",
    [
        {"minutes": {}}, {"minutes_hash": "b" * 64}, {"chair": "X"}, {"text": "X"},
        {"attendees": "X"}, {"held_on": MONDAY.date()}, {"closed_at": MONDAY},
    ],
)  # fmt: skip
def test_what_was_sealed_never_changes(cast, change):
    sitting = held(cast)
    with pytest.raises(DatabaseError, match="never changes"):
        Sitting.objects.filter(pk=sitting.pk).update(**change)


@pytest.mark.parametrize("made", [held, cancelled])
def test_neither_do_its_files(cast, made):
    sitting = made(cast, [stories.acknowledged(cast)])
    items = SittingItem.objects.filter(sitting=sitting)
    for change in ({"note": "X"}, {"position": None}, {"outcome": "decided"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            items.update(**change)
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        items.delete()
    with pytest.raises(DatabaseError, match="never changes"):
        SittingItem.objects.create(
            sitting=sitting, escalation=stories.acknowledged(cast), position=9
        )


def test_an_answer_that_changes_later_leaves_the_minutes(cast):
    row = stories.acknowledged(cast)
    sitting = planned(cast, [row])
    with on_the_day():
        stories.answer(row, cast)
        sitting = close_sitting(sitting, by=cast.liaison, chair="Jeanne Aubert")
        before = sitting.minutes
        stories.answer(row, cast, kind="lifted", instead_of=row.answers.get())
    assert fresh(sitting).minutes == before


def test_the_invariant_names_minutes_that_were_changed(cast):
    sitting = held(cast)
    assert list(invariants.minutes_keep_their_seal()) == []
    one = planned(cast, held_on=MONDAY.date())
    fields = {
        "status": "held", "chair": "X", "closed_at": MONDAY, "minutes": {"a": 1},
        "minutes_hash": "0" * 64,
    }  # fmt: skip
    SittingItem.objects.filter(sitting=one).update(outcome="decided")
    write_journal("test", one, by=SYSTEM, now=MONDAY, source="planned", target="held")
    Sitting.objects.filter(pk=one.pk).update(**fields)
    assert list(invariants.minutes_keep_their_seal()) == [f"sitting {one.pk}"]
    assert minutes.is_sealed(fresh(sitting))
