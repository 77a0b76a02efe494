"""Desks of matchmaking."""

from matchmaking.admin.answers import AnswerTemplateAdmin
from matchmaking.admin.decision_makers import DecisionMakerAdmin
from matchmaking.admin.introductions import IntroductionAdmin
from matchmaking.admin.others import MeetingAdmin, StartupProfileAdmin

__all__ = [
    "AnswerTemplateAdmin",
    "DecisionMakerAdmin",
    "IntroductionAdmin",
    "MeetingAdmin",
    "StartupProfileAdmin",
]
