"""Pilots between startups and plants, at every stage."""

from typing import Any

from bench import bulk
from bench.bulk import FIRST_ID
from programmes.models import Pilot, PilotCriterion, Topic

TABLES = (Pilot, PilotCriterion)
# One pilot for so many companies.
COMPANIES = 20
STAGES = ("idea", "framed", "running", "evaluated", "extended", "stopped")
# Not in step with the labs, of which there are four.
STAGE = f"(ARRAY{list(STAGES)})[1 + r.i / 4 % {len(STAGES)}]"


def fill(seeder: Any) -> None:
    """A pilot for each twenty companies; three criteria while one can write them."""
    count = seeder.at_least(seeder.scale // COMPANIES, 4 * len(STAGES))
    topic = Topic.objects.order_by("pk").values_list("pk", flat=True)[0]
    source = f"{seeder.rows(count)} AS r, servindus_user AS u"
    asked = "(current_date - r.i % 400)"
    started = f"{STAGE} IN ('running', 'evaluated', 'extended')"
    judged = f"{STAGE} IN ('evaluated', 'extended')"
    bulk.insert(
        Pilot,
        f"{source} WHERE u.id = (SELECT min(id) FROM servindus_user)",
        {
            "id": "r.id",
            "lab": "r.lab",
            "startup": f"{FIRST_ID} + r.i % {seeder.startups}",
            "company": f"{FIRST_ID} + {seeder.startups} + r.i % {seeder.plants}",
            "topic": str(topic),
            "proposed_by": "u.id",
            "title": "'Essai de ' || r.trade || ' ' || r.i",
            "question": "'Voit-on venir une panne deux jours avant ?'",
            "status": STAGE,
            "due_on": f"CASE WHEN {STAGE} NOT IN ('extended', 'stopped')"
            f" THEN {asked} + 14 END",
            "starts_on": f"CASE WHEN {STAGE} <> 'idea' THEN {asked} + 20 END",
            "ends_on": f"CASE WHEN {STAGE} <> 'idea' THEN {asked} + 60 END",
            "started_on": f"CASE WHEN {started} THEN {asked} + 20 END",
            "startup_agreed_at": f"CASE WHEN {started} THEN now() END",
            "company_agreed_at": f"CASE WHEN {started} THEN now() END",
            "evaluated_on": f"CASE WHEN {judged} THEN {asked} + 60 END",
            "result": f"CASE WHEN {judged} THEN 'Trois pannes.' ELSE '' END",
            "next_step": f"CASE WHEN {STAGE} = 'extended' THEN 'Dix.' ELSE '' END",
            "stop_code": f"CASE WHEN {STAGE} = 'stopped' THEN 'cost' ELSE '' END",
            "stop_reason": f"CASE WHEN {STAGE} = 'stopped' THEN 'Cher.' ELSE '' END",
            "created_at": seeder.ago("r.i % 400"),
        },
        seeder.now,
    )
    _criteria(seeder)


def _criteria(seeder: Any) -> None:
    """Three for each pilot that still may be written."""
    framed = f"{Pilot._meta.db_table} AS p, generate_series(1, 3) AS rank"
    bulk.insert(
        PilotCriterion,
        f"{framed} WHERE p.status IN ('idea', 'framed')",
        {
            "pilot": "p.id",
            "rank": "rank",
            "measure": "'Pannes annoncées deux jours avant'",
            "threshold": "'deux sur trois'",
        },
        seeder.now,
    )
