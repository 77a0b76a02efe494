"""What the register puts on each reader's home and in the header."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from blockers.enums import ReportStatus
from blockers.models import Report
from programmes import rules as frame
from servindus import clock
from servindus.home import Part
from servindus.keyset import capped_counts
from servindus.models import User
from servindus.ui import WaitingCard

S = ReportStatus
MOST_SHOWN = 100


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Give the room's word in the header to whoever has a company or a lab."""
    user = request.user
    if not user.is_authenticated:
        return []
    if not (frame.is_staff(user) or frame.organisation_ids(user, *frame.COMPANY_KINDS)):
        return []
    href = reverse("blockers:report_list")
    current = request.path.startswith("/blocages/")
    return [{"label": _("Blockers"), "href": href, "current": current}]


def part(request: HttpRequest) -> Part | None:
    """Give what waits: cases to qualify for a lab, to complete for a company."""
    user: User = request.user  # type: ignore[assignment]
    if labs := frame.lab_ids(user):
        rows = Report.objects.filter(lab__in=labs, status=S.SUBMITTED)
        late = rows.filter(qualify_by__lt=clock.today())
        waiting, overdue = capped_counts([rows, late], cap=MOST_SHOWN)
        text = _("%(n)d late") % {"n": overdue} if overdue else _("Nothing is late.")
        return Part(
            cards=[
                WaitingCard(
                    waiting,
                    _("Reports to qualify"),
                    text,
                    reverse("admin:blockers_report_changelist"),
                    _("Open the queue"),
                    "inbox-arrow-down",
                    "late" if overdue else ("mine" if waiting else ""),
                )
            ]
        )
    if not frame.organisation_ids(user, *frame.COMPANY_KINDS):
        return None
    asked = Report.objects.visible_to(user).filter(status=S.NEEDS_INFO)
    count = int(asked.order_by()[:MOST_SHOWN].count())
    if not count:
        return None
    return Part(
        cards=[
            WaitingCard(
                count,
                _("Reports to complete"),
                _("The lab has a question."),
                reverse("blockers:report_list"),
                _("Answer"),
                "chat-bubble-left-ellipsis",
                "mine",
            )
        ]
    )


def figures() -> list[dict[str, Any]]:
    """Count the register for the public home: handed in, and kept in the register."""
    handed_in = Report.objects.filter(submitted_at__isnull=False)
    kept = handed_in.filter(status=S.ATTACHED)
    return [
        {"axis": 3, "value": handed_in.count(), "label": _("reports handed in")},
        {"axis": 3, "value": kept.count(), "label": _("of them in the register")},
    ]


def public() -> dict[str, object]:
    """Give the address where anybody reports."""
    return {"report_href": reverse("blockers:report_start")}
