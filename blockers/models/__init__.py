"""The tables of the blocker register."""

from blockers.models.answer import Answer
from blockers.models.approval import Approval
from blockers.models.blocker import Blocker
from blockers.models.blocker_merge import BlockerMerge
from blockers.models.blocker_parts import Ask, NormReference
from blockers.models.clock import Clock, ClockPause
from blockers.models.escalation import Escalation
from blockers.models.escalation_parts import Addendum, InformationRequest
from blockers.models.follow_up import (
    Commitment,
    Contestation,
    Measure,
    Verification,
)
from blockers.models.remark import Remark
from blockers.models.report import Report
from blockers.models.report_link import ReportLink
from blockers.models.report_parts import ReportFile, Scratch
from blockers.models.same_verdict import SameVerdict
from blockers.models.sitting import Sitting, SittingItem

__all__ = [
    "Addendum",
    "Answer",
    "Approval",
    "Ask",
    "Blocker",
    "BlockerMerge",
    "Clock",
    "ClockPause",
    "Commitment",
    "Contestation",
    "Escalation",
    "InformationRequest",
    "Measure",
    "NormReference",
    "Remark",
    "Report",
    "ReportFile",
    "ReportLink",
    "SameVerdict",
    "Scratch",
    "Sitting",
    "SittingItem",
    "Verification",
]
