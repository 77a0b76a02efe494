"""Words of the questions between labs: where one stands, how long each turn lasts."""

from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy

from servindus.ui import Tone


class QuestionStatus(models.TextChoices):
    """Where a question is between being asked and having helped."""

    ASKED = "asked", pgettext_lazy("question", "asked")
    ANSWERED = "answered", pgettext_lazy("question", "answered")
    ACCEPTED = "accepted", pgettext_lazy("question", "answer accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("question", "withdrawn")


Q = QuestionStatus
QUESTION_OPEN = (Q.ASKED, Q.ANSWERED)
QUESTION_LOOKS: dict[Any, tuple[str, Tone]] = {
    Q.ASKED: ("chat-bubble-left-ellipsis", "brand"),
    Q.ANSWERED: ("chat-bubble-left-right", "hold"),
    Q.ACCEPTED: ("check-circle", "ok"),
    Q.WITHDRAWN: ("arrow-uturn-left", "mute"),
}
# Working days that each turn has: the labs asked, then the lab that asked.
ANSWER_DAYS = 10
ACCEPT_DAYS = 5
# Working days from the date on which whoever is next is reminded: before it, and once
# when it has passed.
QUESTION_REMINDERS = (-2, 1)
# No more days lie between a reminder and its date, closures and holidays included.
REMINDED_WITHIN = 30
MOST_TEXT, MOST_REASON = 3000, 1000
