"""Forms of the blocker register: cleaning of what people type, no consequences."""

from blockers.forms.closing import CloseLocallyForm
from blockers.forms.leading import (
    AskForm,
    BlockerForm,
    ChangeAskForm,
    ChangeNormForm,
    NormForm,
    RemovePieceForm,
)
from blockers.forms.merging import MergeBlockerForm, ObjectForm, UnmergeForm
from blockers.forms.publishing import AmendForm, CardForm, PublishForm
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
    "AmendForm",
    "AppealForm",
    "AskForm",
    "AttachForm",
    "BlockerForm",
    "CallForm",
    "CardForm",
    "CaseForm",
    "ChangeAskForm",
    "ChangeNormForm",
    "CloseLocallyForm",
    "ConsentForm",
    "CostForm",
    "DeclineForm",
    "DetachForm",
    "DoorForm",
    "MergeBlockerForm",
    "NormForm",
    "ObjectForm",
    "PublishForm",
    "RemovePieceForm",
    "StaffForm",
    "StartForm",
    "TellApartForm",
    "TextForm",
    "UnmergeForm",
    "VisitorForm",
    "WordForm",
]
