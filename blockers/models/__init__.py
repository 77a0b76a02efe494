"""The tables of the blocker register."""

from blockers.models.blocker import Ask, Blocker, NormReference, SameVerdict
from blockers.models.clock import Clock, ClockPause
from blockers.models.report import Remark, Report, ReportFile
from blockers.models.report_link import ReportLink

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
]
