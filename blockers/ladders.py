"""The delays of the register that people are reminded of, each with its days."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from blockers import clocks
from blockers.chasing import LAB, LIAISONS, Ladder, register
from blockers.clocks import Code
from blockers.enums import (
    ACKNOWLEDGE_REMINDERS,
    ANSWER_REMINDERS,
    COMMITMENT_REMINDERS,
    CONTACT_REMINDERS,
    END_REMINDERS,
    LAB_HEARS,
    PUBLISH_REMINDERS,
    QUALIFY_REMINDERS,
    EscalationStatus,
    ReportStatus,
)
from blockers.models import Clock, Commitment, Escalation, Measure, Report
from programmes.models import Lab
from servindus import clock

E = EscalationStatus


# --- Dossiers with an authority -------------------------------------------------------


class _OfDossier(Ladder):
    """A date of a dossier, told to the members of the authority that has it."""

    verb = "remind_escalation"
    permission = "blockers.answer_escalation"

    def rows(self) -> QuerySet[Any]:
        return Escalation.objects.with_people()

    def candidates(self, today: date) -> QuerySet[Any]:
        # The date that counts now is never after the one that is told: the queue's
        # index finds them.
        last = today - timedelta(days=min(self.rungs))
        return super().candidates(today).filter(is_owed=True, due_on__lte=last)

    def lab(self, row: Escalation) -> Lab:
        return row.lab

    def desks(self, row: Escalation) -> set[int]:
        return {row.authority_id}

    def began(self, row: Escalation) -> date:
        return clock.local_day(row.sent_at)

    def title(self, row: Escalation) -> str:
        return f"{row.reference} · {row.title}"


@register
class Acknowledging(_OfDossier):
    """C3: nobody has acknowledged it."""

    timer = "remind_escalation.acknowledge"
    column = "acknowledge_by"
    rungs = ACKNOWLEDGE_REMINDERS

    def rows(self) -> QuerySet[Any]:
        return super().rows().filter(status=E.SENT)

    def text(self, row: Escalation, day: str, *, late: bool) -> str:
        if late:
            return _("It was to be acknowledged by %(day)s.") % {"day": day}
        return _("To acknowledge before the end of %(day)s.") % {"day": day}


@register
class Answering(_OfDossier):
    """C4 and C8: an answer is owed; a question to the lab silences it."""

    timer = "remind_escalation.answer"
    column = "answer_by"
    rungs: ClassVar[Sequence[int]] = ANSWER_REMINDERS

    def rows(self) -> QuerySet[Any]:
        rows = Escalation.objects.with_people().open()
        return rows.exclude(status=E.INFO_REQUESTED)

    def text(self, row: Escalation, day: str, *, late: bool) -> str:
        if late:
            return _("The answer was due on %(day)s.") % {"day": day}
        return _("To answer before the end of %(day)s.") % {"day": day}


@register
class Publishing(_OfDossier):
    """C5: every ask is answered, and nobody can read it."""

    timer = "remind_escalation.publish"
    column = "publish_by"
    rungs = PUBLISH_REMINDERS

    def rows(self) -> QuerySet[Any]:
        return super().rows().filter(status=E.ANSWERED, published_at=None)

    def text(self, row: Escalation, day: str, *, late: bool) -> str:
        if late:
            return _("The answers were to be published by %(day)s.") % {"day": day}
        return _("To publish before the end of %(day)s.") % {"day": day}


@register
class LateForLab(Answering):
    """The leading lab hears that an authority is late."""

    timer = "flag_escalation"
    verb = "flag_escalation"
    readers = LAB
    permission = "blockers.recall_escalation"
    rungs = LAB_HEARS

    def desks(self, row: Escalation) -> set[int]:
        return {pk for pk in [row.lab.operator_id] if pk}

    def text(self, row: Escalation, day: str, *, late: bool) -> str:
        words = {"authority": row.authority.name, "day": day}
        return _("%(authority)s owed its answer on %(day)s.") % words


# --- What was promised, and what ends -------------------------------------------------


class _Told(Ladder):
    """A date of the follow-up; what lay ahead before it began is not told any more."""

    def rung(self, row: Any, today: date) -> int | None:
        rung = super().rung(row, today)
        ahead = (self.began(row) - self.since(row)).days
        return None if rung is not None and rung < 0 and rung <= ahead else rung


@register
class Keeping(_Told):
    """C6: a promise whose day comes, or has passed."""

    timer = "remind_commitment"
    verb = "remind_commitment"
    permission = "blockers.drop_commitment"
    column = "due_on"
    rungs = COMMITMENT_REMINDERS

    def rows(self) -> QuerySet[Any]:
        return Commitment.objects.open().with_people()

    def lab(self, row: Commitment) -> Lab:
        return row.blocker.lab

    def desks(self, row: Commitment) -> set[int]:
        return {row.answer.escalation.authority_id}

    def began(self, row: Commitment) -> date:
        return row.made_on

    def title(self, row: Commitment) -> str:
        return f"{row.blocker.reference} · {row.what}"

    def text(self, row: Commitment, day: str, *, late: bool) -> str:
        if late:
            return _("Promised for %(day)s: say that it is in force, or what else.") % {
                "day": day
            }
        return _("Promised for %(day)s.") % {"day": day}


class _Ending(_Told):
    """C9: a derogation ends, and nothing is decided for what comes after it."""

    verb = "remind_measure"
    column = "in_force_to"
    rungs = END_REMINDERS

    def rows(self) -> QuerySet[Any]:
        return Measure.objects.ending().with_people()

    def lab(self, row: Measure) -> Lab:
        return row.commitment.blocker.lab

    def began(self, row: Measure) -> date:
        ended = row.commitment.ended_at
        return clock.local_day(ended) if ended else row.in_force_from

    def title(self, row: Measure) -> str:
        return f"{row.commitment.blocker.reference} · {row.commitment.what}"

    def text(self, row: Measure, day: str, *, late: bool) -> str:
        if late:
            return _("It has ended on %(day)s, and nothing is decided.") % {"day": day}
        return _("It ends on %(day)s, and nothing is decided.") % {"day": day}

    def address(self, row: Measure) -> str:
        return row.commitment.get_absolute_url()


@register
class Ending(_Ending):
    """To the liaisons, who decide."""

    timer = "remind_measure"
    readers = LIAISONS
    permission = "blockers.end_measure"

    def desks(self, row: Measure) -> set[int]:
        return {row.commitment.answer.escalation.authority_id}


@register
class EndingForLab(_Ending):
    """To the leading lab, whose companies live by it."""

    timer = "remind_measure.lab"
    readers = LAB
    permission = "blockers.edit_blocker"

    def desks(self, row: Measure) -> set[int]:
        return {pk for pk in [self.lab(row).operator_id] if pk}

    def asked(self, row: Measure) -> Any:
        return row.commitment.blocker


# --- Cases with a lab -----------------------------------------------------------------


class _OfCase(Ladder):
    """A date of a case that the lab looks at; under appeal, the programme too."""

    verb = "remind_report"
    readers = LAB
    permission = "blockers.attach_report"

    def rows(self) -> QuerySet[Any]:
        rows = Report.objects.filter(status=ReportStatus.SUBMITTED)
        return rows.with_people().select_related("lab__programme")

    def lab(self, row: Report) -> Lab:
        return row.lab

    def desks(self, row: Report) -> set[int]:
        desks = [row.lab.operator_id]
        if row.appealed_at is not None:
            desks.append(row.lab.programme.operator_id)
        return {pk for pk in desks if pk}

    def began(self, row: Report) -> date:
        assert row.submitted_at is not None
        return clock.local_day(row.submitted_at)

    def title(self, row: Report) -> str:
        return f"{row.reference} · {row.title}"

    def address(self, row: Report) -> str:
        return reverse("admin:blockers_report_change", args=[row.pk])


@register
class Contacting(_OfCase):
    """C1: nobody of the lab has spoken with the company in its five working days."""

    timer = "remind_report.contact"
    column = "contact_by"
    rungs = CONTACT_REMINDERS

    def rows(self) -> QuerySet[Any]:
        return super().rows().filter(contacted_at=None)

    def text(self, row: Report, day: str, *, late: bool) -> str:
        return _("The first contact was due on %(day)s.") % {"day": day}


@register
class Qualifying(_OfCase):
    """C2: nobody has decided; days on which the clock stood do not count."""

    timer = "remind_report.qualify"
    column = "clock_start"
    rungs = QUALIFY_REMINDERS

    def rows(self) -> QuerySet[Any]:
        running = Clock.objects.running().filter(
            report=OuterRef("pk"), code=Code.QUALIFICATION
        )
        start = Subquery(running.values("started_on")[:1])
        rows = super().rows().annotate(clock_start=start)
        return rows.filter(clock_start__isnull=False).prefetch_related("clocks__pauses")

    def due(self, row: Report) -> date:
        assert row.qualify_by is not None
        return row.qualify_by

    def days(self, row: Report, today: date) -> int:
        [running] = [
            one
            for one in row.clocks.all()
            if one.code == Code.QUALIFICATION and one.stopped_on is None
        ]
        if running.is_paused:
            return 0
        pauses = running.pauses_until(today)
        return clocks.run(self.since(row), pauses, today).net

    def text(self, row: Report, day: str, *, late: bool) -> str:
        if late:
            return _("It was to be qualified by %(day)s.") % {"day": day}
        return _("To qualify before the end of %(day)s.") % {"day": day}


def waiting(lab_ids: set[int]) -> int:
    """Count the cases that wait for these labs."""
    return Report.objects.to_qualify().filter(lab__in=lab_ids).count()
