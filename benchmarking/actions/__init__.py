"""Acts of the room, one module per aggregate."""

from benchmarking.actions.practices import (
    add_evidence_practice_version,
    draft_practice,
    edit_practice_version,
    remove_evidence_practice_version,
    revise_practice_version,
    submit_practice_version,
    take_back_practice_version,
)
from benchmarking.actions.reviews import (
    admit_practice_version,
    label_practice_version,
    nudge_practice_version,
    publish_practice_version,
    renew_practice_version,
    retire_practice_version,
    return_practice_version,
    review_practice_version,
)
from benchmarking.actions.tools import (
    add_file_tool,
    draft_tool,
    edit_tool,
    remove_file_tool,
    share_tool,
    withdraw_tool,
)

__all__ = [
    "add_evidence_practice_version",
    "add_file_tool",
    "admit_practice_version",
    "draft_practice",
    "draft_tool",
    "edit_practice_version",
    "edit_tool",
    "label_practice_version",
    "nudge_practice_version",
    "publish_practice_version",
    "remove_evidence_practice_version",
    "remove_file_tool",
    "renew_practice_version",
    "retire_practice_version",
    "return_practice_version",
    "review_practice_version",
    "revise_practice_version",
    "share_tool",
    "submit_practice_version",
    "take_back_practice_version",
    "withdraw_tool",
]
