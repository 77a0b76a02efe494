"""The rows of the room, one module per aggregate."""

from benchmarking.models.denominators import (
    Denominator,
)
from benchmarking.models.evidence import (
    Evidence,
    EvidenceFile,
    PracticeScratch,
)
from benchmarking.models.exchanges import (
    Exchange,
    ExchangeAttendance,
    ExchangeDecision,
    ExchangeItem,
)
from benchmarking.models.links import (
    PracticeBlockerLink,
)
from benchmarking.models.practices import (
    Practice,
)
from benchmarking.models.questions import (
    Question,
    QuestionAnswer,
)
from benchmarking.models.reviews import (
    PeerReview,
)
from benchmarking.models.tools import (
    Tool,
    ToolFile,
)
from benchmarking.models.transfers import (
    Transfer,
)
from benchmarking.models.undertakings import (
    ExchangeAction,
)
from benchmarking.models.versions import (
    PracticeVersion,
)

__all__ = [
    "Denominator",
    "Evidence",
    "EvidenceFile",
    "Exchange",
    "ExchangeAction",
    "ExchangeAttendance",
    "ExchangeDecision",
    "ExchangeItem",
    "PeerReview",
    "Practice",
    "PracticeBlockerLink",
    "PracticeScratch",
    "PracticeVersion",
    "Question",
    "QuestionAnswer",
    "Tool",
    "ToolFile",
    "Transfer",
]
