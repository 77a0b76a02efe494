"""How a case looks to a reader: badge, row of a list, files, doors, buttons."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from blockers import guide
from blockers.completeness import CASE_STEP, unsaid_step
from blockers.doors import Door
from blockers.enums import BLOCKER_LOOKS, STATUS_LOOKS, BlockerStatus, ReportStatus
from blockers.enums import Door as WayOut
from blockers.models import Blocker, Report
from blockers.turns import turn
from servindus.actors import Actor
from servindus.models import User
from servindus.shelves import File, drawn
from servindus.templatetags.servindus import short_date
from servindus.ui import Act, Badge, Row, Text
from servindus.workflow import available_actions

S = ReportStatus
# The order in which acts stand in the bar; the first one is filled.
ACT_ORDER = (
    "submit_report",
    "edit_report",
    "appeal_report",
    "resume_report",
    "withdraw_report",
)


@dataclass(frozen=True)
class Way:
    """A door with the reason why it may be the right one."""

    label: Text
    why: Text


def badge(status: str) -> Badge:
    """Give the badge of a status."""
    icon, tone = STATUS_LOOKS[status]
    return Badge(S(status).label, icon, tone)  # type: ignore[arg-type]


def blocker_badge(status: str) -> Badge:
    """Give the badge of a blocker's status."""
    icon, tone = BLOCKER_LOOKS[status]
    return Badge(BlockerStatus(status).label, icon, tone)  # type: ignore[arg-type]


def row(report: Report, reader: Actor, now: datetime) -> Row:
    """Give a case as one line of a list."""
    strip = turn(report, reader, now)
    edge = ""
    if strip and strip.clock and strip.clock.kind == "late":
        edge = "late"
    elif strip and strip.clock and strip.clock.kind == "due_soon":
        edge = "soon"
    elif strip and strip.mine:
        edge = "mine"
    who = ""
    if strip:
        who = _("You") if strip.mine else str(strip.person.name)
    return Row(
        title=report.title or _("Report without a title"),
        href=report.get_absolute_url(),
        sub=" · ".join(part for part in (report.company, report.reference) if part),
        badge=badge(report.status),
        who=who,
        when=short_date(strip.due) if strip and strip.due else "",
        clock=strip.clock if strip else None,
        due=strip.due if strip else None,
        edge=edge,  # type: ignore[arg-type]
        fictional=bool(report.organisation and report.organisation.is_fictitious),
    )


def files(door: Door) -> list[File]:
    """Give the files of a case, at the reader's own door."""
    rows = door.report.files.order_by("position")
    return [drawn(row, door.url("report_file", row.public_id)) for row in rows]


def doors(report: Report) -> list[Way]:
    """Give the doors that the answers of the first step lead to."""
    if not report.nature:
        return []
    found = guide.doors(report.nature, report.norm_level, report.path)
    return [Way(WayOut(way).label, guide.WHY[way]) for way in found]


def acts(door: Door) -> list[Act]:
    """Give the buttons of the portal: what this reader can do now."""
    found = {act.name: act for act in available_actions(door.report, door.actor)}
    shown = [(name, found[name]) for name in ACT_ORDER if name in found]
    return [
        Act(
            act.label,
            door.url(name, unsaid_step(door.report) or CASE_STEP)
            if name == "edit_report"
            else door.url(name),
            icon=act.icon,
            kind="close" if act.closes else ("main" if index == 0 else "other"),
        )
        for index, (name, act) in enumerate(shown)
    ]


def archive_address(blocker: Blocker, reader: User) -> str:
    """Give where the archive of a closed blocker is taken out; else nothing."""
    closed = blocker.status == BlockerStatus.CLOSED
    if not closed or not reader.has_perm("blockers.archive_blocker", blocker):
        return ""
    return reverse("blockers:archive_blocker", args=[blocker.public_id])
