"""Mails about questions between labs: asked, answered, accepted, withdrawn, due."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from benchmarking.categories import BETWEEN_LABS
from benchmarking.models import Question, QuestionAnswer
from benchmarking.questions.enums import QuestionStatus
from benchmarking.questions.turns import next_labs, staff_next
from programmes.hours import after_quiet
from programmes.models import Lab
from programmes.notifications import sender_of, staff_of
from servindus import clock, outbox
from servindus.categories import REMINDERS
from servindus.models import JournalEntry, OutboxEmail
from servindus.notifications import Notice, Recipient, Sender, register
from servindus.workflow import Step

Q = QuestionStatus


class QuestionNotice(Notice):
    """A mail about a question, in the name of the lab that asks."""

    model = "benchmarking.Question"
    category = BETWEEN_LABS.key
    audience = _("staff of the labs that are asked")
    # Where the question stands while the mail is worth sending; empty: always.
    while_in: tuple[str, ...] = ()

    def find(self, row: OutboxEmail) -> Question | None:
        """Give the question with its sides."""
        return Question.objects.with_sides().filter(pk=row.object_id).first()

    def sender(self, obj: Question) -> Sender:
        """Give the operator of the lab that asks."""
        return sender_of(obj.lab)

    def is_moot(self, obj: Question, row: OutboxEmail) -> bool:
        """Whether it has moved on, or the reader works for no lab any more."""
        may = row.user is not None and row.user.has_perm(
            "benchmarking.view_question", obj
        )
        return not may or bool(self.while_in and obj.status not in self.while_in)

    def context(self, obj: Question, row: OutboxEmail) -> dict[str, Any]:
        """Give the question, the lab that asks, and its page."""
        return {
            "question": obj,
            "lab": obj.lab,
            "file_url": settings.PUBLIC_URL + obj.get_absolute_url(),
        }


@register
class QuestionAsked(QuestionNotice):
    """To staff of the labs asked: what is asked, and until when; also once more."""

    name = "question_asked"
    # One lab's answer does not keep the question from the others.
    while_in = (Q.ASKED, Q.ANSWERED)


@register
class QuestionAnswered(QuestionNotice):
    """To staff of the lab that asked: what another lab answers."""

    name = "question_answered"
    audience = _("staff of the lab that asked")
    while_in = (Q.ANSWERED,)

    def sender(self, obj: Question) -> Sender:
        """Give the programme: several labs answer."""
        return sender_of(None)

    def context(self, obj: Question, row: OutboxEmail) -> dict[str, Any]:
        """Give the answer too: the mail alone is enough to read it."""
        rows = obj.answers.select_related("lab", "author")
        answer = rows.filter(pk=row.data["answer"]).first()
        return {**super().context(obj, row), "answer": answer}


@register
class QuestionAccepted(QuestionNotice):
    """To staff of the labs that answered: what helped, and what comes of it."""

    name = "question_accepted"
    audience = _("staff of the labs that answered")
    while_in = (Q.ACCEPTED,)

    def context(self, obj: Question, row: OutboxEmail) -> dict[str, Any]:
        """Name the labs whose answers help."""
        rows = obj.answers.filter(helps=True).select_related("lab")
        labs = dict.fromkeys(one.lab.name for one in rows.order_by("pk"))
        return {**super().context(obj, row), "helpers": ", ".join(labs)}


@register
class QuestionWithdrawn(QuestionNotice):
    """To staff of the labs asked: nobody need answer any more, and why."""

    name = "question_withdrawn"
    while_in = (Q.WITHDRAWN,)


@register
class QuestionReminder(QuestionNotice):
    """To whoever is next: the date comes near, or has passed."""

    name = "question_reminder"
    category = REMINDERS.key
    audience = _("whoever is next")

    def is_moot(self, obj: Question, row: OutboxEmail) -> bool:
        """Whether the turn is another one by now, or the reader's no longer."""
        if row.user is None or obj.due_on is None:
            return True
        same = obj.due_on.isoformat() == row.data["due_on"]
        return not (same and staff_next(obj, [row.user]))

    def context(self, obj: Question, row: OutboxEmail) -> dict[str, Any]:
        """Say whether the date has passed."""
        assert obj.due_on is not None
        late = obj.due_on < clock.today()
        return {**super().context(obj, row), "is_late": late}


# --- Owed -----------------------------------------------------------------------------


def owe_asked(question: Question, entry: JournalEntry, now: datetime) -> None:
    """Owe the question to the staff of each lab that is asked."""
    _owe("question_asked", question, entry, question.labs_asked, now)


def owe_answered(question: Question, step: Step, answer: QuestionAnswer) -> None:
    """Owe an answer to the staff of the lab that asked."""
    data = {"answer": answer.pk}
    _owe("question_answered", question, step.entry, [question.lab], step.now, data)


def owe_accepted(question: Question, step: Step) -> None:
    """Owe the word of thanks to the labs that answered."""
    labs = Lab.objects.filter(question_answers__question=question).distinct()
    _owe("question_accepted", question, step.entry, labs.order_by("name"), step.now)


def owe_withdrawn(question: Question, step: Step) -> None:
    """Owe the reason to the labs that were asked."""
    _owe("question_withdrawn", question, step.entry, question.labs_asked, step.now)


def owe_reminder(question: Question, step: Step, rung: int) -> None:
    """Owe the reminder to the staff of the labs that are next and have not answered."""
    assert question.due_on is not None
    data = {"due_on": question.due_on.isoformat(), "rung": rung}
    labs = next_labs(question)
    _owe("question_reminder", question, step.entry, labs, step.now, data)


def _owe(
    kind: str,
    question: Question,
    entry: JournalEntry,
    labs: Iterable[Lab],
    now: datetime,
    data: dict[str, Any] | None = None,
) -> None:
    told: set[int] = set()
    for lab in labs:
        for user in staff_of(lab):
            if user.pk == entry.user_id or user.pk in told:
                continue
            told.add(user.pk)
            outbox.post(
                kind,
                question,
                to=Recipient.of(user),
                cause=entry,
                not_before=after_quiet(lab, now),
                desk=lab.slug,
                data=data or {},
            )
