"""What a company reads of its own case after the answer, and what it can do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from django.urls import reverse
from django.utils.translation import gettext as _

from blockers.doors import Door
from blockers.enums import (
    CommitmentStatus,
    ContestationStatus,
    Solved,
    VerificationStatus,
)
from blockers.models import (
    Answer,
    Blocker,
    Commitment,
    Escalation,
    Measure,
    Report,
    Verification,
)
from blockers.standing import contest_until, contestable
from servindus import clock, workflow
from servindus.actors import Actor
from servindus.ui import Act, Badge

# Sites that a page shows; who has more reads the exports.
MOST_WORDS = 50
C = CommitmentStatus
V = VerificationStatus
SOLVED_LOOKS = {
    Solved.SOLVED: ("check-circle", "ok"),
    Solved.PARTLY: ("minus-circle", "warn"),
    Solved.NOT_SOLVED: ("x-circle", "bad"),
    Solved.NO_LONGER: ("no-symbol", "mute"),
}
CONTESTED_LOOKS = {
    ContestationStatus.FILED: ("clock", "brand"),
    ContestationStatus.CONFIRMED: ("scale", "hold"),
    ContestationStatus.DISMISSED: ("x-circle", "mute"),
}


@dataclass(frozen=True)
class Line:
    """One ask with what the site says, or can say, of it."""

    ask: str
    due: date | None = None
    href: str = ""
    badge: Badge | None = None
    text: str = ""
    by: str = ""


@dataclass
class Site:
    """All that goes on at one company's site after an answer."""

    asked: list[Line] = field(default_factory=list)
    said: list[Line] = field(default_factory=list)
    contestable: list[Line] = field(default_factory=list)
    contested: list[Line] = field(default_factory=list)


def site(door: Door, now: datetime) -> Site:
    """Give what the site was asked, has said, and can contest."""
    found = Site()
    if door.report.blocker_id is None:
        return found
    for row in door.report.verifications.select_related("answer__ask").order_by("pk"):
        ask = row.answer.ask.wording
        if row.status == V.ASKED:
            may = door.actor.has_perm("blockers.answer_verification", row)
            href = door.url("answer_verification", row.public_id) if may else ""
            found.asked.append(Line(ask, row.due_on, href))
        elif row.status == V.ANSWERED:
            icon, tone = SOLVED_LOOKS[Solved(row.solved)]
            badge = Badge(row.get_solved_display(), icon, tone)  # type: ignore[arg-type]
            found.said.append(Line(ask, badge=badge, text=row.text))
    may = door.actor.has_perm("blockers.contest_report", door.report)
    for answer in contestable(door.report, clock.local_day(now)):
        href = door.url("contest_report", answer.public_id) if may else ""
        until = contest_until(answer)
        line = Line(answer.ask.wording, until, href, by=_signed_for(answer))
        found.contestable.append(line)
    contested = door.report.contestations.select_related("answer__ask")
    for told in contested.order_by("pk"):
        icon, tone = CONTESTED_LOOKS[ContestationStatus(told.status)]
        badge = Badge(told.get_status_display(), icon, tone)  # type: ignore[arg-type]
        found.contested.append(
            Line(told.answer.ask.wording, badge=badge, text=told.dismissal)
        )
    return found


def _signed_for(answer: Answer) -> str:
    return str(answer.escalation.authority.name)


@dataclass(frozen=True)
class Word:
    """What one site has said, for the lab that leads its blocker."""

    report: Report
    ask: str
    badge: Badge
    text: str
    at: datetime
    # Said after the blocker was closed: it has come back.
    is_relapse: bool


def words(blocker: Blocker, reports: Iterable[Report]) -> list[Word]:
    """Give what these cases' sites have said, the newest first."""
    rows = Verification.objects.filter(
        status=V.ANSWERED, report__in=[report.pk for report in reports]
    )
    rows = rows.select_related("report__organisation", "answer__ask")
    newest = rows.order_by("-ended_at", "-pk")[:MOST_WORDS]
    return [_word(blocker, row) for row in newest]


def _word(blocker: Blocker, row: Verification) -> Word:
    assert row.ended_at is not None
    solved, closed = Solved(row.solved), blocker.closed_at
    icon, tone = SOLVED_LOOKS[solved]
    return Word(
        row.report,
        row.answer.ask.wording,
        Badge(row.get_solved_display(), icon, tone),  # type: ignore[arg-type]
        row.text,
        row.ended_at,
        solved == Solved.NOT_SOLVED and closed is not None and row.ended_at > closed,
    )


@dataclass(frozen=True)
class Promise:
    """One commitment of a dossier with what is in force, and the reader's buttons."""

    row: Commitment
    badge: Badge
    late: bool
    measure: Measure | None
    acts: list[Act]


def promises(escalation: Escalation, reader: Actor, today: date) -> list[Promise]:
    """Give the commitments of a dossier, the nearest first."""
    rows = Commitment.objects.with_people().select_related("measure")
    rows = rows.filter(answer__escalation=escalation).order_by("due_on", "pk")
    return [_promise(row, reader, today) for row in rows]


def _promise(row: Commitment, reader: Actor, today: date) -> Promise:
    late = row.is_late(today)
    measure = getattr(row, "measure", None)
    looks = {
        C.OPEN: ("calendar-days", "hold"),
        C.DONE: ("check-circle", "ok"),
        C.DROPPED: ("x-circle", "mute"),
    }
    icon, tone = looks[C(row.status)]
    badge = Badge(row.get_status_display(), icon, tone)  # type: ignore[arg-type]
    if late:
        badge = Badge(_("Late"), "exclamation-triangle", "bad")
    found = [
        _button(act, f"blockers:{act.name}", row, main=not act.closes)
        for act in workflow.available_actions(row, reader)
    ]
    if measure is not None and measure.in_force_to is not None:
        found += [
            _button(act, "blockers:end_measure", measure, main=False)
            for act in workflow.available_actions(measure, reader)
        ]
    return Promise(row, badge, late, measure, found)


def _button(
    act: workflow.Act[Any], name: str, row: Commitment | Measure, *, main: bool
) -> Act:
    href = reverse(name, args=[row.public_id])
    kind: Literal["main", "other", "close"] = (
        "main" if main else ("close" if act.closes else "other")
    )
    return Act(act.label, href, icon=act.icon, kind=kind)
