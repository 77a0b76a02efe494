"""The acts of the blocker register."""

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
    "add_file_report",
    "appeal_report",
    "ask_info_report",
    "attach_report",
    "contact_report",
    "decline_report",
    "detach_report",
    "draft_report",
    "draft_report_by_link",
    "draft_report_for",
    "edit_report",
    "remove_file_report",
    "request_link_report",
    "resume_report",
    "submit_report",
    "tell_apart_report",
    "withdraw_report",
]
