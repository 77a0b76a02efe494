"""The tables of the blocker register."""

from blockers.models.blocker import Ask, Blocker, NormReference, SameVerdict
from blockers.models.clock import Clock, ClockPause
from blockers.models.report import Report
from blockers.models.report_link import ReportLink
from blockers.models.report_parts import Remark, ReportFile, Scratch

__all__ = [
    "Ask",
    "Blocker",
    "Clock",
    "ClockPause",
    "NormReference",
    "Remark",
    "Report",
    "ReportFile",
    "ReportLink",
    "SameVerdict",
    "Scratch",
]
