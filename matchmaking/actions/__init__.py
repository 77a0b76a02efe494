"""The verbs of matchmaking, one function each."""

from matchmaking.actions.absences import announce_absence, end_absence
from matchmaking.actions.answers import (
    accept_introduction,
    cancel_introduction,
    decline_introduction,
    defer_introduction,
    redirect_introduction,
    undo_introduction,
)
from matchmaking.actions.attachments import (
    attach_introduction,
    attach_startup_profile,
    detach_introduction,
    detach_startup_profile,
)
from matchmaking.actions.calls import call_introduction
from matchmaking.actions.chasing import (
    alert_introduction,
    ask_meeting,
    flag_introduction,
    nudge_introduction,
    reassure_introduction,
    remind_decision_maker,
    remind_meeting,
    resume_introduction,
)
from matchmaking.actions.drafts import (
    confirm_introduction,
    discard_introduction,
    draft_introduction,
    edit_introduction,
    submit_introduction,
    withdraw_introduction,
)
from matchmaking.actions.follow_ups import answer_follow_up, ask_follow_up
from matchmaking.actions.losing import lose_decision_maker
from matchmaking.actions.measure import limit_decision_maker
from matchmaking.actions.meetings import (
    book_meeting,
    cancel_meeting,
    hold_meeting,
    miss_meeting,
    move_meeting,
    propose_slots,
    report_meeting,
    withdraw_slot,
)
from matchmaking.actions.moderation import (
    approve_introduction,
    ask_info_introduction,
    close_introduction,
    expire_introduction,
    reject_introduction,
    reopen_introduction,
    requeue_introduction,
    send_introduction,
)
from matchmaking.actions.people import (
    activate_decision_maker,
    add_decision_maker,
    edit_startup_profile,
    invite_decision_maker,
    opt_out_decision_maker,
    postpone_decision_maker,
    publish_startup_profile,
)
from matchmaking.actions.rewording import (
    agree_introduction,
    appeal_introduction,
    reword_introduction,
)

__all__ = [
    "accept_introduction",
    "activate_decision_maker",
    "add_decision_maker",
    "agree_introduction",
    "alert_introduction",
    "announce_absence",
    "answer_follow_up",
    "appeal_introduction",
    "approve_introduction",
    "ask_follow_up",
    "ask_info_introduction",
    "ask_meeting",
    "attach_introduction",
    "attach_startup_profile",
    "book_meeting",
    "call_introduction",
    "cancel_introduction",
    "cancel_meeting",
    "close_introduction",
    "confirm_introduction",
    "decline_introduction",
    "defer_introduction",
    "detach_introduction",
    "detach_startup_profile",
    "discard_introduction",
    "draft_introduction",
    "edit_introduction",
    "edit_startup_profile",
    "end_absence",
    "expire_introduction",
    "flag_introduction",
    "hold_meeting",
    "invite_decision_maker",
    "limit_decision_maker",
    "lose_decision_maker",
    "miss_meeting",
    "move_meeting",
    "nudge_introduction",
    "opt_out_decision_maker",
    "postpone_decision_maker",
    "propose_slots",
    "publish_startup_profile",
    "reassure_introduction",
    "redirect_introduction",
    "reject_introduction",
    "remind_decision_maker",
    "remind_meeting",
    "reopen_introduction",
    "report_meeting",
    "requeue_introduction",
    "resume_introduction",
    "reword_introduction",
    "send_introduction",
    "submit_introduction",
    "undo_introduction",
    "withdraw_introduction",
    "withdraw_slot",
]
