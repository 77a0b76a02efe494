"""Clocks of cases and dossiers, as acts would have started and stopped them."""

from typing import Any

from bench import bulk
from blockers.models import Clock


def of_reports(now: Any) -> None:
    """C1 has stopped, C2 runs while the lab has not decided."""
    runs = "r.status IN ('submitted', 'needs_info')"
    bulk.insert(
        Clock,
        "(SELECT * FROM blockers_report WHERE submitted_at IS NOT NULL) AS r"
        ", (VALUES ('C1', 5, 'working_days'), ('C2', 30, 'days'))"
        " AS c (code, amount, unit)",
        {
            "report": "r.id",
            "lab": "r.lab_id",
            "code": "c.code",
            "version": "1",
            "owed_by": "'lab'",
            "amount": "c.amount",
            "unit": "c.unit",
            "started_on": "r.submitted_at::date",
            "due_on": "CASE c.code WHEN 'C1' THEN r.contact_by ELSE r.qualify_by END",
            "stopped_on": f"CASE WHEN c.code = 'C1' OR NOT {runs}"
            " THEN r.submitted_at::date END",
        },
        now,
    )


def of_dossiers(now: Any) -> None:
    """C3 until it is acknowledged, C4 until it is answered."""
    bulk.insert(
        Clock,
        "(SELECT e.*, b.lab_id FROM blockers_escalation AS e"
        " JOIN blockers_blocker AS b ON b.id = e.blocker_id) AS r"
        ", (VALUES ('C3', 5, 'working_days'), ('C4', 2, 'months'))"
        " AS c (code, amount, unit)",
        {
            "escalation": "r.id",
            "lab": "r.lab_id",
            "code": "c.code",
            "version": "1",
            "owed_by": "CASE c.code WHEN 'C3' THEN 'liaison' ELSE 'ministry' END",
            "amount": "c.amount",
            "unit": "c.unit",
            "started_on": "r.since",
            "due_on": "CASE c.code WHEN 'C3' THEN r.acknowledge_by"
            " ELSE r.answer_by END",
            "stopped_on": "CASE WHEN c.code = 'C3' AND r.status <> 'sent'"
            " OR r.status = 'answered' THEN r.since END",
        },
        now,
    )
