"""What questions put on homes and into the tabs of the room."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from benchmarking.models import Question
from benchmarking.questions.enums import QuestionStatus
from programmes import rules
from servindus.home import Dated, Waiting
from servindus.models import User
from servindus.ui import Tab, WaitingCard


def tabs(request: HttpRequest) -> list[Tab]:
    """Give the tab of the questions to whoever reads them."""
    href = reverse("benchmarking:question_list")
    if not request.user.has_perm("benchmarking.view_question"):
        return []
    return [Tab(_("Questions"), href, current=request.path.startswith(href))]


def waiting(request: HttpRequest) -> list[Waiting]:
    """Give the questions to answer, and the answers that wait for a word."""
    user = request.user
    assert isinstance(user, User)
    labs = rules.lab_ids(user)
    if not labs:
        return []
    return [
        Waiting(Question.objects.to_answer(labs), _to_answer),
        Waiting(Question.objects.to_accept(labs), _to_accept),
    ]


def dated(request: HttpRequest) -> list[Dated]:
    """Give the days until which one's lab answers."""
    labs = rules.lab_ids(request.user)
    if not labs:
        return []
    # After a first answer the date is that of the lab that asked.
    rows = Question.objects.to_answer(labs).filter(status=QuestionStatus.ASKED)
    return [Dated(rows, "due_on", "title")]


def _to_answer(count: int) -> WaitingCard:
    return WaitingCard(
        count=count,
        title=_("Questions of other labs"),
        text=_("They ask what you know: answer within ten working days."),
        href=f"{reverse('benchmarking:question_list')}?vue=a-repondre",
        link_label=_("Answer"),
        icon="chat-bubble-left-ellipsis",
        emphasis="mine",
    )


def _to_accept(count: int) -> WaitingCard:
    return WaitingCard(
        count=count,
        title=_("Answers to your questions"),
        text=_("Say which one helps, or what is still missing."),
        href=f"{reverse('benchmarking:question_list')}?vue=nos-questions",
        link_label=_("Read them"),
        icon="chat-bubble-left-right",
        emphasis="mine",
    )
