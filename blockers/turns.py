"""Whose turn it is in a case: exactly one actor, one date, one sentence (B1)."""

from datetime import date, datetime
from functools import partial

from django.db.models import Prefetch, QuerySet
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from blockers import clocks, rules
from blockers.actions import timing
from blockers.clocks import Code
from blockers.enums import (
    BLOCKER_OPEN,
    BlockerStatus,
    EscalationStatus,
    ReportStatus,
    VerificationStatus,
)
from blockers.models import (
    Blocker,
    Clock,
    Commitment,
    Escalation,
    Report,
    Verification,
)
from servindus import clock
from servindus.actors import Actor
from servindus.calendar import ClockState, WorkingCalendar, clock_state, ruler
from servindus.ui import SHAPES, Person, Turn

S = ReportStatus


def reporter(report: Report) -> Person:
    """Give the company as templates draw it."""
    kind = report.organisation.kind if report.organisation else "industrial"
    fictional = bool(report.organisation and report.organisation.is_fictitious)
    return Person(
        report.company or _("The company"), shape=SHAPES[kind], fictional=fictional
    )


def lab(report: Report | Escalation | Blocker) -> Person:
    """Give the lab as templates draw it."""
    name = report.lab.operator_name
    return Person(
        name, role=_("lab of %(name)s") % {"name": report.lab.name}, shape="hexagon"
    )


def turn(report: Report, reader: Actor, now: datetime) -> Turn | None:
    """Give the one next actor and date, or None once the case has ended."""
    mine = reader.has_perm("blockers.edit_report", report)
    today = clock.local_day(now)
    if report.status == S.DRAFT:
        sentence = _("Completes the report and hands it in.")
        by_lab = rules.is_staff_writer(reader, report)
        writer = lab(report) if by_lab else reporter(report)
        return Turn(writer, sentence=sentence, mine=mine)
    if report.status == S.NEEDS_INFO:
        return Turn(
            reporter(report),
            sentence=_("Answers the lab’s question; the lab’s delay stands meanwhile."),
            due=report.complete_by,
            clock=_state(report.complete_by, today, report),
            mine=mine,
            due_label=_("To complete before"),
        )
    if report.status == S.SUBMITTED:
        return _lab_turn(report, reader, today)
    blocker = report.blocker
    if report.status == S.ATTACHED and blocker is not None:
        return _register_turn(report, blocker, reader, today)
    return None


def _register_turn(
    report: Report, blocker: Blocker, reader: Actor, today: date
) -> Turn | None:
    """Once a ministry has the dossier it moves next, the nearest date first."""
    if blocker.status not in BLOCKER_OPEN:
        return None
    if asked := asked_of(report):
        return _site_turn(report, asked[0], reader, today)
    if owing := owed_by_authorities(blocker):
        return _authority_turn(report, owing[0], today)
    if blocker.status == BlockerStatus.IMPLEMENTING:
        return _promise_turn(report, blocker, today)
    sentences = {
        BlockerStatus.ANSWERED: _("Follows what the ministry has answered."),
        BlockerStatus.VERIFYING: _("Asks the sites whether it is solved."),
    }
    first = _("Qualifies the blocker and takes it to whoever can lift it.")
    return Turn(
        lab(report), sentence=sentences.get(BlockerStatus(blocker.status), first)
    )


def _site_turn(report: Report, asked: Verification, reader: Actor, today: date) -> Turn:
    return Turn(
        reporter(report),
        sentence=_("Says whether it is solved on the site."),
        due=asked.due_on,
        clock=_state(asked.due_on, today, report),
        mine=reader.has_perm("blockers.answer_verification", asked),
        due_label=_("To say before"),
    )


def _authority_turn(report: Report, first: Escalation, today: date) -> Turn:
    answered = first.status == EscalationStatus.ANSWERED
    due = first.publish_by if answered else first.answer_by
    if first.status == EscalationStatus.INFO_REQUESTED:
        sentence = _("Replies to a question of the ministry, whose delay stands.")
        return Turn(lab(report), sentence=sentence)
    return Turn(
        Person(first.authority.name, shape="arch"),
        sentence=_("Publishes its answers.")
        if answered
        else _("Answers what the lab has asked."),
        due=due,
        clock=clock_state(due, today, 40, WorkingCalendar()) if due else None,
        due_label=_("Published before") if answered else _("Official answer before"),
    )


