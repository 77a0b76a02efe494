"""Whose turn it is in a case: exactly one actor, one date, one sentence (B1)."""

from datetime import date, datetime

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from blockers import clocks
from blockers.actions import timing
from blockers.clocks import Code
from blockers.enums import BlockerStatus, EscalationStatus, ReportStatus
from blockers.models import Blocker, Clock, Escalation, Report
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


def lab(report: Report | Escalation) -> Person:
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
        return Turn(reporter(report), sentence=sentence, mine=mine)
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
    if report.status == S.ATTACHED and report.blocker is not None:
        return _register_turn(report, report.blocker, today)
    return None


def _register_turn(report: Report, blocker: Blocker, today: date) -> Turn:
    """Once a ministry has the dossier it moves next, the nearest date first."""
    owing = owed_by_authorities(blocker)
    if not owing:
        sentence = _("Qualifies the blocker and takes it to whoever can lift it.")
        if blocker.status == BlockerStatus.ANSWERED:
            sentence = _("Follows what the ministry has answered.")
        return Turn(lab(report), sentence=sentence)
    first = owing[0]
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


def owed_by_authorities(blocker: Blocker) -> list[Escalation]:
    """Give the dossiers of a blocker that somebody still owes, the nearest first.

    A list has fetched them already, under the same name.
    """
    found: list[Escalation] | None = getattr(blocker, "owing", None)
    return list(OWING.filter(blocker=blocker)) if found is None else found


OWING = (
    Escalation.objects.owing().select_related("authority").order_by("answer_by", "pk")
)


def with_owing(rows: QuerySet[Report]) -> QuerySet[Report]:
    """Fetch for the cases of a list what their turns ask for."""
    owing = Prefetch("blocker__escalations", queryset=OWING, to_attr="owing")
    return rows.prefetch_related("clocks__pauses", owing)


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
        ruler=ruler(deadline.start, deadline.due, today, calendar, pauses),
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
