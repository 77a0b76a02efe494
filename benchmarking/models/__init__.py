"""What labs share: questions and exchanges."""

from benchmarking.models.exchanges import (
    Exchange,
    ExchangeAction,
    ExchangeAttendance,
    ExchangeDecision,
    ExchangeItem,
)
from benchmarking.models.questions import Question, QuestionAnswer

__all__ = [
    "Exchange",
    "ExchangeAction",
    "ExchangeAttendance",
    "ExchangeDecision",
    "ExchangeItem",
    "Question",
    "QuestionAnswer",
]
