"""How a dossier looks to its readers: whose turn, badge, row, thread, asks, buttons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blockers import clocks
from blockers.clocks import Code
from blockers.enums import (
    ANSWER_LOOKS,
    ESCALATION_LOOKS,
    AnswerKind,
    EscalationStatus,
    Nature,
    NormLevel,
    RequestedKind,
)
from blockers.models import Answer, Escalation
from blockers.turns import lab, strip
from servindus import clock
from servindus.actors import Actor
from servindus.delays import Elapsed
from servindus.templatetags.servindus import short_date
from servindus.ui import Act, Badge, Person, Row, Text, Turn
from servindus.workflow import available_actions

E = EscalationStatus
# The order in which acts stand in the bar; the first one is filled.
ACT_ORDER = (
    "acknowledge_escalation",
    "reply_info_escalation",
    "publish_escalation",
    "recommit_escalation",
    "request_info_escalation",
    "forward_escalation",
    "extend_escalation",
    "add_addendum",
)


def badge(status: str) -> Badge:
    """Give the badge of a status."""
    icon, tone = ESCALATION_LOOKS[status]
    return Badge(E(status).label, icon, tone)  # type: ignore[arg-type]


def answer_badge(kind: str) -> Badge:
    """Give the badge of a kind of answer."""
    icon, tone = ANSWER_LOOKS[kind]
    return Badge(AnswerKind(kind).label, icon, tone)  # type: ignore[arg-type]


def authority(escalation: Escalation) -> Person:
    """Give the authority as templates draw it."""
    found = escalation.authority
    return Person(found.name, shape="arch", fictional=found.is_fictitious)


# --- Whose turn -----------------------------------------------------------------------

# For each status: the clock that runs, what is done, and the word before the date.
STEPS: dict[str, tuple[Code, Promise, Promise]] = {
    E.SENT: (
        Code.ACKNOWLEDGEMENT,
        gettext_lazy("Says that the dossier has arrived, and who looks at it."),
        gettext_lazy("Acknowledged before"),
    ),
    E.ACKNOWLEDGED: (
        Code.ANSWER,
        gettext_lazy("Answers each ask."),
        gettext_lazy("Official answer before"),
    ),
    E.IN_REVIEW: (
        Code.ANSWER,
        gettext_lazy("Answers each ask."),
        gettext_lazy("Official answer before"),
    ),
    E.INFO_REQUESTED: (
        Code.ANSWER,
        gettext_lazy("Replies to the authority’s question."),
        gettext_lazy("Reply before"),
    ),
    E.ANSWERED: (
        Code.PUBLICATION,
        gettext_lazy("Publishes its answers."),
        gettext_lazy("Published before"),
    ),
}


def turn(escalation: Escalation, reader: Actor, now: datetime) -> Turn | None:
    """Give the one next actor and date, or None once nobody owes anything."""
    if escalation.status not in STEPS or escalation.published_at is not None:
        return None
    code, sentence, label = STEPS[escalation.status]
    by_lab = escalation.status == E.INFO_REQUESTED
    person = lab(escalation) if by_lab else authority(escalation)
    act = "reply_info" if by_lab else "answer"
    mine = reader.has_perm(f"blockers.{act}_escalation", escalation)
    rows = [row for row in escalation.clocks.all() if row.stopped_on is None]
    owed = next((row for row in rows if row.code == code), None)
    if owed is None:
        return Turn(person, sentence=str(sentence), mine=mine)
    today = clock.local_day(now)
    if by_lab:
        return _lab_turn(escalation, person, today, mine=mine)
    return strip(
        owed,
        escalation,
        today,
        person,
        str(sentence),
        mine=mine,
        due_label=str(label),
    )


@dataclass(frozen=True)
class Running:
    """One clock of a dossier, with the sum behind its date."""

    name: Text
    turn: Turn
    stopped_on: date | None
    is_late: bool
    elapsed: Elapsed


def running(escalation: Escalation, now: datetime) -> list[Running]:
    """Give every clock of a dossier, gross and net days beside its date."""
    today = clock.local_day(now)
    person = authority(escalation)
    return [
        Running(
            Code(row.code).label,
            strip(row, escalation, today, person, "", mine=False, due_label=""),
            row.stopped_on,
            (row.stopped_on or today) > row.due_on and not row.is_paused,
            clocks.run(row.started_on, row.pauses_until(today), today, row.stopped_on),
        )
        for row in sorted(escalation.clocks.all(), key=lambda row: row.code)
    ]


def _lab_turn(
    escalation: Escalation, person: Person, today: date, *, mine: bool
) -> Turn:
    """The lab's reply: its date, in the lab's own days; the other clock stands."""
    asked = [row for row in escalation.questions.all() if row.answered_at is None]
    due = asked[0].due_on if asked else None
    calendar = escalation.lab.calendar
    return Turn(
        person,
        sentence=_("Replies to the authority’s question; its delay stands meanwhile."),
        due=due,
        clock=clocks.clock_state(due, today, 10, calendar) if due else None,
        mine=mine,
        due_label=_("Reply before"),
    )


def row(escalation: Escalation, reader: Actor, now: datetime) -> Row:
    """Give a dossier as one line of a list; `given` counts its answers."""
    found = turn(escalation, reader, now)
    edge = ""
    if found and found.clock and found.clock.kind == "late":
        edge = "late"
    elif found and found.clock and found.clock.kind == "due_soon":
        edge = "soon"
    elif found and found.mine:
        edge = "mine"
    who = "" if found is None else _("You") if found.mine else str(found.person.name)
    return Row(
        title=escalation.title,
        href=escalation.get_absolute_url(),
        sub=" · ".join([escalation.reference, *_counts(escalation)]),
        badge=badge(escalation.status),
        who=who,
        when=short_date(found.due) if found and found.due else "",
        clock=found.clock if found else None,
        due=found.due if found else None,
        edge=edge,  # type: ignore[arg-type]
        # An authority knows its own; a lab has several.
        person=None if _answers(escalation, reader) else authority(escalation),
    )


def _answers(escalation: Escalation, reader: Actor) -> bool:
    return reader.has_perm("blockers.answer_escalation", escalation)


def _counts(escalation: Escalation) -> list[str]:
    asks = len(escalation.ask_ids)
    given = getattr(escalation, "given", 0)
    return [
        str(escalation.dossier["lab"]),
        companies(escalation.dossier),
        _("%(given)d of %(asks)d answered") % {"given": given, "asks": asks},
    ]


def company_count(dossier: dict[str, Any]) -> int:
    """Give how many companies have met it, as the dossier counts them."""
    return len(dossier["cases"]) + int(dossier["other_cases"])


def companies(dossier: dict[str, Any]) -> str:
    """Say how many companies have met it."""
    count = company_count(dossier)
    words = ngettext("%(n)d company", "%(n)d companies", count)
    return words % {"n": count}


# --- What was sent, as people read it -------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """One ask with its answer, if there is one."""

    number: int
    ask: dict[str, Any]
    kind: Text
    answer: Answer | None = None
    badge: Badge | None = None
    href: str = ""


def readable(dossier: dict[str, Any]) -> dict[str, Any]:
    """Give a dossier with its codes in the reader's words, and days as days."""
    nature = dossier["nature"]
    named = [case for case in dossier["cases"] if case["company"]]
    return {
        **dossier,
        "nature": Nature(nature).label if nature else "",
        "norms": [_norm(norm) for norm in dossier["norms"]],
        "cases": [_case(case) for case in dossier["cases"]],
        "cost_per_month": _number(dossier["cost_per_month"]),
        "jobs_at_stake": _number(dossier["jobs_at_stake"]),
        "companies": companies(dossier),
        "named": len(named),
    }


