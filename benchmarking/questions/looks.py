"""How questions look: rows, whose turn and why that date, buttons, answers, story."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from benchmarking.models import Question, QuestionAnswer
from benchmarking.questions.enums import (
    QUESTION_LOOKS,
    QUESTION_OPEN,
    QuestionStatus,
)
from benchmarking.questions.turns import counted_by, is_turn_of, next_labs
from programmes import rules
from programmes.cards import elided, person_of
from programmes.digests import know
from programmes.models import Lab
from servindus.buttons import buttons
from servindus.models import JournalEntry, User
from servindus.templatetags.servindus import capital, short_date
from servindus.ui import Act, Badge, Crumb, Person, Row, TimelineItem, Turn, timed_turn
from servindus.workflow import available_actions

Q = QuestionStatus
ACT_ORDER = (
    *("answer_question", "accept_question"),
    *("reopen_question", "withdraw_question"),
)


def list_crumb() -> Crumb:
    """Give the list's step of the way."""
    return Crumb(_("Questions"), reverse("benchmarking:question_list"))


def way(*further: Crumb) -> list[Crumb]:
    """Give the way from the home to a page of questions."""
    return [Crumb(_("Home"), reverse("home")), list_crumb(), *further]


def badge(question: Question) -> Badge:
    """Give the badge of a question's status."""
    icon, tone = QUESTION_LOOKS[Q(question.status)]
    return Badge(capital(question.get_status_display()), icon, tone)


def names_of(labs: list[Lab]) -> str:
    """Give labs by their names: "Amiens, Rouen"."""
    return ", ".join(lab.name for lab in labs)


def lab_person(lab: Lab) -> Person:
    """Give a lab as templates draw it."""
    role = elided(_("Lab of %(names)s") % {"names": lab.name})
    return Person(lab.operator_name, role, "hexagon")


def _next(labs: list[Lab]) -> Person:
    """Give who is next: one lab, or several together."""
    if len(labs) == 1:
        return lab_person(labs[0])
    return Person(names_of(labs), _("the labs asked"), "hexagon")


def turn(question: Question, user: User, today: date) -> Turn | None:
    """Give whose turn it is, until when and why; None once it is closed."""
    labs = next_labs(question)
    if not labs or question.due_on is None:
        return None
    lab, amount = counted_by(question)
    asked = question.status == Q.ASKED
    return timed_turn(
        _next(labs),
        start=question.since_on,
        amount=amount,
        today=today,
        calendar=lab.calendar,
        due=question.due_on,
        sentence=_sentence(asked, len(labs)),
        mine=is_turn_of(question, rules.lab_ids(user)),
        due_label=_("Answer at the latest") if asked else _("Word at the latest"),
        start_label=_("Question asked") if asked else _("First answer"),
        rule=_rule(question, lab),
    )


def _sentence(asked: bool, labs: int) -> str:
    if not asked:
        return _("Says which answer helps, or what is still missing.")
    if labs > 1:
        return _("Answer, or say that they do not know.")
    return _("Answers, or says that it does not know.")


def _rule(question: Question, lab: Lab) -> str:
    if question.status != Q.ASKED or len(question.labs_asked) == 1:
        return ""
    name = {"name": lab.name}
    return _("Counted by the calendar that gives the latest day: %(name)s.") % name


def row(question: Question, user: User, today: date) -> Row:
    """Give a question as one line of the list: who asks whom, whose turn, its date."""
    now = turn(question, user, today)
    sides = {"lab": question.lab.name, "labs": names_of(question.labs_asked)}
    return Row(
        title=question.title,
        href=question.get_absolute_url(),
        sub=_("%(lab)s asks %(labs)s") % sides,
        badge=badge(question),
        who="" if now is None else (_("You") if now.mine else now.person.name),
        when=short_date(now.due) if now and now.due else "",
        clock=now.clock if now else None,
        person=lab_person(question.lab),
        edge="mine" if now and now.mine else "",
        due=question.due_on,
    )


def acts(question: Question, user: User) -> list[Act]:
    """Give the buttons that this person has on a question now, the next step first."""
    can = {one.name: one for one in available_actions(question, user, among=ACT_ORDER)}
    return buttons(question, can, ACT_ORDER, lead=ACT_ORDER[:2])


def story(
    question: Question, user: User
) -> tuple[list[dict[str, Any]], list[TimelineItem]]:
    """Give the answers, oldest first, and what happened, newest first."""
    rows = list(question.answers.select_related("lab", "author").order_by("pk"))
    entries = JournalEntry.objects.about(question).filter(verb__in=_titles())
    lines = list(entries.select_related("user"))
    # One object for each person, so that who they are is read in one statement.
    people = {line.user.pk: line.user for line in lines if line.user}
    people |= {one.author.pk: one.author for one in rows} | {user.pk: user}
    know(people.values())
    return (
        [_answer(one, question, user, people) for one in rows],
        [
            TimelineItem(
                line.at,
                _titles()[line.verb],
                person_of(people[line.user_id]) if line.user_id else None,
            )
            for line in reversed(lines)
        ],
    )


def _answer(
    row: QuestionAnswer, question: Question, user: User, people: dict[int, User]
) -> dict[str, Any]:
    """Give an answer with whoever wrote it, who may correct it while it is open."""
    is_open = question.status in QUESTION_OPEN
    may = is_open and user.has_perm("benchmarking.correct_question_answer", row)
    href = reverse("benchmarking:correct_question_answer", args=[row.public_id])
    return {
        "row": row,
        "person": person_of(people[row.author_id]),
        "badge": Badge(_("This helps"), "check-circle", "ok"),
        "correct_href": href if may else "",
    }


def _titles() -> dict[str, str]:
    return {
        "ask_question": pgettext("question", "Asked"),
        "answer_question": pgettext("question", "Answered"),
        "accept_question": pgettext("question", "An answer helps"),
        "reopen_question": pgettext("question", "Asked again"),
        "withdraw_question": pgettext("question", "Withdrawn"),
        "remind_question": pgettext("question", "Reminded"),
    }
