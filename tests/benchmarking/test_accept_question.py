"""accept, reopen, withdraw: what helps, what is missing, what nobody need answer."""

import pytest
from django.db import IntegrityError, transaction

from benchmarking import actions
from benchmarking.models import Question, QuestionAnswer
from servindus import clock
from servindus.workflow import ActRefused, TransitionNotAllowed
from tests.benchmarking.exchanging import ANSWER_BY, Labs, at, day, portal
from tests.cast import fresh
from tests.evidence import journal, last_line, newly_owed, nothing_written

ACCEPT, REOPEN, WITHDRAW = "accept_question", "reopen_question", "withdraw_question"


def test_the_asker_says_what_helps(client, labs: Labs) -> None:
    question = labs.answered()
    labs.answered(question=question, lab=labs.amiens, by=labs.bruno, text="Non.")
    first, second = question.answers.order_by("pk")
    client.force_login(labs.julie)
    with nothing_written():
        form = client.get(portal(question, ACCEPT)).context["form"]
    assert [key for key, _label in form.fields["answers"].choices] == [
        first.pk,
        second.pk,
    ]
    sent = {"answers": [first.pk], "text": "Nous reprenons l’article 4."}
    assert client.post(portal(question, ACCEPT), sent).status_code == 302
    done = fresh(question)
    assert (done.status, done.due_on, done.accepted_on, done.next_step) == (
        "accepted",
        None,
        day(0),
        "Nous reprenons l’article 4.",
    )
    helps = question.answers.order_by("pk").values_list("helps", flat=True)
    assert list(helps) == [True, False]
    me = labs.julie.email
    assert journal(done)[-1] == (ACCEPT, "answered", "accepted", me, "portal")
    assert last_line(done).details == {"answers": [first.pk]}
    assert newly_owed(last_line(done)) == {
        ("question_accepted", labs.helene.email),
        ("question_accepted", labs.bruno.email),
    }


def test_an_answer_is_chosen_and_a_word_is_said(client, labs: Labs) -> None:
    question, other = labs.answered(), labs.answered(question=labs.asked(title="B"))
    client.force_login(labs.julie)
    with nothing_written():
        page = client.post(portal(question, ACCEPT), {"text": ""})
    assert list(page.context["form"].errors) == ["answers", "text"]
    foreign = labs.answer(other).pk
    page = client.post(portal(question, ACCEPT), {"answers": [foreign], "text": "x"})
    assert list(page.context["form"].errors) == ["answers"]
    for answers in ([], [foreign]):
        with pytest.raises(ActRefused, match="au moins une réponse"):
            actions.accept_question(question, by=labs.julie, answers=answers, text="x")


def test_only_the_asker_accepts_asks_again_or_withdraws(client, labs: Labs) -> None:
    question = labs.answered()
    for name in (ACCEPT, REOPEN, WITHDRAW):
        for who, status in (("helene", 403), ("bruno", 403)):
            client.force_login(getattr(labs, who))
            assert client.post(portal(question, name)).status_code == status
        client.force_login(labs.cast.admin)
        assert client.post(portal(question, name)).status_code == 403
        client.force_login(labs.cast.director)
        assert client.post(portal(question, name)).status_code == 404
    assert fresh(question).status == "answered"


def test_it_is_asked_again_when_nothing_helps(client, labs: Labs) -> None:
    question = labs.accepted()
    client.force_login(labs.julie)
    with clock.at(at(7)):
        page = client.post(portal(question, REOPEN), {"text": ""})
        assert list(page.context["form"].errors) == ["text"]
        sent = {"text": "L’assureur refuse l’article 4."}
        assert client.post(portal(question, REOPEN), sent).status_code == 302
    done = fresh(question)
    assert (done.status, done.since_on, done.due_on) == ("asked", day(7), day(21))
    assert (done.next_step, done.accepted_on, done.reopened_because) == (
        "",
        None,
        "L’assureur refuse l’article 4.",
    )
    assert labs.answer(question).helps is False
    me = labs.julie.email
    assert journal(done)[-1] == (REOPEN, "accepted", "asked", me, "portal")
    assert newly_owed(last_line(done)) == {("question_asked", labs.helene.email)}
    # Whoever has answered may answer again.
    with clock.at(at(8)):
        again = labs.answered(question=done, text="Alors l’article 5.")
    assert (again.status, again.answers.count()) == ("answered", 2)


def test_it_is_withdrawn_with_the_reason(client, labs: Labs) -> None:
    question = labs.asked(labs=[labs.rouen])
    client.force_login(labs.julie)
    assert list(
        client.post(portal(question, WITHDRAW), {"text": ""}).context["form"].errors
    ) == ["text"]
    sent = {"text": "L’usine a renoncé."}
    assert client.post(portal(question, WITHDRAW), sent).status_code == 302
    done = fresh(question)
    assert (done.status, done.due_on, done.withdrawn_because) == (
        "withdrawn",
        None,
        "L’usine a renoncé.",
    )
    assert newly_owed(last_line(done)) == {("question_withdrawn", labs.helene.email)}
    for act, inputs in (
        (actions.withdraw_question, {"text": "x"}),
        (actions.reopen_question, {"text": "x"}),
        (actions.accept_question, {"answers": [1], "text": "x"}),
        (actions.answer_question, {"lab": labs.rouen, "text": "x"}),
    ):
        with pytest.raises(TransitionNotAllowed):
            act(done, by=labs.julie, **inputs)


def refused(rows, **fields) -> bool:
    """Whether the database refuses such a change."""
    try:
        with transaction.atomic():
            rows.update(**fields)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "answered"},
        {"due_on": None},
        {"due_on": day(0)},
        {"next_step": "Repris."},
        {"accepted_on": day(1)},
        {"withdrawn_because": "Non."},
        {"title": "Autre chose"},
        {"text": "Autre chose"},
    ],
)
def test_the_database_refuses_what_does_not_fit(labs: Labs, fields) -> None:
    question = labs.asked()
    assert refused(Question.objects.filter(pk=question.pk), **fields)


def test_the_database_keeps_answers_and_labs_apart(labs: Labs) -> None:
    question = labs.answered()
    rows = Question.objects.filter(pk=question.pk)
    given = {"question": question, "author": labs.julie, "text": "x"}
    for lab in (labs.nancy, labs.marseille):
        with pytest.raises(IntegrityError), transaction.atomic():
            QuestionAnswer.objects.create(lab=lab, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        question.asked_labs.add(labs.nancy)
    answers = QuestionAnswer.objects.filter(question=question)
    assert refused(answers, author=labs.julie)
    assert refused(answers, text="")
    with pytest.raises(IntegrityError), transaction.atomic():
        answers.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()
    accepted = actions.accept_question(
        question, by=labs.julie, answers=[labs.answer(question).pk], text="Repris."
    )
    assert refused(answers, text="Autre chose")
    assert accepted.due_on is None
    assert day(14) == ANSWER_BY
