"""What an act of the register needs, drawn for the row at hand."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from blockers.enums import DeclineCode, EndDecision, Solved
from blockers.merging import plan
from blockers.models import Ask, Blocker
from blockers.models.answer import FIELDS_OF, NEEDED
from blockers.standing import contestable, standing
from blockers.versions import version_of
from programmes.models import Organisation
from servindus import clock
from tests.walk.stage import Stage

Inputs = dict[str, Any] | None
WORDS = "Un mot pour la suite."
KINDS = sorted(NEEDED)


class CannotYet(Exception):
    """Nothing at hand that this act could be done with."""


def pick(rng: Random, rows: Any) -> Any:
    """Draw one of the rows; raises CannotYet without any."""
    found = list(rows)
    if not found:
        raise CannotYet
    return rng.choice(found)


def day(rng: Random, first: int, last: int) -> Any:
    return clock.today() + timedelta(days=rng.randint(first, last))


def answer_fields(rng: Random, kind: str, stage: Stage, own: int) -> dict[str, Any]:
    """Give what a kind of answer carries, all of it."""
    today = clock.today()
    texts = dict.fromkeys(FIELDS_OF[kind], WORDS)
    days = {
        "in_force_on": today - timedelta(days=1),
        "ends_on": today + timedelta(days=rng.randint(20, 200)),
        "review_on": today + timedelta(days=rng.randint(1, 300)),
        "commitment_due_on": today + timedelta(days=rng.randint(1, 300)),
    }
    fields: dict[str, Any] = {
        name: days.get(name, text[:80]) for name, text in texts.items()
    }
    if "competent_authority" in fields:
        fields["competent_authority"] = pick(
            rng, [one for one in stage.authorities if one.pk != own]
        )
    return {
        "kind": kind,
        "public_text": WORDS,
        "signed_by": rng.choice(["Agnès Roy", "Thomas Aubry"]),
        "signed_role": "Sous-directeur",
        "decided_on": today,
        **fields,
    }


def attach(rng: Random, row: Any, stage: Stage) -> Inputs:
    known = list(Blocker.objects.open().filter(lab=row.lab))
    if known and rng.random() < 0.5:
        return {"blocker": pick(rng, known)}
    return {"title": "Un blocage"}


def merge(rng: Random, row: Any, stage: Stage) -> Inputs:
    others = Blocker.objects.open().exclude(pk=row.pk).exclude(status="merged")
    into = pick(rng, others)
    return {"into": into.pk, "seen": plan(row, into).seen}


def answer(rng: Random, row: Any, stage: Stage) -> Inputs:
    ask = pick(rng, Ask.objects.filter(public_id__in=row.ask_ids))
    kind = rng.choice(KINDS)
    current = row.answers.current().filter(ask=ask).first()
    fields = answer_fields(rng, kind, stage, row.authority_id)
    return {"ask": ask, "instead_of": current, **fields}


def drop(rng: Random, row: Any, stage: Stage) -> Inputs:
    kind = rng.choice(["explained_refusal", "deferred"])
    return {"reason": WORDS, **answer_fields(rng, kind, stage, 0)}


def recommit(rng: Random, row: Any, stage: Stage) -> Inputs:
    found = pick(rng, standing(row.blocker).filter(escalation=row))
    due = day(rng, 1, 100)
    return {"answer": found, "what": WORDS, "who": "DGPR", "due_on": due}


def confirm(rng: Random, row: Any, stage: Stage) -> Inputs:
    begins = day(rng, -5, 0)
    ends = day(rng, 10, 200) if row.answer.kind == "derogation" else None
    return {"evidence": WORDS, "in_force_from": begins, "in_force_to": ends}


def end(rng: Random, row: Any, stage: Stage) -> Inputs:
    decision = rng.choice(EndDecision.values)
    later = row.in_force_to and row.in_force_to + timedelta(days=100)
    fields = {"in_force_to": later} if decision == "extend" else {}
    return {"decision": decision, "reason": WORDS, **fields}


def verify(rng: Random, row: Any, stage: Stage) -> Inputs:
    return {"solved": rng.choice(Solved.values), "text": WORDS}


def contest(rng: Random, row: Any, stage: Stage) -> Inputs:
    return {"answer": pick(rng, contestable(row, clock.today())), "text": WORDS}


def forward(rng: Random, row: Any, stage: Stage) -> Inputs:
    others = [one for one in stage.authorities if one.pk != row.authority_id]
    return {"authority": pick(rng, others), "text": WORDS}


def escalate(rng: Random, row: Any, stage: Stage) -> Inputs:
    count = rng.randint(1, len(stage.authorities))
    chosen: list[Organisation] = stage.authorities[:count]
    return {"authorities": chosen, "note": ""}


def edit(rng: Random, row: Any, stage: Stage) -> Inputs:
    return {
        "seen": version_of(row),
        "local_attempt": "La préfecture a dit non.",
        "summary": "Ce qui bloque, en trois lignes.",
        "nature": "text_regulatory",
    }


def on_agenda(rng: Random, row: Any, stage: Stage) -> dict[str, Any]:
    """Draw a file of a sitting's agenda, as it was just read."""
    item = pick(rng, row.items.on_agenda())
    return {"item": item.pk, "seen": version_of(item)}


