"""How a wave looks: its lines with their buttons, its observations, what is next."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.enums import Irritation
from programmes.models import BurdenRow, Observation, Wave
from programmes.witnesses.enums import WRITABLE, EngagementStatus, WaveStatus
from programmes.witnesses.looks import said
from programmes.witnesses.matrix import NARROW, WIDE, Line, drawing, finding
from programmes.witnesses.quotes import quote_of
from servindus.models import User
from servindus.templatetags.servindus import capital, full_date

W = WaveStatus
WAVE_ACTS = (
    *("approve_wave", "enter_wave", "record_observation", "add_burden_row"),
    *("carry_burden_rows", "price_wave", "return_wave"),
)


def matrix(lines: Sequence[Line]) -> dict[str, Any]:
    """Give the matrix: what it shows in words, and a drawing for each width."""
    drawings = [drawing(lines, WIDE), drawing(lines, NARROW)] if lines else []
    return {"finding": finding(lines), "drawings": drawings}


def rows(
    wave: Wave, lines: Sequence[Line], user: User, editing: bool
) -> list[dict[str, Any]]:
    """Give the lines of the table beside the drawing, with what this reader can do."""
    may = user.has_perm("programmes.add_burden_row", wave)
    running = wave.engagement.status == EngagementStatus.RUNNING
    writes = editing and may and running and wave.status in WRITABLE
    return [_row(line, writes, may, user) for line in lines]


def _row(line: Line, writes: bool, reports: bool, user: User) -> dict[str, Any]:
    row: BurdenRow = line.row
    return {
        "row": row,
        "hours": said(row.hours_per_year),
        "euros": said(row.euros_per_year),
        "cost": said(line.cost),
        "grade": capital(row.get_workability_display()),
        "bad": line.is_not_workable,
        "irritations": [str(Irritation(one).label) for one in row.irritations],
        "report": _report(row, user),
        "report_href": _act("report_burden_row", row)
        if reports and line.is_not_workable and row.report_id is None
        else "",
        "edit_href": _act("edit_burden_row", row) if writes else "",
        "strike_href": _act("strike_burden_row", row)
        if writes and row.report_id is None
        else "",
    }


def _act(name: str, row: Any) -> str:
    return reverse(f"programmes:{name}", args=[row.public_id])


def _report(row: BurdenRow, user: User) -> dict[str, str] | None:
    """Give the report that came of a line: its number, and a link for its readers.

    A draft is its author's until it is handed in.
    """
    if row.report_id is None:
        return None
    report: Any = row.report
    text = report.reference or _("Draft of a report")
    seen = user.has_perm("blockers.view_report", report)
    return {"text": text, "href": report.get_absolute_url() if seen else ""}


def observations(wave: Wave, user: User) -> list[dict[str, Any]]:
    """Give what was seen in a wave, the latest first, each with its versions."""
    found = list(
        Observation.objects.filter(wave=wave)
        .select_related("author", "second_author")
        .order_by("-happened_on", "-pk")
    )
    by_pk = {row.pk: row for row in found}
    corrected = {row.revises_id for row in found}
    engagement = wave.engagement
    writes = (
        wave.status in WRITABLE
        and engagement.status == EngagementStatus.RUNNING
        and user.has_perm("programmes.record_observation", wave)
    )
    return [
        {
            "row": row,
            "who": ", ".join(
                str(one) for one in (row.author, row.second_author) if one
            ),
            "quote": quote_of(row, engagement, user),
            "earlier": _versions(row, by_pk),
            "revise_href": _act("revise_observation", row) if writes else "",
        }
        for row in found
        if row.pk not in corrected
    ]


def _versions(row: Observation, by_pk: dict[int, Observation]) -> list[Observation]:
    """Give the versions before this one, the latest first."""
    found: list[Observation] = []
    while row.revises_id is not None:
        row = by_pk[row.revises_id]
        found.append(row)
    return found


def how_to_correct(wave: Wave) -> str:
    """Say how something that is wrong in a closed wave is put right."""
    if wave.engagement.status == EngagementStatus.ENDED:
        return ""
    if wave.status == W.APPROVED:
        return _("What is wrong in it is put right in the next wave, which says so.")
    if wave.status == W.ENTERED:
        return _("To correct it, ask the lab to give it back: it is written in again.")
    return ""


def sentence(wave: Wave) -> str:
    """Say in one sentence where a wave stands and who is next."""
    engagement = wave.engagement
    if wave.status == W.APPROVED:
        return _("Approved on %(day)s: nothing in it changes any more.") % {
            "day": full_date(wave.approved_on)
        }
    if engagement.status == EngagementStatus.ENDED:
        return _("The engagement has ended: what was written stays.")
    if wave.status == W.ENTERED:
        return _("%(lab)s approves it, or asks for more.") % {
            "lab": engagement.lab.operator_name
        }
    return _("Lines and observations can be written until the company hands it in.")
