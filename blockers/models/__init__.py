"""The tables of the blocker register."""

from blockers.models.blocker import Ask, Blocker, NormReference, SameVerdict
from blockers.models.blocker_merge import BlockerMerge
from blockers.models.clock import Clock, ClockPause
from blockers.models.remark import Remark
from blockers.models.report import Report, ReportFile
from blockers.models.report_link import ReportLink

__all__ = [
    "Ask",
    "Blocker",
    "BlockerMerge",
    "Clock",
    "ClockPause",
    "NormReference",
    "Remark",
    "Report",
    "ReportFile",
    "ReportLink",
    "SameVerdict",
]
