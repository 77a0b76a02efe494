"""Cases that the lab has a question about, and that nobody completes."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from blockers.enums import (
    INCOMPLETE_DAYS,
    LAST_CALL_DAYS,
    MOST_COMPLETE_REMINDERS,
    MOST_PAUSED_DAYS,
    ReportStatus,
)
from blockers.models import Report, ReportLink
from servindus import clock
from servindus.models import Occurrence

NUDGE = "nudge_report"
# Between the day of the question and the day that the company was given.
GIVEN = timedelta(days=MOST_PAUSED_DAYS)


def asked_on(report: Report) -> date:
    """Give the day of the lab's question."""
    assert report.complete_by is not None
    return report.complete_by - GIVEN


def unanswered(asked_until: date) -> QuerySet[Any]:
    """Give the cases asked about until that day, whose company can be written to.

    `nudges` counts the reminders since the question, `last_rung` is the last one's.
    """
    links = ReportLink.objects.filter(report=OuterRef("pk"), revoked_at=None)
    done = _nudges(OuterRef("pk"), OuterRef("complete_by")).order_by()
    of_case = done.values("object_id")
    return (
        Report.objects.filter(
            Q(reporter__is_active=True) | Q(Exists(links)),
            status=ReportStatus.NEEDS_INFO,
            complete_by__lte=asked_until + GIVEN,
        )
        .select_related("lab__operator")
        .annotate(
            nudges=Coalesce(Subquery(of_case.annotate(n=Count("pk")).values("n")), 0),
            last_rung=Subquery(of_case.annotate(n=Max("rung")).values("n")),
        )
        .order_by("pk")
    )


def _nudges(pk: Any, since: Any) -> QuerySet[Occurrence]:
    label = Report._meta.label_lower
    return Occurrence.objects.filter(
        timer=NUDGE, object_type=label, object_id=pk, person="", since=since
    )


def nudges(report: Report) -> int:
    """Count the reminders of the question that is open."""
    return _nudges(report.pk, report.complete_by).count()


def kept_until(report: Report) -> date | None:
    """Give the day on which the case is withdrawn; None before two reminders.

    Where reminders came late, a fortnight goes by after the last one.
    """
    done = _nudges(report.pk, report.complete_by)
    found = done.aggregate(number=Count("pk"), last=Max("at"))
    if found["number"] < MOST_COMPLETE_REMINDERS:
        return None
    days = timedelta(days=INCOMPLETE_DAYS), timedelta(days=LAST_CALL_DAYS)
    return max(asked_on(report) + days[0], clock.local_day(found["last"]) + days[1])


def has_lapsed(report: Report, now: datetime) -> bool:
    """Whether two reminders and forty-five days have brought nothing."""
    until = kept_until(report)
    return until is not None and until <= clock.local_day(now)
