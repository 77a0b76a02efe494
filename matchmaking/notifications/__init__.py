"""The mails of matchmaking: who is owed what, and when it is no longer due."""

from matchmaking.notifications import chasing, follow_ups, meetings, people
from matchmaking.notifications.owing import (
    forget_answer,
    forget_meeting,
    owe_both,
    owe_follow_up,
    owe_invitation,
    owe_lost,
    owe_manager,
    owe_meeting,
    owe_moderators,
    owe_other_side,
    owe_receipt,
    owe_reminder,
    owe_startup,
    startup_readers,
)
from programmes.hours import after_quiet

__all__ = [
    "after_quiet",
    "chasing",
    "follow_ups",
    "forget_answer",
    "forget_meeting",
    "meetings",
    "owe_both",
    "owe_follow_up",
    "owe_invitation",
    "owe_lost",
    "owe_manager",
    "owe_meeting",
    "owe_moderators",
    "owe_other_side",
    "owe_receipt",
    "owe_reminder",
    "owe_startup",
    "people",
    "startup_readers",
]