def _promise_turn(report: Report, blocker: Blocker, today: date) -> Turn:
    """What was promised is kept, or after "not solved" somebody commits again."""
    found = promised_of(blocker)
    due = found[0].due_on if found else blocker.commit_by
    person = (
        Person(found[0].answer.escalation.authority.name, shape="arch")
        if found
        else Person(_("The ministry"), shape="arch")
    )
    return Turn(
        person,
        sentence=_("Keeps what it has promised.")
        if found
        else _("Commits again: a site has said that it is not solved."),
        due=due,
        clock=clock_state(due, today, 40, WorkingCalendar()) if due else None,
        due_label=_("In force before") if found else _("New commitment before"),
    )


def owed_by_authorities(blocker: Blocker) -> list[Escalation]:
    """Give the dossiers of a blocker that somebody still owes, the nearest first.

    A list has fetched them already, under the same name.
    """
    found: list[Escalation] | None = getattr(blocker, "owing", None)
    return list(OWING.filter(blocker=blocker)) if found is None else found


OWING = (
    Escalation.objects.owing().select_related("authority").order_by("answer_by", "pk")
)


def promised_of(blocker: Blocker) -> list[Commitment]:
    """Give what is still to be kept, the nearest first; lists have fetched it."""
    found: list[Commitment] | None = getattr(blocker, "promised", None)
    return list(PROMISED.filter(blocker=blocker)) if found is None else found


def asked_of(report: Report) -> list[Verification]:
    """Give what the site has been asked and not said; lists have fetched it."""
    found: list[Verification] | None = getattr(report, "asked", None)
    return list(ASKED.filter(report=report)) if found is None else found


PROMISED = (
    Commitment.objects.open()
    .select_related("answer__escalation__authority")
    .order_by("due_on", "pk")
)
ASKED = Verification.objects.filter(status=VerificationStatus.ASKED).order_by(
    "due_on", "pk"
)


def with_owing(rows: QuerySet[Report]) -> QuerySet[Report]:
    """Fetch for the cases of a list what their turns ask for."""
    owing = Prefetch("blocker__escalations", queryset=OWING, to_attr="owing")
    promised = Prefetch("blocker__commitments", queryset=PROMISED, to_attr="promised")
    asked = Prefetch("verifications", queryset=ASKED, to_attr="asked")
    return rows.prefetch_related("clocks__pauses", owing, promised, asked)


def _state(due: date | None, today: date, report: Report) -> ClockState | None:
    if due is None:
        return None
    return clock_state(due, today, 20, report.lab.calendar)


def _lab_turn(report: Report, reader: Actor, today: date) -> Turn:
    """First a word to the company, then the decision: the nearer date counts."""
    running = {row.code: row for row in report.clocks.all() if row.stopped_on is None}
    row = running.get(Code.CONTACT) or running.get(Code.QUALIFICATION)
    first = Code.CONTACT in running
    sentence = (
        _("Speaks with the company for the first time.")
        if first
        else _("Says whether the case is in the register, or why not.")
    )
    mine = reader.has_perm("blockers.attach_report", report)
    label = _("First contact before") if first else _("Qualified before")
    person = lab(report)
    if row is None:
        return Turn(person, sentence=sentence, mine=mine)
    return strip(row, report, today, person, sentence, mine=mine, due_label=label)


def strip(
    row: Clock,
    case: timing.Case,
    today: date,
    person: Person,
    sentence: str,
    *,
    mine: bool,
    due_label: str,
) -> Turn:
    """Give a clock as the strip under a title, with the sum behind its date."""
    deadline = timing.due_of(row, case, today)
    calendar = clocks.calendar_for(row.owed_by, case.lab.calendar)
    policy = clocks.policy_of(Code(row.code), row.version)
    pauses = row.pauses_until(today)
    return Turn(
        person,
        sentence=sentence,
        due=deadline.due,
        clock=clocks.state(
            deadline, row.owed_by, case.lab.calendar, today, paused=row.is_paused
        ),
        deadline=deadline,
        # The rows of a list never ask for it.
        ruler=SimpleLazyObject(  # type: ignore[arg-type]
            partial(ruler, deadline.start, deadline.due, today, calendar, pauses)
        ),
        mine=mine,
        due_label=due_label,
        start_word=str(policy.starts),
        start_label=str(policy.starts).capitalize(),
        amount_label=_("Time allowed"),
        rule=_("Rule %(code)s “%(name)s”, version %(version)d.")
        % {
            "code": row.code,
            "name": Code(row.code).label,
            "version": row.version,
        },
        elapsed=calendar.working_days_between(deadline.start, today),
    )
