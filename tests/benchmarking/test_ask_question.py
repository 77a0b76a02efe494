"""ask: one lab asks others; each has ten working days by its own calendar."""

from datetime import date

import pytest
from django.urls import reverse

from benchmarking.models import Question
from programmes import known
from programmes.models import LabClosure, Topic
from servindus.workflow import ActRefused
from tests.benchmarking.exchanging import ANSWER_BY, ASKED, TODAY, Labs
from tests.cast import make_membership
from tests.evidence import journal, last_line, newly_owed, nothing_written

NAME = "ask_question"


def address() -> str:
    return reverse(f"benchmarking:{NAME}")


def typed(**fields):
    return {**ASKED, "labs": ["amiens", "rouen"], **fields}


def test_a_lab_asks_two_others(client, labs: Labs) -> None:
    bruno, helene = labs.bruno, labs.helene
    client.force_login(labs.julie)
    with nothing_written():
        page = client.get(address())
    assert page.context["form"]["labs"].value() == ["amiens", "marseille", "rouen"]
    topic = Topic.objects.get(slug="prototyping")
    answer = client.post(address(), typed(topic=topic.slug, workstream="2"))
    question = Question.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        302,
        question.get_absolute_url(),
    )
    assert (question.lab, question.asked_by) == (labs.nancy, labs.julie)
    assert (question.status, question.since_on, question.due_on) == (
        "asked",
        TODAY,
        ANSWER_BY,
    )
    assert (question.topic, question.workstream.number) == (topic, 2)
    assert [lab.slug for lab in question.labs_asked] == ["amiens", "rouen"]
    me = labs.julie.email
    assert journal(question) == [(NAME, "", "asked", me, "portal")]
    line = last_line(question)
    assert line.details == {"labs": ["amiens", "rouen"]}
    assert newly_owed(line) == {
        ("question_asked", bruno.email),
        ("question_asked", helene.email),
    }


def test_the_same_click_twice_is_one_question(client, labs: Labs) -> None:
    client.force_login(labs.julie)
    one, two = (client.post(address(), typed()) for _twice in range(2))
    assert one["Location"] == two["Location"]
    assert Question.objects.count() == 1


def test_the_day_is_that_of_the_lab_which_closes(labs: Labs) -> None:
    """Nobody's closure counts against them: the latest day is everybody's."""
    LabClosure.objects.create(
        lab=labs.amiens,
        starts_on=date(2026, 9, 10),
        ends_on=date(2026, 9, 11),
        reason="Déménagement",
    )
    known.forget()
    assert labs.asked().due_on == date(2026, 9, 23)
    assert labs.asked(labs=[labs.rouen]).due_on == ANSWER_BY


def test_what_is_missing_is_said_and_what_was_typed_stays(client, labs: Labs) -> None:
    client.force_login(labs.julie)
    with nothing_written():
        page = client.post(address(), typed(title="", labs=[], text="x" * 3001))
    form = page.context["form"]
    assert list(form.errors) == ["title", "text", "labs"]
    assert form.errors["text"] == ["3001 caractères\u00a0: retirez-en 1."]
    assert "x" * 3001 in page.content.decode()


def test_nobody_asks_their_own_lab(client, labs: Labs) -> None:
    client.force_login(labs.julie)
    page = client.post(address(), typed(labs=["nancy"]))
    assert list(page.context["form"].errors) == ["labs"]
    with pytest.raises(ActRefused, match="ne s’interroge pas lui-même"):
        labs.asked(labs=[labs.nancy, labs.rouen])
    with pytest.raises(ActRefused, match="un laboratoire au moins"):
        labs.asked(labs=[])
    with pytest.raises(ActRefused, match="pour lequel vous travaillez"):
        labs.asked(by=labs.helene)
    assert not Question.objects.exists()


def test_who_works_for_two_labs_says_which(client, labs: Labs) -> None:
    make_membership(user=labs.julie, organisation=labs.amiens.operator)
    client.force_login(labs.julie)
    page = client.get(address())
    assert page.context["object"] == labs.amiens
    assert [lab.slug for lab in page.context["other_labs"]] == ["nancy"]
    client.post(f"{address()}?laboratoire=nancy", typed())
    assert Question.objects.get().lab == labs.nancy
    assert client.get(f"{address()}?laboratoire=rouen").status_code == 404


@pytest.mark.parametrize("who", ["founder", "director", "liaison", "admin"])
def test_who_may_not(client, labs: Labs, who: str) -> None:
    client.force_login(getattr(labs.cast, who))
    assert client.get(address()).status_code == 403
    assert client.post(address(), typed()).status_code == 403
    assert not Question.objects.exists()
