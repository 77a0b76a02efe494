"""Acknowledge, ask, reply, extend, forward, recall, add: who, when, which clock."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from blockers import actions
from blockers.enums import ESCALATION_OPEN
from servindus import clock
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.blockers import escalations as stories
from tests.blockers.escalations import clocks_of, pauses_of
from tests.blockers.factories import make_report
from tests.cast import MONDAY, fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written

MON = date(2026, 9, 7)
ACK, ANSWER = date(2026, 9, 14), date(2026, 11, 9)
WHO, LAB = "liaison@bercy.example", "moderatrice@rouen.example"


def after(days):
    return clock.at(MONDAY + timedelta(days=days))


def only_from(act, cast, sources, **inputs):
    """Every other status is refused."""
    assert set(act.sources) == set(sources)
    for status, story in stories.STORIES.items():
        if status in sources:
            continue
        row = story(cast)
        with pytest.raises(TransitionNotAllowed):
            act(row, by=cast.liaison, **inputs)
        assert fresh(row).status == status


def may(cast, permission, row):
    names = (
        "liaison", "second_liaison", "moderator", "second_moderator", "colleague",
        "admin", "director", "stranger",
    )  # fmt: skip
    return [
        name
        for name in names
        if getattr(cast, name).has_perm(f"blockers.{permission}", row)
    ]


LAB_ACTS = ("reply_info_escalation", "recall_escalation", "add_addendum")
LIAISON_ACTS = (
    "acknowledge_escalation", "request_info_escalation", "forward_escalation",
    "extend_escalation", "answer_escalation", "publish_escalation",
)  # fmt: skip


def test_whose_acts_these_are(cast):
    row = stories.sent(cast)
    for name in LIAISON_ACTS:
        assert may(cast, name, row) == ["liaison"], name
    for name in LAB_ACTS:
        assert may(cast, name, row) == ["moderator", "second_moderator"], name
    for name in ("settle_escalation", "review_escalation"):
        assert may(cast, name, row) == [], name


# --- Acknowledge ----------------------------------------------------------------------


def test_acknowledging_stops_the_first_clock(cast):
    row = stories.sent(cast)
    with after(3):
        row = actions.acknowledge_escalation(row, by=cast.liaison)
    assert (row.status, row.liaison) == ("acknowledged", cast.liaison)
    assert clocks_of(row) == [
        ("C3", MON, ACK, date(2026, 9, 10)), ("C4", MON, ANSWER, None),
    ]  # fmt: skip
    assert journal(row)[-1] == (
        "acknowledge_escalation", "sent", "acknowledged", WHO, "portal",
    )  # fmt: skip
    assert newly_owed(last_line(row)) == {("escalation_acknowledged", LAB)}


def test_acknowledging_starts_only_from_what_was_sent(cast):
    only_from(actions.acknowledge_escalation, cast, {"sent"})


# --- Ask and reply: only the lab's silence stops the ministry's clock -----------------


def test_a_question_stops_the_answers_clock_until_the_reply(cast):
    row = stories.acknowledged(cast)
    with after(3):
        row = actions.request_info_escalation(
            row, by=cast.liaison, text="Quel débit ?", due_on=date(2026, 9, 21)
        )
    assert row.status == "info_requested"
    assert pauses_of(row) == [(date(2026, 9, 10), None)]
    assert newly_owed(last_line(row)) == {("escalation_asked", LAB)}
    with after(10):
        row = actions.reply_info_escalation(
            row, by=cast.moderator, text="Deux mètres cubes."
        )
    assert row.status == "in_review"
    # 10 to 16 September: seven days, so 7 + 7 November 2026, a Saturday, then Monday.
    assert pauses_of(row) == [(date(2026, 9, 10), date(2026, 9, 17))]
    assert row.answer_by == date(2026, 11, 16)
    asked = row.questions.get()
    assert (asked.answer, asked.answered_by) == ("Deux mètres cubes.", cast.moderator)
    assert newly_owed(last_line(row)) == {("escalation_replied", WHO)}


def test_the_labs_silence_has_no_most_for_the_ministrys_clock(cast):
    row = stories.asked(cast)
    with after(45):
        row = actions.reply_info_escalation(row, by=cast.moderator, text="Enfin.")
    # The day of the sending is day 0 and was no day to lose: 44 days later.
    assert row.answer_by == date(2026, 12, 21)
    assert (row.answer_by - date(2026, 11, 7)).days == 44


def test_a_question_acknowledges(cast):
    row = actions.request_info_escalation(
        stories.sent(cast), by=cast.liaison, text="?", due_on=date(2026, 9, 8)
    )
    assert row.acknowledged_at == MONDAY
    assert clocks_of(row)[0] == ("C3", MON, ACK, MON)


@pytest.mark.parametrize("day", [MON, date(2026, 9, 1), date(2026, 11, 7)])
def test_a_reply_is_wanted_within_sixty_days(cast, day):
    row = stories.acknowledged(cast)
    with nothing_written(), pytest.raises(ActRefused):
        actions.request_info_escalation(row, by=cast.liaison, text="?", due_on=day)


def test_the_reply_names_nobody_who_has_not_agreed(cast):
    row = stories.asked(cast)
    make_report(
        lab=cast.rouen, status="attached", blocker=row.blocker,
        company_name="Atelier Morel", confidentiality="restricted",
    )  # fmt: skip
    for act in (actions.reply_info_escalation, actions.add_addendum):
        with nothing_written(), pytest.raises(ActRefused, match="Atelier Morel"):
            act(row, by=cast.moderator, text="Chez Atelier Morel : deux.")


def test_questions_and_replies_start_only_from_their_status(cast):
    words = {"text": "?", "due_on": date(2026, 9, 10)}
    only_from(
        actions.request_info_escalation, cast,
        {"sent", "acknowledged", "in_review"}, **words,
    )  # fmt: skip
    only_from(actions.reply_info_escalation, cast, {"info_requested"}, text="x")


def test_a_question_says_something_and_so_does_a_reply(cast):
    row = stories.asked(cast)
    with nothing_written(), pytest.raises(ActRefused):
        actions.reply_info_escalation(row, by=cast.moderator, text="  ")
    row = stories.acknowledged(cast)
    with nothing_written(), pytest.raises(ActRefused):
        actions.request_info_escalation(
            row, by=cast.liaison, text=" ", due_on=date(2026, 9, 10)
        )


# --- Ten weeks, once ------------------------------------------------------------------


def test_ten_weeks_count_from_the_sending_with_a_reason(cast):
    row = stories.acknowledged(cast)
    with after(20):
        row = actions.extend_escalation(
            row, by=cast.liaison, text="Le Conseil d’État est saisi."
        )
    assert row.answer_by == date(2026, 11, 16)
    clock_row = row.clocks.get(code="C4")
    assert (clock_row.amount, clock_row.unit, clock_row.extended_on) == (
        10, "weeks", date(2026, 9, 27),
    )  # fmt: skip
    assert row.extension_reason == "Le Conseil d’État est saisi."
    assert newly_owed(last_line(row)) == {("escalation_extended", LAB)}
    with nothing_written(), pytest.raises(ActRefused):
        actions.extend_escalation(row, by=cast.liaison, text="Encore.")


def test_a_delay_that_is_over_is_extended_no_more(cast):
    row = stories.acknowledged(cast)
    by = cast.liaison
    with clock.at(MONDAY.replace(month=11, day=9)):
        assert actions.extend_escalation.why_not(row, clock.now()) is None
    with clock.at(MONDAY.replace(month=11, day=10)), pytest.raises(ActRefused):
        actions.extend_escalation(row, by=by, text="Trop tard.")


def test_an_extension_says_why(cast):
    row = stories.acknowledged(cast)
    with nothing_written(), pytest.raises(ActRefused):
        actions.extend_escalation(row, by=cast.liaison, text=" ")


# --- Forward: the time goes on (B7) ---------------------------------------------------


def test_forwarding_gives_no_new_delay(cast):
    cast.second_liaison  # noqa: B018
    row = stories.asked(cast)
    with after(5):
        row = actions.reply_info_escalation(row, by=cast.moderator, text="Deux.")
    with after(8):
        row = actions.extend_escalation(row, by=cast.liaison, text="Complexe.")
    with after(20):
        row = actions.forward_escalation(
            row, by=cast.liaison, authority=cast.authority, text="C’est à la DGPR."
        )
    new = row.forwarded_to.get()
    assert (row.status, row.end_reason) == ("forwarded", "C’est à la DGPR.")
    assert (new.status, new.since, new.authority) == ("sent", MON, cast.authority)
    assert (new.dossier, new.dossier_hash) == (row.dossier, row.dossier_hash)
    assert new.extension_reason == "Complexe."
    # Ten weeks from the first Monday, and the four days after it that the lab took.
    assert clocks_of(new) == [
        ("C3", date(2026, 9, 27), date(2026, 10, 2), None),
        ("C4", MON, date(2026, 11, 20), None),
    ]
    assert pauses_of(new) == pauses_of(row) == [(MON, date(2026, 9, 12))]
    assert newly_owed(last_line(row)) == {("escalation_forwarded", LAB)}
    assert newly_owed(last_line(new)) == {
        ("escalation_received", "liaison2@autorite.example")
    }
    with pytest.raises(ActRefused), after(21):
        actions.extend_escalation(
            actions.acknowledge_escalation(new, by=cast.second_liaison),
            by=cast.second_liaison,
            text="Encore.",
        )


def test_forwarding_while_the_lab_owes_a_reply_lets_the_time_run(cast):
    row = stories.asked(cast)
    with after(4):
        row = actions.forward_escalation(
            row, by=cast.liaison, authority=cast.authority, text="À vous."
        )
    new = row.forwarded_to.get()
    assert pauses_of(row) == pauses_of(new) == [(MON, date(2026, 9, 11))]
    # 7 November and the three days after the first one.
    assert new.answer_by == date(2026, 11, 10)


def test_forwarded_twice_and_back_the_start_is_the_first_one(cast):
    by = cast.second_liaison
    row = stories.forwarded(cast).forwarded_to.get()
    with after(30):
        row = actions.forward_escalation(
            row, by=by, authority=cast.ministry, text="Non, à vous."
        )
    back = row.forwarded_to.get()
    assert (back.authority, back.since, back.answer_by) == (cast.ministry, MON, ANSWER)


def test_where_a_dossier_cannot_be_forwarded(cast):
    by = cast.liaison
    row = stories.acknowledged(cast)
    for wrong, text in (
        (cast.ministry, "x"), (cast.plant, "x"), (cast.authority, " "),
    ):  # fmt: skip
        with nothing_written(), pytest.raises(ActRefused):
            actions.forward_escalation(row, by=by, authority=wrong, text=text)
    both = stories.escalated(cast, to=[cast.ministry, cast.authority])
    row = both.escalations.get(authority=cast.ministry)
    with nothing_written(), pytest.raises(ActRefused):
        actions.forward_escalation(row, by=by, authority=cast.authority, text="x")
    begun = stories.answer(stories.acknowledged(cast, asks=2), cast)
    with nothing_written(), pytest.raises(ActRefused):
        actions.forward_escalation(begun, by=by, authority=cast.authority, text="x")


def test_what_is_open_is_forwarded_and_nothing_else(cast):
    words = {"authority": cast.authority, "text": "x"}
    only_from(actions.forward_escalation, cast, ESCALATION_OPEN, **words)


# --- Recall, add ----------------------------------------------------------------------


def test_a_recall_takes_back_what_is_open_and_stops_the_clocks(cast):
    cast.second_liaison  # noqa: B018
    blocker = stories.escalated(cast, to=[cast.ministry, cast.authority])
    done = stories.answer(blocker.escalations.get(authority=cast.ministry), cast)
    with after(2):
        blocker = actions.recall_blocker(
            blocker, by=cast.moderator, text="Un fait nouveau."
        )
    assert blocker.status == "qualified"
    row = blocker.escalations.get(authority=cast.authority)
    assert (row.status, row.end_reason) == ("recalled", "Un fait nouveau.")
    assert not row.clocks.running().exists()
    assert fresh(done).status == "answered"
    assert newly_owed(last_line(row)) == {
        ("escalation_recalled", "liaison2@autorite.example")
    }
    assert journal(blocker)[-1] == (
        "recall_blocker", "escalated", "qualified", LAB, "portal",
    )  # fmt: skip


def test_a_recall_says_why(cast):
    row = stories.acknowledged(cast)
    with nothing_written(), pytest.raises(ActRefused):
        actions.recall_blocker(row.blocker, by=cast.moderator, text=" ")
    assert fresh(row).status == "acknowledged"


def test_what_is_answered_is_recalled_no_more(cast):
    row = stories.answered(cast)
    with nothing_written(), pytest.raises(TransitionNotAllowed):
        actions.recall_blocker(row.blocker, by=cast.moderator, text="x")


def test_an_addendum_leaves_the_dossier_as_it_was(cast):
    row = stories.acknowledged(cast)
    before = (row.dossier, row.dossier_hash)
    row = actions.add_addendum(row, by=cast.moderator, text="Le débit a doublé.")
    assert (row.dossier, row.dossier_hash) == before
    assert [added.text for added in row.addenda.all()] == ["Le débit a doublé."]
    assert newly_owed(last_line(row)) == {("escalation_completed", WHO)}
    with nothing_written(), pytest.raises(ActRefused):
        actions.add_addendum(row, by=cast.moderator, text=" ")
    for change in (lambda rows: rows.update(text="x"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change(row.addenda.all())


def test_what_is_open_gets_an_addendum_and_nothing_else(cast):
    only_from(actions.add_addendum, cast, ESCALATION_OPEN, text="x")
