"""answer, correct: several labs answer; who wrote an answer corrects it."""

from datetime import timedelta

import pytest

from benchmarking import actions
from benchmarking.models import QuestionAnswer
from servindus import clock
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.benchmarking.exchanging import ACCEPT_BY, ANSWER_BY, Labs, at, day, portal
from tests.cast import fresh, make_member, make_membership
from tests.evidence import journal, last_line, newly_owed, nothing_written

ANSWER, CORRECT = "answer_question", "correct_question_answer"
TEXT = "Oui, une convention de quatre pages."


def test_a_lab_answers_and_the_turn_goes_back(client, labs: Labs) -> None:
    question = labs.asked()
    client.force_login(labs.helene)
    with nothing_written():
        assert client.get(portal(question, ANSWER)).status_code == 200
    answer = client.post(portal(question, ANSWER), {"text": TEXT})
    assert (answer.status_code, answer["Location"]) == (
        302,
        question.get_absolute_url(),
    )
    done, [row] = fresh(question), question.answers.all()
    assert (done.status, done.since_on, done.due_on) == ("answered", day(0), ACCEPT_BY)
    assert (row.lab, row.author, row.text, row.helps) == (
        labs.rouen,
        labs.helene,
        TEXT,
        False,
    )
    me = labs.helene.email
    assert journal(done)[-1] == (ANSWER, "asked", "answered", me, "portal")
    assert journal(row) == [(ANSWER, "", "", me, "portal")]
    assert newly_owed(last_line(done)) == {("question_answered", labs.julie.email)}


def test_a_second_lab_answers_and_the_date_stays(labs: Labs) -> None:
    question = labs.answered()
    with clock.at(at(2)):
        question = labs.answered(question=question, lab=labs.amiens, by=labs.bruno)
    assert (question.status, question.due_on) == ("answered", ACCEPT_BY)
    rows = question.answers.order_by("pk").values_list("lab__slug", flat=True)
    assert list(rows) == ["rouen", "amiens"]


def test_nothing_is_not_an_answer(client, labs: Labs) -> None:
    question = labs.asked()
    client.force_login(labs.helene)
    with nothing_written():
        page = client.post(portal(question, ANSWER), {"text": " "})
    assert list(page.context["form"].errors) == ["text"]


def test_nobody_answers_their_own_lab_nor_unasked(client, labs: Labs) -> None:
    question = labs.asked(labs=[labs.rouen])
    for who in (labs.julie, labs.bruno, labs.cast.admin):
        client.force_login(who)
        assert client.get(portal(question, ANSWER)).status_code == 403
        assert client.post(portal(question, ANSWER), {"text": TEXT}).status_code == 403
    for who in (labs.cast.founder, labs.cast.director, labs.cast.liaison):
        client.force_login(who)
        assert client.get(portal(question, ANSWER)).status_code == 404
    for by, lab in ((labs.julie, labs.nancy), (labs.bruno, labs.rouen)):
        with pytest.raises(ActRefused, match="laboratoire interrogé pour lequel"):
            actions.answer_question(question, by=by, lab=lab, text=TEXT)
    assert not QuestionAnswer.objects.exists()


def test_who_works_for_two_labs_says_for_which(client, labs: Labs) -> None:
    make_membership(user=labs.helene, organisation=labs.amiens.operator)
    question = labs.asked()
    client.force_login(labs.helene)
    form = client.get(portal(question, ANSWER)).context["form"]
    assert form.fields["lab"].choices == [("amiens", "Amiens"), ("rouen", "Rouen")]
    client.post(portal(question, ANSWER), {"text": TEXT, "lab": "amiens"})
    assert question.answers.get().lab == labs.amiens


def test_a_closed_question_takes_no_answer(client, labs: Labs) -> None:
    question = labs.accepted()
    with pytest.raises(TransitionNotAllowed):
        labs.answered(question=question, lab=labs.amiens, by=labs.bruno)
    client.force_login(labs.bruno)
    page = client.post(portal(question, ANSWER), {"text": TEXT})
    assert (page.status_code, TEXT in page.content.decode()) == (409, True)


def test_the_author_corrects_an_answer(client, labs: Labs) -> None:
    question = labs.answered()
    row = labs.answer(question)
    client.force_login(labs.helene)
    page = client.get(question.get_absolute_url())
    assert page.context["answers"][0]["correct_href"] == portal(row, CORRECT)
    with nothing_written():
        form = client.get(portal(row, CORRECT)).context["form"]
    assert form["text"].value() == "Oui, depuis 2024."
    assert client.post(portal(row, CORRECT), {"text": TEXT}).status_code == 302
    done = fresh(row)
    assert (done.text, done.corrected_at) == (TEXT, clock.now())
    assert journal(row)[-1] == (CORRECT, "", "", labs.helene.email, "portal")
    assert client.post(portal(row, CORRECT), {"text": TEXT}).status_code == 302
    with pytest.raises(ActRefused, match="figure déjà"):
        actions.correct_question_answer(row, by=labs.helene, text=TEXT)


def test_nobody_else_corrects_it_nor_once_it_is_accepted(client, labs: Labs) -> None:
    question = labs.answered()
    row = labs.answer(question)
    mate = make_member(organisation=labs.rouen.operator, email="m2@rouen.example")
    for who in (mate, labs.julie, labs.bruno):
        client.force_login(who)
        assert client.post(portal(row, CORRECT), {"text": TEXT}).status_code == 403
    actions.accept_question(question, by=labs.julie, answers=[row.pk], text="Repris.")
    client.force_login(labs.helene)
    page = client.post(portal(row, CORRECT), {"text": TEXT})
    assert (page.status_code, TEXT in page.content.decode()) == (409, True)
    assert fresh(row).text == "Oui, depuis 2024."
    shown = client.get(question.get_absolute_url()).context["answers"]
    assert shown[0]["correct_href"] == ""


def test_the_turn_says_why_this_date(client, labs: Labs) -> None:
    question = labs.asked(labs=[labs.rouen])
    client.force_login(labs.helene)
    turn = client.get(question.get_absolute_url()).context["turn"]
    assert (turn.mine, turn.due, turn.clock.kind) == (True, ANSWER_BY, "on_time")
    assert (turn.deadline.start, turn.deadline.amount, turn.deadline.due) == (
        day(0),
        10,
        ANSWER_BY,
    )
    client.force_login(labs.julie)
    turn = client.get(question.get_absolute_url()).context["turn"]
    assert (turn.mine, turn.person.name) == (False, labs.rouen.operator.name)
    with clock.at(at(15)):
        turn = client.get(question.get_absolute_url()).context["turn"]
    assert (turn.clock.kind, turn.clock.days) == ("late", 1)
    assert question.due_on + timedelta(days=1) == day(15)
