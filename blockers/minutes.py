"""The minutes of a sitting: what became of each file, composed once and then frozen.

Like a dossier they hold codes, days and texts, never sentences of ours, so that each
reader has them in their own language.
"""

from datetime import date
from typing import Any

from blockers.dossier import digest
from blockers.enums import AnswerKind, EscalationStatus, RequestedKind
from blockers.models import Answer, Escalation, Sitting, SittingItem
from blockers.models.answer import FIELDS_OF
from blockers.sitting_enums import Outcome, SittingStatus
from servindus import clock

E = EscalationStatus
FORMAT = 1
# What an answer says in the minutes: for everybody, and by whom and when.
SAID = ("public_text", "signed_by", "signed_role", "decided_on")
DAYS = ("decided_on", "commitment_due_on", "in_force_on", "ends_on", "review_on")
PARTS = sorted({name for names in FIELDS_OF.values() for name in names})


def outcome_of(item: SittingItem) -> str:
    """Give what has become of a file so far, or nothing while it is still to decide.

    Only an adjournment is said by somebody; the rest is what was done with the file,
    so that a colleague's answer or a recall counts whoever has a page open.
    """
    if item.sitting.status != SittingStatus.PLANNED:
        return item.outcome
    row, day = item.escalation, item.sitting.held_on
    if row.status == E.ANSWERED and row.answered_at is not None:
        before = clock.local_day(row.answered_at) < day
        return Outcome.SETTLED if before else Outcome.DECIDED
    if row.status in (E.FORWARDED, E.RECALLED):
        return Outcome.FORWARDED if row.status == E.FORWARDED else Outcome.RECALLED
    if item.outcome == Outcome.ADJOURNED:
        return Outcome.ADJOURNED
    if row.status == E.INFO_REQUESTED and _asked_since(row, day):
        return Outcome.ASKED
    return ""


def _asked_since(row: Escalation, day: date) -> bool:
    """Whether the question that is open was put on the day of the sitting, or later."""
    return any(
        asked.answered_at is None and clock.local_day(asked.asked_at) >= day
        for asked in row.questions.all()
    )


def compose(sitting: Sitting, items: list[SittingItem]) -> dict[str, Any]:
    """Give the minutes of a sitting as they are frozen."""
    answers = answers_of(item.escalation_id for item in items)
    return {
        "format": FORMAT,
        "authority": sitting.authority.name,
        "held_on": sitting.held_on.isoformat(),
        "chair": sitting.chair,
        "attendees": sitting.attendees,
        "text": sitting.text,
        "files": [
            entry(item, answers.get(item.escalation_id, {}), item.outcome)
            for item in items
        ],
    }


def is_sealed(sitting: Sitting) -> bool:
    """Whether the minutes are, letter by letter, what was frozen."""
    return digest(sitting.minutes) == sitting.minutes_hash


def changed_since(sitting: Sitting, items: list[SittingItem]) -> list[str]:
    """Give the references of files whose answers were changed after the minutes."""
    assert sitting.minutes is not None
    now = answers_of(item.escalation_id for item in items)
    stands = {row.pk for answers in now.values() for row in answers.values()}
    return [
        file["reference"]
        for file in sitting.minutes["files"]
        if any(
            ask["answer"] and ask["answer"]["id"] not in stands for ask in file["asks"]
        )
    ]


def answers_of(escalations: Any) -> dict[int, dict[str, Answer]]:
    """Give the answers that stand, by file and ask, in one query."""
    rows = Answer.objects.current().filter(escalation__in=list(escalations))
    found: dict[int, dict[str, Answer]] = {}
    for row in rows.select_related("ask", "competent_authority"):
        found.setdefault(row.escalation_id, {})[str(row.ask.public_id)] = row
    return found


def entry(
    item: SittingItem, answers: dict[str, Answer], outcome: str
) -> dict[str, Any]:
    """Give what the minutes say of one file."""
    row = item.escalation
    dossier = row.dossier
    return {
        "id": str(item.public_id),
        "place": item.position,
        "reference": row.reference,
        "title": row.title,
        "lab": dossier["lab"],
        "companies": len(dossier["cases"]) + dossier["other_cases"],
        "outcome": outcome,
        "reason": item.reason if outcome == Outcome.ADJOURNED else "",
        "note": item.note,
        "note_shared": item.note_shared,
        "question": _question(row) if outcome == Outcome.ASKED else "",
        "forwarded_to": _receiver(row) if outcome == Outcome.FORWARDED else "",
        "ended_because": row.end_reason,
        "asks": [
            {
                "wording": ask["wording"],
                "kind": ask["kind"],
                "answer": _said(answers.get(ask["id"])),
            }
            for ask in dossier["asks"]
        ],
    }


def _question(row: Escalation) -> str:
    asked = [one for one in row.questions.all() if one.answered_at is None]
    return asked[-1].question if asked else ""


def _receiver(row: Escalation) -> str:
    found = list(row.forwarded_to.all())
    return found[-1].authority.name if found else ""


def _said(answer: Answer | None) -> dict[str, Any] | None:
    """Give a decision in full; the word to the lab alone is no part of the minutes."""
    if answer is None:
        return None
    said = {name: getattr(answer, name) for name in (*SAID, *PARTS)}
    authority = answer.competent_authority
    return {
        **{name: _plain(value) for name, value in said.items()},
        "competent_authority": authority.name if authority else "",
        "id": answer.pk,
        "kind": answer.kind,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


# --- As people read them --------------------------------------------------------------


def readable(file: dict[str, Any]) -> dict[str, Any]:
    """Give one file of the minutes with codes in the reader's words, days as days."""
    outcome = file["outcome"]
    return {
        **file,
        "outcome_label": Outcome(outcome).label if outcome else "",
        "asks": [
            {
                **ask,
                "number": number,
                "kind": RequestedKind(ask["kind"]).label,
                "answer": ask["answer"] and _readable_answer(ask["answer"]),
            }
            for number, ask in enumerate(file["asks"], start=1)
        ],
    }


def _readable_answer(said: dict[str, Any]) -> dict[str, Any]:
    days = {
        name: date.fromisoformat(said[name]) if said[name] else None for name in DAYS
    }
    name = said["competent_authority"]
    return {
        **said,
        **days,
        "code": said["kind"],
        "kind": AnswerKind(said["kind"]).label,
        "competent_authority": {"name": name} if name else None,
        "restricted_text": "",
    }


def files_of(sitting: Sitting, items: list[SittingItem]) -> list[dict[str, Any]]:
    """Give each file as people read it: the frozen minutes, or what stands so far."""
    if sitting.status == SittingStatus.HELD and sitting.minutes is not None:
        return [readable(file) for file in sitting.minutes["files"]]
    answers = answers_of(item.escalation_id for item in items)
    return [
        readable(entry(item, answers.get(item.escalation_id, {}), outcome_of(item)))
        for item in items
    ]
