"""How everybody sees a blocker: badge, whose turn, steps, what it costs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blockers import figures, register
from blockers.card_enums import FEWEST_COMPANIES, PublicStatus
from blockers.clocks import Code
from blockers.enums import (
    BLOCKER_LOOKS,
    CONTEST_DAYS,
    ESCALATION_OPEN,
    BlockerStatus,
    EscalationStatus,
    Solved,
    VerificationStatus,
)
from blockers.models import Blocker, Clock, Escalation, Verification
from blockers.priority import company_key
from blockers.turns import strip
from servindus import clock
from servindus.calendar import clock_state
from servindus.templatetags.servindus import short_date
from servindus.ui import DUE_LABEL, Badge, Person, Row, Text, Turn

B = BlockerStatus
E = EscalationStatus
# A date is "near" within the last fifth of so many working days.
NEAR = 40


@dataclass(frozen=True)
class Stop:
    """One of the six steps from the first case to the confirmed end."""

    label: Text
    day: date | None = None
    note: Text = ""
    kind: str = "next"


def badge(blocker: Any) -> Badge:
    """Give the badge of what everybody may know."""
    icon, tone = BLOCKER_LOOKS[blocker.public_state]
    if blocker.is_verified:
        return Badge(_("Lifted and verified"), "check-badge", "ok")
    return Badge(B(blocker.public_state).label, icon, tone)  # type: ignore[arg-type]


def row(blocker: Any, today: date) -> Row:
    """Give a blocker as one line of the public list."""
    now = turn(blocker, today)
    parts = [blocker.reference, blocker.lab.name, blocker.get_nature_display()]
    return Row(
        title=blocker.title,
        href=address(blocker),
        sub=" · ".join(str(part) for part in parts if part),
        badge=badge(blocker),
        who=str(now.person.name) if now else "",
        when=short_date(now.due) if now and now.due else "",
        clock=now.clock if now else None,
        due=now.due if now else None,
        edge="late" if now and now.clock and now.clock.kind == "late" else "",
    )


def address(blocker: Blocker) -> str:
    """Give the address of the card."""
    return reverse("blockers:public_card", args=[blocker.reference])


def turn(blocker: Any, today: date) -> Turn | None:
    """Give the one next actor and date that everybody may know; None at the end."""
    state = blocker.public_state
    if state in (B.QUALIFYING, B.QUALIFIED):
        words = _("Qualifies the blocker and takes it to whoever can lift it.")
        return Turn(_lab(blocker), sentence=words)
    if state == B.ESCALATED:
        return _ministry(blocker, today)
    if state == B.ANSWERED:
        return _after_answer(blocker, today)
    if state == B.IMPLEMENTING:
        return _keeper(blocker, today)
    if state == B.VERIFYING:
        words = _("Say whether it is solved on their sites.")
        return _by(_companies(), words, blocker.sites_due, blocker, today)
    return None


def _lab(blocker: Any) -> Person:
    role = _("lab of %(name)s") % {"name": blocker.lab.name}
    return Person(blocker.lab.operator_name, role=role, shape="hexagon")


def _companies() -> Person:
    return Person(_("The companies that meet it"), shape="square")


def authority(row: Escalation) -> Person:
    """Give an authority as templates draw it."""
    name = row.authority.name
    return Person(name, shape="arch", fictional=row.authority.is_fictitious)


def _by(
    person: Person,
    words: str,
    due: date | None,
    blocker: Any,
    today: date,
    label: Text = DUE_LABEL,
) -> Turn:
    calendar = blocker.lab.calendar
    state = clock_state(due, today, NEAR, calendar) if due else None
    return Turn(person, sentence=words, due=due, clock=state, due_label=label)


def open_escalation(blocker: Any) -> Escalation | None:
    """Give the dossier whose answer is due first."""
    rows = [row for row in blocker.sent if row.status in ESCALATION_OPEN]
    return min(rows, key=lambda row: (row.answer_by, row.pk), default=None)


def _ministry(blocker: Any, today: date) -> Turn:
    sent = open_escalation(blocker)
    if sent is None:
        return _unpublished(blocker, today)
    if sent.status == E.INFO_REQUESTED:
        words = _("Replies to the administration, whose delay stands meanwhile.")
        return Turn(_lab(blocker), sentence=words)
    words = _("Gives its official answer.")
    label = _("Official answer at the latest")
    return _by(authority(sent), words, sent.answer_by, blocker, today, label)


def _unpublished(blocker: Any, today: date) -> Turn:
    """An answer has been given that nobody reads before its day."""
    rows = [row for row in blocker.sent if row.status == E.ANSWERED]
    waiting = [row for row in rows if not row.is_public(today)]
    if not waiting:
        return Turn(_lab(blocker), sentence=_("Takes the blocker on."))
    first = waiting[0]
    due = first.embargo_until if first.published_at else first.publish_by
    words, label = _("Publishes its answer."), _("Published at the latest")
    return _by(authority(first), words, due, blocker, today, label)


def _after_answer(blocker: Any, today: date) -> Turn:
    rows = [row for row in blocker.sent if row.status == E.ANSWERED]
    if any(not row.is_public(today) for row in rows):
        return _unpublished(blocker, today)
    days = [
        max(clock.local_day(row.published_at), row.embargo_until or date.min)
        for row in rows
        if row.published_at
    ]
    until = max(days) + timedelta(days=CONTEST_DAYS) if days else None
    if until is None or until < today:
        return Turn(_lab(blocker), sentence=_("Closes the blocker."))
    words = _("Can contest the refusal with a new fact.")
    label = _("Second reading asked before")
    return _by(_companies(), words, until, blocker, today, label)


def _keeper(blocker: Any, today: date) -> Turn:
    rows = register.open_promises(blocker)
    if rows:
        first = rows[0]
        words = _("Keeps what it has promised.")
        person = authority(first.answer.escalation)
        return _by(person, words, first.due_on, blocker, today, _("Kept before"))
    sent = blocker.sent[-1]
    words = _("Commits again: a site says that it is not solved.")
    label = _("New commitment before")
    return _by(authority(sent), words, blocker.commit_by, blocker, today, label)


def full_turn(blocker: Any, today: date) -> Turn | None:
    """Give the turn of a card: with the ruler and the sum of the official answer."""
    plain = turn(blocker, today)
    sent = open_escalation(blocker)
    if plain is None or sent is None or blocker.public_state != B.ESCALATED:
        return plain
    if sent.status == E.INFO_REQUESTED:
        return plain
    rows: Any = Clock.objects.filter(escalation=sent, stopped_on=None)
    found = rows.filter(code__in=[Code.ANSWER, Code.SECOND_READING]).with_pauses()
    row = found.order_by("due_on").first()
    if row is None:
        return plain
    label = _("Official answer at the latest")
    case: Any = sent
    return strip(
        row, case, today, plain.person, str(plain.sentence), mine=False, due_label=label
    )


def _day(at: datetime | None) -> date | None:
    return clock.local_day(at) if at else None


def stops(blocker: Any, answers: list[Any], today: date) -> list[Stop]:
    """Give the six steps, with their days as far as they have come."""
    sent = min((row.since for row in blocker.sent), default=None)
    days = [row.escalation for row in answers]
    shown = [
        max(clock.local_day(row.published_at), row.embargo_until or date.min)
        for row in days
        if row.published_at
    ]
    waits = open_escalation(blocker)
    in_force = [
        row.measure.in_force_from
        for row in blocker.promised
        if getattr(row, "measure", None)
    ]
    verified = blocker.verified_at if blocker.is_verified else None
    known = [
        (_("Reported"), clock.local_day(blocker.created_at)),
        (_("Qualified"), _day(blocker.qualified_at)),
        (_("Sent on"), sent),
        (_("Answered"), min(shown, default=None)),
        (_("In force"), max(in_force, default=None)),
        (_("Verified on site"), _day(verified)),
    ]
    found, has_now = [], blocker.public_state == B.CLOSED
    for index, (label, day) in enumerate(known):
        if day is not None:
            found.append(Stop(label, day, kind="done"))
            continue
        kind = "next" if has_now else "now"
        note = ""
        if kind == "now" and index == 3 and waits is not None:
            note = _("due on %(date)s") % {"date": short_date(waits.answer_by)}
        has_now = True
        found.append(Stop(label, None, note, kind))
    return found


@dataclass(frozen=True)
class Weight:
    """What a blocker weighs, as far as it may be told of companies."""

    companies: Text
    cost: Decimal | None = None
    jobs: Decimal | None = None
    cost_companies: int = 0
    jobs_companies: int = 0
    # How many companies have reported it; None where that may not be told.
    number: int | None = None
    is_withheld: bool = False


def weight(blocker: Any) -> Weight:
    """Add up what the cases say; too few companies are told in words alone."""
    cases = [case for case in blocker.cases if case.confidentiality != "restricted"]
    count = len({company_key(case) for case in blocker.cases})
    words = _("Fewer than three companies have reported it.")
    if count >= FEWEST_COMPANIES:
        words = ngettext(
            "%(n)d company has reported it.", "%(n)d companies have reported it.", count
        ) % {"n": count}
    sums = [
        figures.shown_sum(
            figures.by_company(
                (case.organisation_id, case.company_name, getattr(case, name))
                for case in cases
            )
        )
        for name in ("cost_per_month", "jobs_at_stake")
    ]
    cost, jobs = sums
    return Weight(
        words,
        cost.value,
        jobs.value,
        cost.companies,
        jobs.companies,
        number=count if count >= FEWEST_COMPANIES else None,
        is_withheld=cost.value is None and jobs.value is None,
    )


def sites(blocker: Any) -> Text:
    """Say what the sites say; numbers only from three companies on."""
    if blocker.public_state not in (B.IMPLEMENTING, B.VERIFYING, B.CLOSED):
        return ""
    rows = Verification.objects.filter(
        report__blocker=blocker, status=VerificationStatus.ANSWERED
    )
    last: dict[Any, str] = {}
    for one in rows.select_related("report").order_by("ended_at", "pk"):
        last[company_key(one.report)] = one.solved
    if len(last) >= FEWEST_COMPANIES:
        solved = sum(word == Solved.SOLVED for word in last.values())
        return _("%(n)d of %(m)d sites say that it is solved.") % {
            "n": solved,
            "m": len(last),
        }
    if blocker.is_verified:
        return _(
            "It has been confirmed on site; from three companies on we say how many."
        )
    if last:
        return _("Sites have answered; from three companies on we say how many.")
    return _("No site has said so far whether it is solved.")


def reads_all(blocker: Blocker) -> bool:
    """Whether everybody reads the whole card."""
    return blocker.public_status == PublicStatus.FULL
