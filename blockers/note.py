"""One blocker on one page of paper: what it is, who meets it, who moves next.

Built on a dossier, so that it names a company only where the dossier does. Texts are
cut where the page ends; the address at its foot leads to the whole.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from blockers import dossier as dossiers
from blockers import escalation_looks, looks, public_looks, register
from blockers.models import Answer, Blocker, Commitment, Escalation
from servindus import clock
from servindus.calendar import WorkingCalendar, clock_state
from servindus.models import User
from servindus.ui import Badge, Text, Turn

# What one page of paper holds, measured with the longest texts (see the browser tests):
# letters of each text; of asks and of answers, letters that they share.
LONGEST = {"summary": 460, "title": 70, "article": 20, "name": 40}
SHARED = {"asks": 400, "answers": 440}
MOST = {"norms": 3, "asks": 4, "names": 6, "sent": 3}


@dataclass(frozen=True)
class Reply:
    """What one authority has said to an ask."""

    authority: str
    badge: Badge
    text: str
    decided_on: date
    is_public: bool


@dataclass(frozen=True)
class Asked:
    """One ask with the replies to it."""

    number: int
    wording: str
    kind: Text
    replies: list[Reply] = field(default_factory=list)


@dataclass(frozen=True)
class Sent:
    """Where the dossier is with one authority."""

    authority: str
    badge: Badge
    since: date
    answer_by: date
    fictional: bool


@dataclass(frozen=True)
class Note:
    """What the page says."""

    reference: str
    title: str
    badge: Badge
    lab: str
    summary: str
    nature: str
    norms: list[str]
    more_norms: int
    asks: list[Asked]
    more_asks: int
    companies: str
    named: list[str]
    more_named: int
    unnamed: int
    cost: Decimal | None
    jobs: Decimal | None
    sent: list[Sent]
    turn: Turn | None
    digest: str
    address: str
    at: datetime


def _cut(text: str, what: str) -> str:
    return _short(text, LONGEST[what])


def _short(text: str, size: int) -> str:
    return str(Truncator(" ".join(text.split())).chars(size))


def of_escalation(row: Escalation, user: User, now: datetime) -> Note:
    """Give the page of one dossier, as it was sent, for its authority and its lab."""
    answers = escalation_looks.current_answers(row)
    return _note(
        row.dossier,
        badge=escalation_looks.badge(row.status),
        answers={row: answers},
        turn=escalation_looks.turn(row, user, now)
        or _keeper(row, clock.local_day(now)),
        digest=row.dossier_hash,
        address=row.get_absolute_url(),
        now=now,
    )


def of_blocker(blocker: Blocker, user: User, now: datetime) -> Note:
    """Give the page of a blocker for its lab: as its dossier would leave today."""
    built = dossiers.build(blocker)
    rows = Escalation.objects.visible_to(user).filter(blocker=blocker).with_people()
    sent = list(rows.order_by("pk"))
    given = escalation_looks.CURRENT.filter(escalation__blocker=blocker)
    answers: dict[Escalation, list[Answer]] = {row: [] for row in sent}
    by_id = {row.pk: row for row in sent}
    for answer in given.order_by("pk"):
        answers[by_id[answer.escalation_id]].append(answer)
    return _note(
        built,
        badge=looks.blocker_badge(blocker.status),
        answers=answers,
        turn=_turn(blocker, now),
        digest=dossiers.digest(built),
        address=blocker.get_absolute_url(),
        now=now,
    )


def _keeper(row: Escalation, today: date) -> Turn | None:
    """Give who keeps by when what this dossier's own answers promise."""
    rows = Commitment.objects.open().filter(answer__escalation=row)
    first = rows.order_by("due_on", "pk").first()
    if first is None:
        return None
    return Turn(
        escalation_looks.authority(row),
        sentence=_("Keeps what it has promised."),
        due=first.due_on,
        clock=clock_state(first.due_on, today, public_looks.NEAR, WorkingCalendar()),
        due_label=_("Kept before"),
    )


def _turn(blocker: Blocker, now: datetime) -> Turn | None:
    """Give the next actor and date, what is not published yet included."""
    today = clock.local_day(now)
    rows = Blocker.objects.filter(pk=blocker.pk).annotate(public_state=F("status"))
    row: Any = register.lines(rows, today).get()
    promises = Commitment.objects.filter(blocker=blocker).with_people()
    row.promised = list(promises.order_by("due_on", "pk"))
    return public_looks.turn(row, today)


def _note(
    sent: dict[str, Any],
    *,
    badge: Badge,
    answers: dict[Escalation, list[Answer]],
    turn: Turn | None,
    digest: str,
    address: str,
    now: datetime,
) -> Note:
    read = escalation_looks.readable(sent)
    named = [case["company"] for case in read["cases"] if case["is_named"]]
    total = escalation_looks.company_count(sent)
    asks = _asks(sent, answers, clock.local_day(now))
    return Note(
        reference=sent["reference"],
        title=sent["title"],
        badge=badge,
        lab=sent["lab"],
        summary=_cut(sent["summary"], "summary"),
        nature=str(read["nature"]),
        norms=[_norm(norm) for norm in read["norms"][: MOST["norms"]]],
        more_norms=max(len(read["norms"]) - MOST["norms"], 0),
        asks=asks[: MOST["asks"]],
        more_asks=max(len(asks) - MOST["asks"], 0),
        companies=read["companies"],
        named=[_cut(name, "name") for name in named[: MOST["names"]]],
        more_named=max(len(named) - MOST["names"], 0),
        unnamed=total - len(named),
        cost=read["cost_per_month"],
        jobs=read["jobs_at_stake"],
        sent=[_sent(row) for row in answers][-MOST["sent"] :],
        turn=turn,
        digest=digest,
        address=address,
        at=now,
    )


def _norm(norm: dict[str, Any]) -> str:
    words = _cut(norm["title"], "title")
    if norm["article"]:
        words = _("%(title)s, article %(article)s") % {
            "title": words,
            "article": _cut(norm["article"], "article"),
        }
    return f"{words} ({norm['identifier']})" if norm["identifier"] else words


def _asks(
    sent: dict[str, Any], answers: dict[Escalation, list[Answer]], today: date
) -> list[Asked]:
    shown = min(len(sent["asks"]), MOST["asks"]) or 1
    replies: dict[str, list[Reply]] = {}
    for row, given in answers.items():
        for answer in given:
            found = replies.setdefault(str(answer.ask.public_id), [])
            found.append(_reply(row, answer, today, SHARED["answers"] // shown))
    return [
        Asked(
            one.number,
            _short(one.ask["wording"], SHARED["asks"] // shown),
            one.kind,
            # A second reading stands after what it has read again.
            replies.get(one.ask["id"], [])[-1:],
        )
        for one in escalation_looks.asked(sent)
    ]


def _reply(row: Escalation, answer: Answer, today: date, size: int) -> Reply:
    return Reply(
        authority=_cut(row.authority.name, "name"),
        badge=escalation_looks.answer_badge(answer.kind),
        text=_short(answer.public_text, size),
        decided_on=answer.decided_on,
        is_public=row.is_public(today),
    )


def _sent(row: Escalation) -> Sent:
    return Sent(
        authority=_cut(row.authority.name, "name"),
        badge=escalation_looks.badge(row.status),
        since=row.since,
        answer_by=row.answer_by,
        fictional=row.authority.is_fictitious,
    )
