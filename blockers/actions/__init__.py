"""The acts of the blocker register."""

from blockers.actions.closing import close_locally_blocker
from blockers.actions.leading import (
    add_ask_blocker,
    add_norm_blocker,
    change_ask_blocker,
    change_norm_blocker,
    edit_blocker,
    qualify_blocker,
    remove_ask_blocker,
    remove_norm_blocker,
)
from blockers.actions.merging import (
    merge_blocker,
    object_merge_blocker,
    unmerge_blocker,
)
from blockers.actions.qualifying import (
    ask_info_report,
    attach_report,
    contact_report,
    decline_report,
    detach_report,
    tell_apart_report,
)
from blockers.actions.reporting import (
    add_file_report,
    appeal_report,
    draft_report,
    draft_report_by_link,
    draft_report_for,
    edit_report,
    remove_file_report,
    request_link_report,
    resume_report,
    submit_report,
    withdraw_report,
)

__all__ = [
    "add_ask_blocker",
    "add_file_report",
    "add_norm_blocker",
    "appeal_report",
    "ask_info_report",
    "attach_report",
    "change_ask_blocker",
    "change_norm_blocker",
    "close_locally_blocker",
    "contact_report",
    "decline_report",
    "detach_report",
    "draft_report",
    "draft_report_by_link",
    "draft_report_for",
    "edit_blocker",
    "edit_report",
    "merge_blocker",
    "object_merge_blocker",
    "qualify_blocker",
    "remove_ask_blocker",
    "remove_file_report",
    "remove_norm_blocker",
    "request_link_report",
    "resume_report",
    "submit_report",
    "tell_apart_report",
    "unmerge_blocker",
    "withdraw_report",
]
