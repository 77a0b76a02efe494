"""Rows of the register as they are after acts that a test is not about."""

from itertools import count
from typing import Any

from blockers.enums import ReportStatus
from blockers.models import Blocker, Report
from programmes.models import Lab
from servindus import clock
from servindus.models import User

_number = count(1)


def make_blocker(*, lab: Lab, status: str = "qualifying", **fields: Any) -> Blocker:
    """Insert a blocker with what its status needs, and no journal."""
    fields = {
        "year": 2026,
        "number": 5000 + next(_number),
        "title": "Un bassin tampon soumis à autorisation",
        "nature": "text_regulatory",
        **fields,
    }
    if status not in ("qualifying", "merged"):
        fields = {"local_attempt": "Préfecture : non.", "qualified_at": clock.now()} | (
            fields
        )
    if status == "closed":
        fields = {"outcome": "abandoned", "closed_at": clock.now()} | fields
    if status == "verifying":
        fields = {"verifying_since": clock.now()} | fields
    if status == "merged" and "merged_into" not in fields:
        fields["merged_into"] = make_blocker(lab=lab)
    return Blocker.objects.create(lab=lab, status=status, **fields)


def make_report(
    *, lab: Lab, reporter: User | None = None, status: str = "submitted", **fields: Any
) -> Report:
    """Insert a case with what its status needs; no journal, no clock."""
    now = clock.now()
    day = clock.local_day(now)
    given: dict[str, Any] = {
        "company_name": "Atelier Morel",
        "title": "Réemployer nos bains",
        "situation": "Nous rinçons.",
        "prevented": "Le circuit attend.",
        "nature": "text_regulatory",
    }
    if status != ReportStatus.DRAFT:
        given |= {
            "submitted_at": now,
            "year": 2026,
            "number": 5000 + next(_number),
            "contact_by": day,
            "qualify_by": day,
        }
    if status == ReportStatus.NEEDS_INFO:
        given["complete_by"] = day
    if status == ReportStatus.DECLINED:
        given |= {"declined_at": now, "decline_code": "spam"}
    if status == ReportStatus.ATTACHED:
        given |= {"attached_at": now}
        if "blocker" not in fields:
            given["blocker"] = make_blocker(lab=lab)
    return Report.objects.create(
        lab=lab, reporter=reporter, status=status, **{**given, **fields}
    )
