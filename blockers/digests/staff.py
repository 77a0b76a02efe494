"""A lab's digest of the register: cases to qualify, questions, answers, both rates."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from blockers import escalation_looks, figures, queues
from blockers.digests.liaison import line_of
from blockers.enums import ContestationStatus, ReportStatus
from blockers.models import Contestation, Report
from programmes import rules as frame
from servindus import clock
from servindus.digests import Line, Part, Reader, Section
from servindus.templatetags.servindus import short_date

MOST = 8
MONDAY = 1


def parts(readers: Sequence[Reader], now: datetime) -> Mapping[str, Part]:
    """Give each colleague what the register asks of the lab; leads get the rates."""
    found: dict[str, Part] = {}
    for reader in readers:
        assert reader.user is not None
        labs = frame.lab_ids(reader.user)
        sections = [
            *_to_qualify(labs, now),
            *_from_authorities(reader, labs, now),
            *_contested(labs),
        ]
        local = now.astimezone(ZoneInfo(reader.subscriber.zone))
        if frame.lab_ids(reader.user, lead=True) and local.isoweekday() == MONDAY:
            sections += _rates(now)
        found[reader.email] = Part(sections)
    return found


def _to_qualify(labs: set[int], now: datetime) -> list[Section]:
    today = clock.local_day(now)
    rows = Report.objects.filter(lab__in=labs, status=ReportStatus.SUBMITTED)
    found = list(rows.with_people().order_by("qualify_by", "pk")[: MOST + 1])
    lines = [_case(row, today) for row in found[:MOST]]
    path = reverse("admin:blockers_report_changelist")
    more = _("More wait in the queue.") if len(found) > MOST else ""
    section = Section(_("Cases to qualify"), lines, more, settings.PUBLIC_URL + path)
    return [section] if lines else []


def _case(row: Report, today: Any) -> Line:
    path = reverse("admin:blockers_report_change", args=[row.pk])
    late = row.qualify_by is not None and row.qualify_by < today
    return Line(
        title=row.title or row.reference,
        url=settings.PUBLIC_URL + path,
        text=" · ".join(part for part in (row.company, row.reference) if part),
        when=short_date(row.qualify_by),
        label=_("late") if late else "",
        tone="bad" if late else "",
        due=row.qualify_by,
        waits=True,
        is_late=late,
        button=_("Open the case"),
    )


def _from_authorities(reader: Reader, labs: set[int], now: datetime) -> list[Section]:
    """Give questions that stop a delay, and what was answered since."""
    assert reader.user is not None
    rows = queues.rows_for(reader.user).filter(blocker__lab__in=labs)
    asked = list(rows.waiting_for_lab().order_by("due_on", "pk")[:MOST])
    answered = list(
        rows.filter(answered_at__gt=reader.since).order_by("-answered_at")[:MOST]
    )
    questions = [
        line_of(look, waits=True, button=_("Reply"))
        for look in escalation_looks.rows_of(asked, reader.user, now)
    ]
    answers = [
        line_of(look, waits=False)
        for look in escalation_looks.rows_of(answered, reader.user, now)
    ]
    queue = settings.PUBLIC_URL + queues.address(queues.LAB.slug)
    found = [
        Section(_("Questions of authorities"), questions, "", queue),
        Section(_("Authorities have answered"), answers),
    ]
    return [section for section in found if section.lines]


def _contested(labs: set[int]) -> list[Section]:
    rows = Contestation.objects.filter(
        status=ContestationStatus.FILED, answer__escalation__blocker__lab__in=labs
    ).select_related("answer__escalation__blocker")
    path = settings.PUBLIC_URL + reverse("blockers:contestation_list")
    lines = [
        Line(
            title=row.answer.escalation.blocker.title,
            url=path,
            text=_("A company brings a new fact against a refusal."),
            waits=True,
            button=_("Read them"),
        )
        for row in rows.order_by("pk")[:MOST]
    ]
    return [Section(_("Contestations"), lines)] if lines else []


def _rates(now: datetime) -> list[Section]:
    """Give both rates of the register, whatever they are (B13)."""
    tally = figures.told(now).tally
    if not tally.due:
        return []
    words = _("%(k)s of %(n)s")
    url = settings.PUBLIC_URL + reverse("blockers:public_list")
    lines = [
        Line(label, url, words % {"k": rate.k, "n": rate.n}, is_news=False)
        for label, rate in (
            (_("Promised"), tally.promised_rate),
            (_("Verified"), tally.verified_rate),
        )
    ]
    return [Section(_("Blockers: promised, verified"), lines)]
