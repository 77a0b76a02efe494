"""Two people answer, accept or plan at once: real threads, one outcome."""

import pytest

from benchmarking import actions
from benchmarking.comparison import store
from benchmarking.models import Exchange, Question, QuestionAnswer, Transfer
from servindus import clock
from servindus.models import JournalEntry
from servindus.workflow import ActRefused
from tests.benchmarking.exchanging import ASKED, Labs, at
from tests.benchmarking.transfers import Moving
from tests.cast import Cast, fresh
from tests.threads import together

ROUNDS = 6
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def labs(cast: Cast, monday) -> Labs:
    return Labs(cast)


@pytest.fixture
def moving(cast: Cast, monday) -> Moving:
    return Moving(cast)


def test_two_labs_answer_at_once_and_both_stand(labs: Labs) -> None:
    bruno, helene = labs.bruno, labs.helene
    for number in range(ROUNDS):
        question = labs.asked(title=f"Question {number}")
        found = together(
            *(
                lambda by=by, lab=lab, row=question: actions.answer_question(
                    row, by=by, lab=lab, text="Oui."
                )
                for by, lab in ((helene, labs.rouen), (bruno, labs.amiens))
            )
        )
        assert [type(one) for one in found] == [Question, Question], found
        assert question.answers.count() == 2
        lines = JournalEntry.objects.about(question).filter(verb="answer_question")
        assert list(lines.values_list("source", flat=True)) == ["asked", "answered"]


def test_accepting_and_withdrawing_at_once_leave_one(labs: Labs) -> None:
    for number in range(ROUNDS):
        question = labs.answered(question=labs.asked(title=f"Question {number}"))
        pk = labs.answer(question).pk
        found = together(
            lambda row=question, pk=pk: actions.accept_question(
                row, by=labs.julie, answers=[pk], text="Repris."
            ),
            lambda row=question: actions.withdraw_question(
                row, by=labs.julie, text="Non."
            ),
        )
        assert sum(isinstance(one, Question) for one in found) == 1, found
        assert sum(isinstance(one, ActRefused) for one in found) == 1, found
        assert fresh(question).status in ("accepted", "withdrawn")


def test_an_answer_is_not_corrected_behind_its_acceptance(labs: Labs) -> None:
    """What was accepted is what stands there, whoever was quicker."""
    for number in range(ROUNDS):
        question = labs.answered(question=labs.asked(title=f"Question {number}"))
        row = labs.answer(question)
        found = together(
            lambda q=question, pk=row.pk: actions.accept_question(
                q, by=labs.julie, answers=[pk], text="Repris."
            ),
            lambda one=row: actions.correct_question_answer(
                one, by=labs.helene, text="Non, en fait."
            ),
        )
        assert isinstance(found[0], Question), found
        corrected = isinstance(found[1], QuestionAnswer)
        assert corrected or isinstance(found[1], ActRefused), found
        kept = fresh(row)
        assert (kept.text == "Non, en fait.", kept.helps) == (corrected, True)


def test_one_click_twice_asks_once_and_plans_once(labs: Labs) -> None:
    given = {"by": labs.julie, "labs": [labs.rouen, labs.amiens]}
    times = {"starts_at": at(7), "ends_at": at(7, 16)}
    for number in range(ROUNDS):
        click = f"{number:032}"
        found = together(
            *[
                lambda click=click: actions.ask_question(
                    labs.nancy, click=click, **given, **ASKED
                )
            ]
            * 2
        )
        assert {one.pk for one in found} == {Question.objects.latest("pk").pk}, found
        found = together(
            *[
                lambda click=click: actions.plan_exchange(
                    labs.nancy, click=click, title="T", place="P", video_url="",
                    agenda=[("A", 5, None)], **given, **times,
                )
            ]
            * 2
        )  # fmt: skip
        assert {one.pk for one in found} == {Exchange.objects.latest("pk").pk}, found
    assert (Question.objects.count(), Exchange.objects.count()) == (ROUNDS, ROUNDS)


def test_moving_and_cancelling_at_once_leave_one_end(labs: Labs) -> None:
    for number in range(ROUNDS):
        exchange = labs.planned(title=f"Échange {number}")
        found = together(
            lambda row=exchange: actions.move_exchange(
                row, by=labs.julie, starts_at=at(8), ends_at=at(8, 16), place="P",
                video_url="",
            ),
            lambda row=exchange: actions.cancel_exchange(
                row, by=labs.julie, text="Non."
            ),
        )  # fmt: skip
        assert isinstance(found[1], Exchange), found
        moved = isinstance(found[0], Exchange)
        done = fresh(exchange)
        assert (done.status, done.ics_sequence) == ("cancelled", 1 + moved)
    assert clock.now() < at(7)


def test_the_comparison_is_read_at_one_moment(labs: Labs) -> None:
    """What somebody does meanwhile is in none of its statements, or in all of them."""
    with store._one_moment():
        before = Question.objects.count()
        together(labs.asked)
        assert Question.objects.count() == before
    assert Question.objects.count() == before + 1


def test_one_practice_goes_once_into_one_lab(moving: Moving) -> None:
    """Nancy offers it to Rouen while Rouen asks for it; then both end it at once."""
    for number in range(ROUNDS):
        version = moving.published(need=f"Problème {number}")
        found = together(
            lambda row=version: moving.proposed(version=row),
            lambda row=version: moving.proposed(
                version=row, lab=moving.nancy_lab, by=moving.writer
            ),
        )
        assert sum(isinstance(one, ActRefused) for one in found) == 1, found
        [transfer] = [one for one in found if isinstance(one, Transfer)]
        found = together(lambda row=transfer: _end(row), lambda row=transfer: _end(row))
        assert sum(isinstance(one, ActRefused) for one in found) == 1, found


def _end(transfer: Transfer) -> Transfer:
    by = transfer.proposed_by
    return actions.stop_transfer(transfer, by=by, code="other", text="Non.")