def _norm(norm: dict[str, Any]) -> dict[str, Any]:
    checked = date.fromisoformat(norm["checked_on"])
    level = NormLevel(norm["level"]).label
    return {**norm, "level": level, "checked_on": checked}


def _case(case: dict[str, Any]) -> dict[str, Any]:
    since = case["since_when"]
    return {
        **case,
        "company": case["company"]
        or _("A company of %(place)s") % {"place": case["place"]},
        "is_named": bool(case["company"]),
        "since_when": date.fromisoformat(since) if since else None,
        "cost_per_month": _number(case["cost_per_month"]),
        "jobs_at_stake": _number(case["jobs_at_stake"]),
    }


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


CURRENT = Answer.objects.current().select_related(
    "ask", "competent_authority", "redirected_to"
)


def current_answers(escalation: Escalation) -> list[Answer]:
    """Give the answers that count; lists have fetched them, under the same name."""
    found: list[Answer] | None = getattr(escalation, "current", None)
    return list(CURRENT.filter(escalation=escalation)) if found is None else found


def asked(
    dossier: dict[str, Any], escalation: Escalation | None = None, reader: Any = None
) -> list[Asked]:
    """Give each ask of a dossier with the answer that counts, and where to answer."""
    answers = {}
    may = False
    if escalation is not None:
        answers = {str(row.ask.public_id): row for row in current_answers(escalation)}
        may = reader is not None and any(
            act.name == "answer_escalation"
            for act in available_actions(escalation, reader)
        )
    found = []
    for number, ask in enumerate(dossier["asks"], start=1):
        answer = answers.get(ask["id"])
        href = ""
        if may and escalation is not None and not _is_elsewhere(answer):
            args = [escalation.public_id, ask["id"]]
            href = reverse("blockers:answer_escalation", args=args)
        kind = RequestedKind(ask["kind"]).label
        mark = answer_badge(answer.kind) if answer else None
        found.append(Asked(number, ask, kind, answer, mark, href))
    return found


def _is_elsewhere(answer: Answer | None) -> bool:
    return answer is not None and answer.kind == AnswerKind.REDIRECTED


def acts(escalation: Escalation, reader: Actor) -> list[Act]:
    """Give the buttons: what this reader can do now; asks have their own."""
    can = {act.name: act for act in available_actions(escalation, reader)}
    shown = [(name, can[name]) for name in ACT_ORDER if name in can]
    found = [
        Act(
            act.label,
            _address(name, escalation),
            icon=act.icon,
            kind="main" if index == 0 else "close" if act.closes else "other",
        )
        for index, (name, act) in enumerate(shown)
    ]
    if "recall_escalation" in can:
        args = [escalation.blocker.public_id]
        href = reverse("blockers:recall_blocker", args=args)
        label = can["recall_escalation"].label
        found.append(Act(label, href, icon="arrow-uturn-left", kind="close"))
    return found


def _address(name: str, escalation: Escalation) -> str:
    if name == "publish_escalation":
        return reverse("blockers:publish_escalation")
    return reverse(f"blockers:{name}", args=[escalation.public_id])


def rows_of(found: Iterable[Escalation], reader: Actor, now: datetime) -> list[Row]:
    """Give dossiers as the lines of a list."""
    return [row(escalation, reader, now) for escalation in found]
