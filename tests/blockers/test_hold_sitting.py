"""In the sitting: a file is adjourned, a note kept; its outcome follows the file."""

from datetime import timedelta

import pytest

from blockers import actions, minutes
from blockers.actions import adjourn_sitting, note_sitting
from blockers.versions import version_of
from servindus import clock
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.blockers import escalations as stories
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


def outcome(item):
    rows = type(item).objects.with_files()
    return minutes.outcome_of(rows.get(pk=item.pk))


def note(sitting, cast, item, **fields):
    given = {"seen": version_of(item), "note": "Un mot.", "note_shared": False}
    by = fields.pop("by", cast.liaison)
    return note_sitting(sitting, by=by, item=item.pk, **{**given, **fields})


def test_an_adjournment_says_why_and_stops_no_clock(cast):
    row = stories.acknowledged(cast)
    before = stories.clocks_of(row)
    sitting = planned(cast, [row])
    with on_the_day():
        adjourned(sitting, cast, item_of(sitting), note="Trois avis.")
    item = fresh(item_of(sitting))
    assert (item.outcome, item.reason, item.note) == (
        "adjourned", "L’expert manque.", "Trois avis.",
    )  # fmt: skip
    assert (stories.clocks_of(row), stories.pauses_of(row)) == (before, [])
    assert fresh(row).status == "acknowledged"
    line = last_line(sitting)
    assert (line.verb, line.details) == ("adjourn_sitting", {"item": item.pk})
    # The lab is told with the minutes: until then it may still be decided.
    assert newly_owed(line) == set()


def test_an_adjournment_without_a_reason_is_none(cast):
    sitting = planned(cast)
    with nothing_written(), pytest.raises(ActRefused):
        adjourned(sitting, cast, item_of(sitting), reason=" ")


@pytest.mark.parametrize("end", ["answered", "forwarded", "recalled"])
def test_what_was_dealt_with_is_not_adjourned(cast, end):
    row, authority = stories.acknowledged(cast), cast.authority
    sitting = planned(cast, [row])
    if end == "answered":
        stories.answer(row, cast)
    elif end == "forwarded":
        actions.forward_escalation(
            row, by=cast.liaison, authority=authority, text="À eux."
        )
    else:
        actions.recall_blocker(row.blocker, by=cast.moderator, text="Un fait.")
    with nothing_written(), pytest.raises(ActRefused, match="entre-temps"):
        adjourned(sitting, cast, item_of(sitting))


def test_the_outcome_follows_from_what_was_done(cast):
    rows = [stories.acknowledged(cast) for _n in range(4)]
    asked_before, early = stories.asked(cast), stories.acknowledged(cast)
    sitting = planned(cast, [*rows, asked_before, early])
    items = {row.pk: item_of(sitting, row) for row in [*rows, asked_before, early]}
    assert {outcome(item) for item in items.values()} == {""}
    authority = cast.authority
    stories.answer(early, cast)
    with on_the_day():
        decided, put, sent, gone = rows
        stories.answer(decided, cast)
        actions.request_info_escalation(
            put, by=cast.liaison, text="Quel débit ?",
            due_on=clock.today() + timedelta(days=9),
        )  # fmt: skip
        actions.forward_escalation(
            sent, by=cast.liaison, authority=authority, text="À eux."
        )
        actions.recall_blocker(gone.blocker, by=cast.moderator, text="Un fait.")
        found = {row.pk: outcome(items[row.pk]) for row in [*rows, asked_before, early]}
    assert found == {
        decided.pk: "decided", put.pk: "asked", sent.pk: "forwarded",
        gone.pk: "recalled", asked_before.pk: "", early.pk: "settled",
    }  # fmt: skip


def test_what_was_adjourned_may_still_be_decided(cast):
    row = stories.acknowledged(cast)
    sitting = planned(cast, [row])
    item = item_of(sitting)
    with on_the_day():
        adjourned(sitting, cast, item)
        assert outcome(item) == "adjourned"
        stories.answer(row, cast)
        assert outcome(item) == "decided"


def test_half_an_answer_is_no_decision(cast):
    row = stories.acknowledged(cast, asks=2)
    sitting = planned(cast, [row])
    with on_the_day():
        stories.answer(row, cast)
        assert outcome(item_of(sitting)) == ""


def test_a_note_is_kept_and_shared_only_where_it_is_marked(cast):
    sitting = planned(cast)
    note(sitting, cast, item_of(sitting))
    item = fresh(item_of(sitting))
    assert (item.note, item.note_shared, item.outcome) == ("Un mot.", False, "")
    note(sitting, cast, item, note_shared=True)
    assert fresh(item).note_shared
    # Without a note there is nothing to share.
    note(sitting, cast, fresh(item), note="", note_shared=True)
    assert (fresh(item).note, fresh(item).note_shared) == ("", False)
    assert [line[0] for line in journal(sitting)] == [
        "plan_sitting", "note_sitting", "note_sitting", "note_sitting",
    ]  # fmt: skip


def test_a_colleagues_words_are_not_written_over_unseen(cast):
    sitting = planned(cast)
    item = item_of(sitting)
    note(sitting, cast, item)
    for write in (
        lambda: note(sitting, cast, item, note="Autre."),
        lambda: adjourned(sitting, cast, item),
    ):
        with nothing_written(), pytest.raises(ActRefused):
            write()
    with nothing_written(), pytest.raises(ActRefused, match="déjà"):
        note(sitting, cast, item)


def test_a_file_of_another_sitting_is_not_touched(cast):
    sitting, other = planned(cast), planned(cast, held_on=MONDAY.date())
    foreign = item_of(other)
    for write in (note, adjourned):
        with nothing_written(), pytest.raises(ActRefused):
            write(sitting, cast, foreign)


@pytest.mark.parametrize("made", [held, cancelled])
def test_what_is_over_takes_no_word(cast, made):
    sitting = made(cast, [stories.acknowledged(cast)])
    assert adjourn_sitting.sources == note_sitting.sources == ("planned",)
    for write in (note, adjourned):
        with nothing_written(), pytest.raises(TransitionNotAllowed):
            write(sitting, cast, item_of(sitting))
