"""A question between labs: asked, answered by several, accepted, or asked again."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from benchmarking.models import Question, QuestionAnswer
from benchmarking.questions import notifications as notices
from benchmarking.questions.enums import ACCEPT_DAYS, QUESTION_OPEN, QuestionStatus
from benchmarking.questions.turns import slowest
from programmes import rules
from programmes.models import Lab
from servindus import clock, timers
from servindus.models import JournalEntry, User
from servindus.workflow import ActRefused, Step, act, transition, write_journal

Q = QuestionStatus
MOVED = _("This file has moved in the meantime.")
VERB = "ask_question"


# --- Asked ----------------------------------------------------------------------------


def ask_question(
    lab: Lab, *, by: User, labs: Collection[Lab], click: str = "", **values: Any
) -> Question:
    """Put a question to other labs; each has ten working days by its own calendar.

    `values` are title, text, topic and workstream. `click` is the mark of the form
    that was sent: the same one twice is one question.
    """
    now = clock.now()
    with transaction.atomic():
        # Two clicks of one lab wait for each other: the second finds the first one's.
        rows = Lab.objects.select_for_update(of=("self",), no_key=True)
        lab = rows.get(pk=lab.pk)
        if click and (twin := asked_by_click(lab, by, click)):
            return twin
        _fit(lab, by, labs)
        today = clock.local_day(now)
        due_on = slowest(labs, today)[0]
        question = Question.objects.create(
            lab=lab, asked_by=by, since_on=today, due_on=due_on, **values
        )
        question.asked_labs.set(labs)
        entry = write_journal(
            VERB,
            question,
            by=by,
            now=now,
            target=question.status,
            details={"labs": sorted(one.slug for one in labs)},
            click=click,
        )
        notices.owe_asked(question, entry, now)
    return question


def asked_by_click(lab: Lab, by: User, click: str) -> Question | None:
    """Give the open question of this lab that the same form has asked already."""
    lines = JournalEntry.objects.filter(user=by, verb=VERB, click=click)
    rows = Question.objects.open().filter(pk__in=lines.values("object_id"), lab=lab)
    return rows.order_by("-pk").first()


def _fit(lab: Lab, by: User, labs: Collection[Lab]) -> None:
    if lab.pk not in rules.lab_ids(by):
        raise ActRefused(_("Ask for a lab that you work for."))
    if not labs:
        raise ActRefused(_("Choose one lab at least."))
    if lab in labs:
        raise ActRefused(_("A lab does not ask itself: choose other labs."))


# --- Answered -------------------------------------------------------------------------


@transition(
    Question,
    sources=QUESTION_OPEN,
    target=Q.ANSWERED,
    label=pgettext_lazy("question", "Answer"),
    icon="chat-bubble-left-right",
)
def answer_question(question: Question, step: Step, *, lab: Lab, text: str) -> None:
    """Answer for a lab that was asked; the first answer hands the turn over."""
    if lab.pk not in rules.lab_ids(step.user) & question.asked_lab_ids:
        raise ActRefused(_("Answer for a lab that was asked and that you work for."))
    answer = QuestionAnswer.objects.create(
        question=question,
        lab=lab,
        author=step.user,
        text=text,
        created_at=step.now,
    )
    step.begin(answer)
    if step.entry.source == Q.ASKED:
        _hand_back(question, step)
    notices.owe_answered(question, step, answer)


def _hand_back(question: Question, step: Step) -> None:
    """From now on the lab that asked has its five days to say whether it helps."""
    question.since_on = clock.local_day(step.now)
    calendar = question.lab.calendar
    question.due_on = calendar.add_working_days(question.since_on, ACCEPT_DAYS)


def _still_open(answer: QuestionAnswer, now: Any) -> str | Promise | None:
    if answer.question.status not in QUESTION_OPEN:
        return _("The question is closed: its answers stay as they are.")
    return None


@act(
    QuestionAnswer,
    sources=[""],
    label=_("Correct the answer"),
    icon="pencil-square",
    lock_first=("question",),
    guard=_still_open,
)
def correct_question_answer(answer: QuestionAnswer, step: Step, *, text: str) -> None:
    """Write one's own answer anew, until the question is closed."""
    if text == answer.text:
        raise ActRefused(_("The same stands here already."))
    answer.text, answer.corrected_at = text, step.now


# --- Closed, or asked again -----------------------------------------------------------


@transition(
    Question,
    sources=[Q.ANSWERED],
    target=Q.ACCEPTED,
    label=_("Say what helps"),
    icon="check-circle",
    records=("answers",),
)
def accept_question(
    question: Question, step: Step, *, answers: Collection[int], text: str
) -> None:
    """Mark the answers that help, and say what the lab does with them."""
    rows = question.answers.filter(pk__in=answers)
    if not answers or rows.count() != len(set(answers)):
        raise ActRefused(_("Choose one answer at least of this question."))
    rows.update(helps=True, updated_at=step.now)
    question.next_step, question.due_on = text, None
    question.accepted_on = clock.local_day(step.now)
    notices.owe_accepted(question, step)


@transition(
    Question,
    sources=[Q.ANSWERED, Q.ACCEPTED],
    target=Q.ASKED,
    label=_("Ask it again"),
    icon="arrow-path",
)
def reopen_question(question: Question, step: Step, *, text: str) -> None:
    """Ask again because no answer helps, or one did not hold: say what is missing."""
    question.answers.filter(helps=True).update(helps=False, updated_at=step.now)
    question.next_step, question.accepted_on = "", None
    question.reopened_because = text
    question.since_on = clock.local_day(step.now)
    question.due_on = slowest(question.labs_asked, question.since_on)[0]
    notices.owe_asked(question, step.entry, step.now)


@transition(
    Question,
    sources=QUESTION_OPEN,
    target=Q.WITHDRAWN,
    label=_("Withdraw the question"),
    icon="arrow-uturn-left",
    closes=True,
)
def withdraw_question(question: Question, step: Step, *, text: str) -> None:
    """Ask it no longer, with the reason that the labs asked read."""
    question.withdrawn_because, question.due_on = text, None
    notices.owe_withdrawn(question, step)


@act(
    Question,
    sources=QUESTION_OPEN,
    label=_("Remind whoever is next"),
    keeps_row=True,
    records=("since", "rung"),
)
def remind_question(question: Question, step: Step, *, since: date, rung: int) -> None:
    """Tell whoever is next that the date comes near, and once that it has passed."""
    if since != question.due_on or not timers.once(
        step.entry.verb, question, since=since, rung=rung
    ):
        raise ActRefused(MOVED)
    notices.owe_reminder(question, step, rung)
