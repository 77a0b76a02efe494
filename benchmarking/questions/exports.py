"""The questions as a file: what the list shows, a line for each question."""

from django.db.models import Prefetch
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from benchmarking.models import Question, QuestionAnswer
from benchmarking.questions import lists
from benchmarking.questions.looks import names_of
from servindus.exports.dataset import (
    Column,
    Dataset,
    Filter,
    Selection,
    filters_of,
    register,
)
from servindus.models import User


def _questions(user: User, query: QueryDict) -> Selection:
    part = query.get("vue", lists.EVERYTHING)
    word = dict(lists.PARTS).get(part)
    found = lists.found(user, part if word else lists.EVERYTHING, query)
    answers = QuestionAnswer.objects.select_related("lab").order_by("pk")
    rows = found.qs.with_sides().prefetch_related(Prefetch("answers", answers))
    shown = [Filter("vue", _("Part"), word, part)] if word else []
    return Selection(
        title=_("Questions between labs"),
        columns=[
            Column("title", _("Question"), lambda row: row.title),
            Column("text", _("In full"), lambda row: row.text),
            Column("lab", _("Lab that asks"), lambda row: row.lab.name),
            Column("labs", _("Labs asked"), lambda row: names_of(row.labs_asked)),
            Column("topic", _("Topic"), _topic),
            Column("axis", _("Axis"), _axis),
            Column("status", _("Status"), lambda row: row.get_status_display()),
            Column("asked_at", _("Asked on"), lambda row: row.created_at),
            Column("due_on", _("Next step by"), lambda row: row.due_on),
            Column("answers", _("Answers"), _answers),
            Column("helped", _("Answers that help"), _helped),
            Column("next_step", _("What comes of it"), lambda row: row.next_step),
            Column("reason", _("Why withdrawn"), lambda row: row.withdrawn_because),
        ],
        parts=[rows.order_by("-created_at", "-pk")],
        filters=[*shown, *filters_of(found.form)],
    )


def _topic(row: Question) -> str:
    return row.topic.name if row.topic else ""


def _axis(row: Question) -> int | None:
    return row.workstream.number if row.workstream else None


def _answers(row: Question) -> str:
    return "\n\n".join(f"{one.lab.name} : {one.text}" for one in row.answers.all())


def _helped(row: Question) -> str:
    labs = dict.fromkeys(one.lab.name for one in row.answers.all() if one.helps)
    return ", ".join(labs)


def _address(query: QueryDict) -> str:
    href = reverse("benchmarking:question_list")
    return f"{href}?{query.urlencode()}" if query else href


QUESTIONS = register(
    Dataset(
        name="questions",
        slug="questions",
        select=_questions,
        permits=lambda user: user.has_perm("benchmarking.export_question"),
        address=_address,
        everything=f"vue={lists.EVERYTHING}",
    )
)
