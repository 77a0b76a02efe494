"""The rows of good practices and comparison, one module per aggregate."""

from benchmarking.models.evidence import Evidence, EvidenceFile, PracticeScratch
from benchmarking.models.practices import Practice
from benchmarking.models.reviews import PeerReview
from benchmarking.models.tools import Tool, ToolFile
from benchmarking.models.versions import PracticeVersion

__all__ = [
    "Evidence",
    "EvidenceFile",
    "PeerReview",
    "Practice",
    "PracticeScratch",
    "PracticeVersion",
    "Tool",
    "ToolFile",
]
