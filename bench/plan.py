"""Actions of the plan in each status, with milestones and a moved day each.

A plan grows with time, as the readings do: most of its five years is over.
"""

from typing import Any

from django.db import connection

from bench import bulk
from programmes.models import Milestone, MilestoneForecast, PlanAction

TABLES = (PlanAction, Milestone, MilestoneForecast)
# One action for so many companies: eighty a year for four labs.
COMPANIES, MILESTONES = 5, 4
# Another one begins every five days, from two months ahead back to the first of the
# five years of 2,000 companies; more companies plan more at a time.
AHEAD, EVERY, MOST, DAYS = 60, 5, 400, 120
FIRST = f"(current_date + {AHEAD} - {EVERY} * (r.i % {MOST}))"
# One in ten runs on after its last day, for another eighty at most.
STATUS = f"""CASE WHEN {FIRST} > current_date THEN 'planned'
 WHEN {FIRST} + {DAYS} >= current_date OR r.i % 10 = 9
  AND {FIRST} + {DAYS} + 80 >= current_date THEN 'running'
 WHEN r.i % 6 = 5 THEN 'dropped' ELSE 'done' END"""


def fill(seeder: Any) -> None:
    """An action for each five companies, with four milestones each."""
    count = seeder.at_least(seeder.scale // COMPANIES, 12)
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id) FROM programmes_workstream")
        axis = cursor.fetchone()[0]
    _actions(seeder, count, axis)
    _milestones(seeder)
    bulk.insert(
        MilestoneForecast,
        "programmes_milestone AS r JOIN programmes_planaction AS a"
        " ON a.id = r.action_id WHERE r.forecast_on <> r.planned_on",
        {
            "id": "r.id",
            "milestone": "r.id",
            "kind": "'forecast'",
            "from_on": "r.planned_on",
            "to_on": "r.forecast_on",
            "why": "'Une livraison est en retard.'",
            "said_by": "a.owner_id",
            "said_at": "now()",
        },
        seeder.now,
    )


def _actions(seeder: Any, count: int, axis: int) -> None:
    first = "u.id = (SELECT min(id) FROM servindus_user)"
    bulk.insert(
        PlanAction,
        f"{seeder.rows(count)} AS r, servindus_user AS u WHERE {first}",
        {
            "id": "r.id",
            "lab": "r.lab",
            "workstream": f"{axis} + r.i % 3",
            "owner": "u.id",
            "title": "'Action ' || r.i",
            "aim": "'Dix usines ont reçu une startup.'",
            "starts_on": FIRST,
            "due_on": f"{FIRST} + {DAYS}",
            "status": STATUS,
            "started_on": f"CASE WHEN ({STATUS}) <> 'planned' THEN {FIRST} END",
            "ended_on": f"CASE WHEN ({STATUS}) IN ('done','dropped')"
            f" THEN {FIRST} + 100 END",
            "reason": f"CASE WHEN ({STATUS}) = 'dropped' THEN 'Reprise.' ELSE '' END",
            "is_published": "r.i % 4 <> 0",
            "created_at": seeder.ago("r.i % 400"),
        },
        seeder.now,
    )


def _milestones(seeder: Any) -> None:
    day = "(r.starts_on + 25 * (k + 1))"
    # The last one of what runs on waits still.
    passed = f"r.status = 'running' AND k < {MILESTONES - 1} AND {day} < current_date"
    reached = f"(r.status = 'done' OR {passed})"
    bulk.insert(
        Milestone,
        f"programmes_planaction AS r, generate_series(0, {MILESTONES - 1}) AS k",
        {
            "id": f"r.id * {MILESTONES} + k",
            "action": "r.id",
            "title": "'Jalon ' || k",
            "planned_on": day,
            "forecast_on": f"{day} + CASE WHEN r.status <> 'planned' AND k = 2"
            " THEN 20 ELSE 0 END",
            "actual_on": f"CASE WHEN {reached} THEN {day} END",
            "status": f"CASE WHEN {reached} THEN 'reached' ELSE 'open' END",
            "evidence": f"CASE WHEN {reached} THEN 'Liste' ELSE '' END",
            "created_at": "r.created_at",
        },
        seeder.now,
    )
