"""What a company reads of its blocker with the ministry: dates, published answers."""

from dataclasses import dataclass
from datetime import date, datetime

from blockers.enums import EscalationStatus
from blockers.escalation_looks import answer_badge, badge
from blockers.models import Answer, Blocker, Escalation
from servindus import clock
from servindus.ui import Badge

E = EscalationStatus


@dataclass(frozen=True)
class Published:
    """One answer that everybody may read."""

    row: Answer
    badge: Badge


@dataclass(frozen=True)
class ForCompany:
    """One authority that has the dossier: since when, until when, what it answered."""

    authority: str
    badge: Badge
    since: date
    due: date | None
    is_late: bool
    reason: str
    answers: list[Published]


def for_company(blocker: Blocker | None, now: datetime) -> list[ForCompany]:
    """Give what a company may know of its blocker: dates, and published answers."""
    if blocker is None:
        return []
    rows = blocker.escalations.exclude(status__in=[E.FORWARDED, E.RECALLED])
    today = clock.local_day(now)
    return [_for_company(row, today) for row in rows.with_people().order_by("pk")]


def _for_company(escalation: Escalation, today: date) -> ForCompany:
    answers = []
    if escalation.is_public(today):
        rows = escalation.answers.current().select_related("ask", "competent_authority")
        answers = [
            Published(row, answer_badge(row.kind)) for row in rows.order_by("pk")
        ]
    owed = escalation.answered_at is None
    return ForCompany(
        escalation.authority.name,
        badge(escalation.status),
        escalation.since,
        escalation.answer_by if owed else None,
        owed and escalation.answer_by < today and escalation.status != E.INFO_REQUESTED,
        escalation.extension_reason,
        answers,
    )
