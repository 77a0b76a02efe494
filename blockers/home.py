"""What the register puts on each reader's home and in the header."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from blockers import figures as all_figures
from blockers.enums import ReportStatus
from blockers.models import Report
from programmes import rules as frame
from programmes.enums import OrganisationKind
from servindus import clock
from servindus.home import Aside, Part
from servindus.keyset import capped_counts
from servindus.models import User
from servindus.ui import Meter, WaitingCard

S = ReportStatus
MOST_SHOWN = 100
CELLS = 10


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Give the room's word in the header: one's own cases, or the register."""
    user = request.user
    href = reverse("blockers:public_list")
    if user.is_authenticated and (
        frame.is_staff(user) or frame.organisation_ids(user, *frame.COMPANY_KINDS)
    ):
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


def rates(request: HttpRequest) -> Part | None:
    """Give both rates, side by side, to whoever works for them: labs and liaisons."""
    user: User = request.user  # type: ignore[assignment]
    authorities = frame.organisation_ids(user, OrganisationKind.AUTHORITY)
    if not (frame.lab_ids(user) or authorities):
        return None
    found = all_figures.tally(clock.today())
    if not found.due:
        return None
    meters = [
        _meter(_("Promised"), found.promised_rate),
        _meter(_("Verified"), found.verified_rate),
    ]
    late = ("clock", _("Late now: %(n)d") % {"n": found.late})
    words = _("Without a public answer: %(n)d") % {"n": found.unknown}
    silent = ("chat-bubble-left-ellipsis", words)
    href = reverse("blockers:public_list")
    title, link = _("Blockers: promised, verified"), _("See the register of blockers")
    return Part(asides=[Aside(title, meters, [late, silent], href, link)])


def _meter(label: str, rate: all_figures.Rate) -> Meter:
    """Draw a rate in ten cells, and say it as k of n."""
    words = _("%(k)s of %(n)s") % {"k": rate.k, "n": rate.n}
    return Meter(round(CELLS * rate.k / rate.n), CELLS, f"{label} ", words)


def figures() -> list[dict[str, Any]]:
    """Count the register for the public home: handed in, and kept in the register."""
    handed_in = Report.objects.filter(submitted_at__isnull=False)
    kept = handed_in.filter(status=S.ATTACHED)
    return [
        {"axis": 3, "value": handed_in.count(), "label": _("reports handed in")},
        {"axis": 3, "value": kept.count(), "label": _("of them in the register")},
    ]


def public() -> dict[str, object]:
    """Give the address where anybody reports, and the public register."""
    register = {
        "axis": 3,
        "href": reverse("blockers:public_list"),
        "label": _("See the register of blockers"),
    }
    return {"report_href": reverse("blockers:report_start"), "axis_links": [register]}
