"""Whose turn a question is, until when, and by which lab's calendar."""

from collections.abc import Iterable
from datetime import date

from benchmarking.models import Question
from benchmarking.questions.enums import ACCEPT_DAYS, ANSWER_DAYS, QuestionStatus
from programmes.models import Lab
from servindus.models import User

Q = QuestionStatus


def slowest(labs: Iterable[Lab], start: date) -> tuple[date, Lab]:
    """Give the day until which all these labs have their ten days, and whose it is.

    Each lab counts by its own calendar; the last day is everybody's, so that nobody's
    closure is counted against them.
    """
    days = [(lab.calendar.add_working_days(start, ANSWER_DAYS), lab) for lab in labs]
    last = max(day for day, _lab in days)
    return next((day, lab) for day, lab in days if day == last)


def next_labs(question: Question) -> list[Lab]:
    """Give the labs whose turn it is: those asked, then the one that asked; or none."""
    if question.status == Q.ASKED:
        return question.labs_asked
    return [question.lab] if question.status == Q.ANSWERED else []


def counted_by(question: Question) -> tuple[Lab, int]:
    """Give the lab whose calendar counts now, and the working days of the turn."""
    if question.status == Q.ASKED:
        return slowest(question.labs_asked, question.since_on)[1], ANSWER_DAYS
    return question.lab, ACCEPT_DAYS


def is_turn_of(question: Question, labs: set[int]) -> bool:
    """Whether it is the turn of one of these labs; `QuestionQuerySet` says the same."""
    return bool(labs & {lab.pk for lab in next_labs(question)})


def staff_next(question: Question, people: Iterable[User]) -> list[User]:
    """Give those of these people who may do what comes next."""
    verb = "answer" if question.status == Q.ASKED else "accept"
    perm = f"benchmarking.{verb}_question"
    return [user for user in people if user.has_perm(perm, question)]
