"""Which questions a list shows; the page, its file and homes ask it."""

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from benchmarking.models import Question
from benchmarking.models.questions import QuestionQuerySet
from benchmarking.questions.enums import QuestionStatus
from benchmarking.questions.filters import QuestionFilter
from programmes import rules
from servindus.models import User
from servindus.ui import Text

Q = QuestionStatus
EVERYTHING = "toutes"
# The address's word and the label; the first is the reader's turn.
PARTS: tuple[tuple[str, Text], ...] = (
    ("a-repondre", pgettext_lazy("questions", "To answer")),
    ("nos-questions", _("Asked by us")),
    ("avec-reponse", pgettext_lazy("questions", "With an answer")),
    ("acceptees", pgettext_lazy("questions", "Answer accepted")),
    (EVERYTHING, pgettext_lazy("questions", "All")),
)


def questions_of(user: User, part: str) -> QuestionQuerySet:
    """Give a part of the questions; the programme has none to answer itself."""
    rows, labs = Question.objects.visible_to(user), rules.lab_ids(user)
    if part == "a-repondre":
        return rows.to_answer(labs)
    if part == "nos-questions":
        return rows.filter(lab__in=labs)
    if part == "avec-reponse":
        return rows.filter(status=Q.ANSWERED)
    if part == "acceptees":
        return rows.filter(status=Q.ACCEPTED)
    return rows


def found(user: User, part: str, query: QueryDict) -> QuestionFilter:
    """Give what the filters of an address leave of a part."""
    return QuestionFilter(query, queryset=questions_of(user, part))
