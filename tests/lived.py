"""What a request of each status has been through."""

from datetime import date, datetime, timedelta
from typing import Any

from matchmaking.enums import (
    IntroductionStatus,
)
from servindus import clock

S = IntroductionStatus


def fields_of(status: S, now: datetime) -> dict[str, Any]:
    """Give what a row of this status has been through."""
    day = clock.local_day(now)
    fields: dict[str, Any] = {
        "subject": "Prévoir l’arrêt de la ligne 2",
        "why_you": "Quatre roulements sur cinq signalés avant la casse.",
        "ask": "understand",
        "formats": ["video"],
    }
    if status == S.DRAFT:
        return fields
    asked = now - timedelta(days=3)
    fields |= {
        "submitted_at": asked,
        "startup_consent_at": asked,
        "startup_consent_text": "2026-11",
        "moderate_by": day,
    }
    if status in (S.SUBMITTED, S.NEEDS_INFO, S.REJECTED):
        return fields | {"reject_code": "unclear" if status == S.REJECTED else ""}
    fields |= {"queued_at": asked, "expected_on": day}
    if status == S.QUEUED:
        return fields
    fields |= {"sent_at": now - timedelta(days=2), "due_on": day + timedelta(days=20)}
    if status in (S.SENT, S.WITHDRAWN):
        return fields
    return fields | _answer_of(status, now, day)


def _answer_of(status: S, now: datetime, day: date) -> dict[str, Any]:
    answered = now - timedelta(hours=1)
    settled = now - timedelta(minutes=50)
    fields: dict[str, Any] = {"answered_at": answered}
    if status != S.EXPIRED:
        fields["settles_at"] = settled
    if status == S.DEFERRED:
        fields |= {"deferred_until": day + timedelta(days=30), "times_deferred": 1}
    if status == S.DECLINED:
        fields |= {"decline_code": "no_need"}
    if status in (S.ACCEPTED, S.CLOSED, S.CANCELLED):
        fields |= {
            "manager_consent_at": answered,
            "manager_consent_text": "2026-11",
            "manager_consent_channel": "link",
            "contacts_revealed_at": settled,
            "slot_due_on": day + timedelta(days=14),
        }
    if status == S.CLOSED:
        fields |= {"outcome": "trial", "closed_at": now}
    return fields