def told(rng: Random, row: Any, stage: Stage) -> Inputs:
    return {"text": WORDS}


def nothing(rng: Random, row: Any, stage: Stage) -> Inputs:
    return {}


# Acts that ask for more than a confirmation; files and pieces are walked elsewhere.
INPUTS: dict[str, Callable[[Random, Any, Stage], Inputs]] = {
    "submit_report": nothing,
    "withdraw_report": nothing,
    "resume_report": nothing,
    "contact_report": told,
    "ask_info_report": told,
    "appeal_report": told,
    "decline_report": lambda rng, row, stage: {
        "code": rng.choice(DeclineCode.values),
        "text": WORDS,
    },
    "attach_report": attach,
    "detach_report": told,
    "contest_report": contest,
    "edit_blocker": edit,
    "add_norm_blocker": lambda rng, row, stage: {
        "level": "order",
        "title": "Arrêté",
        "identifier": f"LEGIARTI{rng.randint(0, 99):012}",
        "checked_on": clock.today(),
    },
    "add_ask_blocker": lambda rng, row, stage: {
        "kind": "change_text",
        "wording": f"Demande {rng.randint(0, 99)}",
    },
    "qualify_blocker": nothing,
    "close_locally_blocker": lambda rng, row, stage: {
        "outcome": rng.choice(["local_solution", "feasible_as_is"]),
        "evidence": WORDS,
        "evidenced_on": clock.today(),
    },
    "merge_blocker": merge,
    "unmerge_blocker": lambda rng, row, stage: {
        "to": row.merges.filter(undone_at=None).get().status_before
    },
    "object_merge_blocker": lambda rng, row, stage: {
        "to": row.merges.filter(undone_at=None).get().status_before,
        "text": WORDS,
    },
    "escalate_blocker": escalate,
    "recall_blocker": told,
    "close_blocker": nothing,
    "close_unanswered_blocker": nothing,
    "reopen_blocker": told,
    "acknowledge_escalation": nothing,
    "request_info_escalation": lambda rng, row, stage: {
        "text": WORDS,
        "due_on": day(rng, 1, 30),
    },
    "reply_info_escalation": told,
    "extend_escalation": told,
    "forward_escalation": forward,
    "add_addendum": told,
    "answer_escalation": answer,
    "publish_escalation": lambda rng, row, stage: {
        "embargo_until": rng.choice([None, clock.today() + timedelta(days=5)])
    },
    "adjourn_sitting": lambda rng, row, stage: {
        **on_agenda(rng, row, stage),
        "reason": WORDS,
    },
    "note_sitting": lambda rng, row, stage: {
        **on_agenda(rng, row, stage),
        "note": f"Note {rng.randint(0, 99)}",
        "note_shared": rng.random() < 0.5,
    },
    "close_sitting": lambda rng, row, stage: {
        "chair": "Agnès Roy",
        "rest_reason": rng.choice(["", WORDS]),
    },
    "cancel_sitting": told,
    "recommit_escalation": recommit,
    "confirm_commitment": confirm,
    "drop_commitment": drop,
    "end_measure": end,
    "answer_verification": verify,
    "confirm_contestation": nothing,
    "dismiss_contestation": told,
}
