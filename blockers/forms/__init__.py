"""Forms of the blocker register: cleaning of what people type, no consequences."""

from blockers.forms.qualifying import (
    AttachForm,
    CallForm,
    DeclineForm,
    DetachForm,
    TellApartForm,
    WordForm,
)
from blockers.forms.reporting import (
    QUESTIONS,
    AppealForm,
    CaseForm,
    ConsentForm,
    CostForm,
    DoorForm,
    StaffForm,
    StartForm,
    TextForm,
    VisitorForm,
)

__all__ = [
    "QUESTIONS",
    "AppealForm",
    "AttachForm",
    "CallForm",
    "CaseForm",
    "ConsentForm",
    "CostForm",
    "DeclineForm",
    "DetachForm",
    "DoorForm",
    "StaffForm",
    "StartForm",
    "TellApartForm",
    "TextForm",
    "VisitorForm",
    "WordForm",
]
