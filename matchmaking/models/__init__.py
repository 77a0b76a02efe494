"""Introductions, their people, their links and their meetings."""

from matchmaking.models.absence import Absence, CallNote
from matchmaking.models.attachment import Attachment
from matchmaking.models.follow_up import FollowUp, OutcomeClaim
from matchmaking.models.introduction import Introduction, Remark
from matchmaking.models.link import AnswerLink
from matchmaking.models.meeting import Meeting, MeetingReport, SlotOffer
from matchmaking.models.moderation import AnswerTemplate, Rewording
from matchmaking.models.people import DecisionMaker, StartupProfile

__all__ = [
    "Absence",
    "AnswerLink",
    "AnswerTemplate",
    "Attachment",
    "CallNote",
    "DecisionMaker",
    "FollowUp",
    "Introduction",
    "Meeting",
    "MeetingReport",
    "OutcomeClaim",
    "Remark",
    "Rewording",
    "SlotOffer",
    "StartupProfile",
]
