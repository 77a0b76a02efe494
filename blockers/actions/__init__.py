"""The acts of the blocker register."""

from blockers.actions.answering import (
    answer_escalation,
    publish_escalation,
    review_escalation,
    settle_blocker,
    settle_escalation,
)
from blockers.actions.conversing import (
    acknowledge_escalation,
    extend_escalation,
    forward_escalation,
    reply_info_escalation,
    request_info_escalation,
)
from blockers.actions.escalating import (
    add_addendum,
    escalate_blocker,
    recall_blocker,
    recall_escalation,
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
    "acknowledge_escalation",
    "add_addendum",
    "add_file_report",
    "answer_escalation",
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
    "escalate_blocker",
    "extend_escalation",
    "forward_escalation",
    "publish_escalation",
    "recall_blocker",
    "recall_escalation",
    "remove_file_report",
    "reply_info_escalation",
    "request_info_escalation",
    "request_link_report",
    "resume_report",
    "review_escalation",
    "settle_blocker",
    "settle_escalation",
    "submit_report",
    "tell_apart_report",
    "withdraw_report",
]
