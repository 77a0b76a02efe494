"""An authority answers: one answer per ask, whole, kept for ever; then settled."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from blockers import actions
from blockers.actions import answer_escalation, escalate_blocker, recall_blocker
from blockers.models import Answer, Escalation
from servindus import clock
from servindus.actors import SYSTEM
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.blockers import escalations as stories
from tests.blockers.escalations import KINDS, answer, clocks_of, given
from tests.cast import MONDAY, fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written
from tests.threads import together

MON, WED = date(2026, 9, 7), date(2026, 9, 9)
WHO = "liaison@bercy.example"


def test_the_last_answer_settles_the_dossier_and_the_blocker(cast):
    row = stories.acknowledged(cast)
    with clock.at(MONDAY + timedelta(days=2)):
        done = answer(row, cast)
    assert done.status == "answered"
    assert clock.local_day(done.answered_at) == WED
    assert done.publish_by == date(2026, 9, 24)
    assert clocks_of(done) == [
        ("C3", MON, date(2026, 9, 14), MON),
        ("C4", MON, date(2026, 11, 9), WED),
        ("C5", WED, date(2026, 9, 24), None),
    ]
    blocker = fresh(row.blocker)
    assert blocker.status == "answered"
    assert journal(row)[-2:] == [
        ("answer_escalation", "acknowledged", "acknowledged", WHO, "portal"),
        ("settle_escalation", "acknowledged", "answered", "system", "system"),
    ]
    assert journal(blocker)[-1] == (
        "settle_blocker", "escalated", "answered", "system", "system",
    )  # fmt: skip
    assert newly_owed(last_line(row)) == {
        ("escalation_answered", "moderatrice@rouen.example")
    }
    [given_answer] = row.answers.all()
    assert (given_answer.by, given_answer.kind) == (cast.liaison, "explained_refusal")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_is_taken_with_what_it_must_carry(cast, kind):
    done = answer(stories.sent(cast), cast, kind=kind)
    assert done.status == "answered"
    assert done.answers.get().kind == kind


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind in sorted(KINDS) for name in KINDS[kind]],
)
def test_each_kind_is_refused_without_what_it_must_carry(cast, kind, name):
    row = stories.acknowledged(cast)
    ask = row.blocker.asks.get()
    with nothing_written(), pytest.raises(ActRefused):
        answer_escalation(row, by=cast.liaison, ask=ask, **given(kind, **{name: ""}))


def test_a_refusal_may_name_a_review_instead_of_an_alternative(cast):
    done = answer(stories.sent(cast), cast, alternative="", review_on=date(2027, 9, 1))
    assert done.status == "answered"


def test_several_asks_are_answered_one_by_one(cast):
    row = stories.acknowledged(cast, asks=3)
    first, second, third = row.blocker.asks.order_by("pk")
    row = answer(row, cast, ask=second)
    assert (row.status, fresh(row.blocker).status) == ("in_review", "escalated")
    row = answer(row, cast, ask=first, kind="lifted")
    assert row.status == "in_review"
    assert clocks_of(row)[1] == ("C4", MON, date(2026, 11, 9), None)
    row = answer(row, cast, ask=third, kind="derogation")
    assert (row.status, fresh(row.blocker).status) == ("answered", "answered")


def test_with_several_authorities_the_last_one_settles_the_blocker(cast):
    cast.second_liaison  # noqa: B018
    blocker = stories.escalated(cast, to=[cast.ministry, cast.authority])
    one = blocker.escalations.get(authority=cast.ministry)
    other = blocker.escalations.get(authority=cast.authority)
    assert answer(one, cast).status == "answered"
    assert fresh(blocker).status == "escalated"
    assert answer(other, cast, by=cast.second_liaison).status == "answered"
    assert fresh(blocker).status == "answered"


def test_an_answer_acknowledges_what_nobody_had_acknowledged(cast):
    done = answer(stories.sent(cast), cast)
    assert done.acknowledged_at == MONDAY
    assert done.liaison == cast.liaison


def test_while_the_lab_owes_a_reply_an_answer_ends_the_wait(cast):
    row = stories.asked(cast)
    with clock.at(MONDAY + timedelta(days=2)):
        done = answer(row, cast)
    assert done.status == "answered"
    assert stories.pauses_of(done) == [(MON, WED)]


def test_a_later_answer_supersedes_and_keeps_the_earlier_one(cast):
    row = answer(stories.acknowledged(cast), cast)
    first = row.answers.get()
    row = answer(row, cast, kind="lifted", instead_of=first)
    assert row.status == "answered"
    assert row.answers.current().get().supersedes == first
    assert fresh(first).kind == "explained_refusal"
    with nothing_written(), pytest.raises(ActRefused):
        answer(row, cast, kind="lifted", instead_of=first)
    with nothing_written(), pytest.raises(ActRefused):
        answer(row, cast, kind="lifted")


def test_what_is_published_is_answered_no_more(cast):
    row = stories.answered(cast)
    stories.actions.publish_escalation(row, by=cast.liaison)
    first = row.answers.get()
    with nothing_written(), pytest.raises(ActRefused):
        answer(row, cast, instead_of=first)


def test_the_platform_settles_nothing_that_is_not_answered(cast):
    row = stories.answer(stories.acknowledged(cast, asks=2), cast)
    with nothing_written(), pytest.raises(ActRefused):
        actions.settle_escalation(row, by=SYSTEM)
    with nothing_written(), pytest.raises(ActRefused):
        actions.settle_blocker(row.blocker, by=SYSTEM)
    blocker = stories.recalled(cast).blocker
    with nothing_written(), pytest.raises(TransitionNotAllowed):
        actions.settle_blocker(blocker, by=SYSTEM)


# --- Another authority decides --------------------------------------------------------


def redirected(row, cast, **inputs):
    return answer(
        row, cast, kind="redirected", competent_authority=cast.authority, **inputs
    )


def test_an_ask_goes_on_to_the_authority_that_decides(cast):
    cast.second_liaison  # noqa: B018
    row = stories.acknowledged(cast, asks=2)
    first, second = row.blocker.asks.order_by("pk")
    with clock.at(MONDAY + timedelta(days=2)):
        row = redirected(row, cast, ask=second)
    new = row.answers.get().redirected_to
    assert (new.authority, new.status, new.since) == (cast.authority, "sent", MON)
    assert (new.forwarded_from, new.ask_ids) == (row, [str(second.public_id)])
    assert clocks_of(new) == [
        ("C3", WED, date(2026, 9, 16), None),
        ("C4", MON, date(2026, 11, 9), None),
    ]
    row = answer(row, cast, ask=first)
    assert (row.status, fresh(row.blocker).status) == ("answered", "escalated")
    answer(new, cast, ask=second, by=cast.second_liaison)
    assert fresh(row.blocker).status == "answered"


def test_an_ask_goes_to_whoever_has_the_dossier_already(cast):
    blocker = stories.escalated(cast, to=[cast.ministry, cast.authority])
    one = blocker.escalations.get(authority=cast.ministry)
    other = blocker.escalations.get(authority=cast.authority)
    assert redirected(one, cast).answers.get().redirected_to == other
    assert blocker.escalations.count() == 2


def test_nobody_sends_an_ask_to_themselves_or_to_a_company(cast):
    row = stories.acknowledged(cast)
    for wrong in (cast.ministry, cast.plant):
        with nothing_written(), pytest.raises(ActRefused):
            answer(row, cast, kind="redirected", competent_authority=wrong)
    with nothing_written(), pytest.raises(ActRefused):
        answer(row, cast, kind="redirected", competent_authority=None)


def test_what_another_authority_has_is_not_answered_here_again(cast):
    row = redirected(stories.acknowledged(cast, asks=2), cast)
    with nothing_written(), pytest.raises(ActRefused):
        answer(row, cast, instead_of=row.answers.get())


def test_what_is_settled_is_not_sent_on(cast):
    row = stories.answered(cast)
    first = row.answers.get()
    with nothing_written(), pytest.raises(ActRefused):
        redirected(row, cast, instead_of=first)


# --- Who, when ------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["forwarded", "recalled"])
def test_what_has_left_is_answered_no_more(cast, status):
    row = stories.STORIES[status](cast)
    with nothing_written(), pytest.raises(TransitionNotAllowed):
        answer(row, cast)


def test_who_may_answer(cast):
    row = stories.acknowledged(cast)
    may = {
        name
        for name in (
            "liaison", "second_liaison", "moderator", "colleague", "admin",
            "director", "stranger",
        )
        if getattr(cast, name).has_perm("blockers.answer_escalation", row)
    }  # fmt: skip
    assert may == {"liaison"}


def test_an_answer_is_never_changed_and_never_taken_away(cast):
    given_answer = stories.answered(cast).answers.get()
    rows = Answer.objects.filter(pk=given_answer.pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(public_text="Oui.")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(kind="lifted", act_reference="X")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.delete()


# --- Two at once ----------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_one_answer(cast):
    for _round in range(5):
        row = stories.acknowledged(cast)
        ask = row.blocker.asks.get()
        calls = [
            lambda row=row, ask=ask, kind=kind: answer_escalation(
                row, by=cast.liaison, ask=ask, **given(kind)
            )
            for kind in ("lifted", "explained_refusal", "deferred")
        ]
        found = together(*calls)
        assert sum(isinstance(one, Escalation) for one in found) == 1, found
        assert sum(isinstance(one, ActRefused) for one in found) == 2, found
        assert row.answers.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_last_asks_at_once_settle_once(cast):
    for _round in range(5):
        row = stories.acknowledged(cast, asks=2)
        calls = [
            lambda ask=ask, row=row: answer(row, cast, ask=ask)
            for ask in row.blocker.asks.all()
        ]
        found = together(*calls)
        assert all(isinstance(one, Escalation) for one in found), found
        assert [line[0] for line in journal(row)].count("settle_escalation") == 1
        assert fresh(row.blocker).status == "answered"


@pytest.mark.django_db(transaction=True)
def test_a_recall_against_an_answer_has_one_winner(cast):
    by = cast.moderator
    for _round in range(8):
        row = stories.acknowledged(cast)
        blocker, ask = row.blocker, row.blocker.asks.get()
        found = together(
            lambda ask=ask, row=row: answer(row, cast, ask=ask),
            lambda blocker=blocker: recall_blocker(blocker, by=by, text="Un fait."),
        )
        refused = [one for one in found if isinstance(one, TransitionNotAllowed)]
        assert len(refused) == 1, found
        ends = (fresh(row).status, fresh(blocker).status)
        assert ends in {("answered", "answered"), ("recalled", "qualified")}


@pytest.mark.django_db(transaction=True)
def test_two_authorities_that_finish_at_once_settle_the_blocker(cast):
    cast.second_liaison  # noqa: B018
    for _round in range(5):
        blocker = stories.qualified(cast)
        escalate_blocker(
            blocker, by=cast.moderator, authorities=[cast.ministry, cast.authority]
        )
        rows = [
            (blocker.escalations.get(authority=cast.ministry), cast.liaison),
            (blocker.escalations.get(authority=cast.authority), cast.second_liaison),
        ]
        found = together(
            *[lambda row=row, by=by: answer(row, cast, by=by) for row, by in rows]
        )
        assert all(isinstance(one, Escalation) for one in found), found
        assert fresh(blocker).status == "answered"
