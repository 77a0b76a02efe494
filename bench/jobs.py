"""Declarations of jobs of plants, in each status, and counts a year later."""

from typing import Any

from django.db import connection

from bench import bulk
from bench.bulk import FIRST_ID
from programmes.models import JobsCheck, JobsRecord

TABLES = (JobsRecord, JobsCheck)
# Of fifty declarations: the last number of each status.
STATUSES = (
    ("confirmed", 38), ("submitted", 42), ("draft", 46), ("refused", 49),
    ("withdrawn", 50),
)  # fmt: skip
STATUS = (
    "CASE "
    + " ".join(f"WHEN r.i % 50 < {last} THEN '{name}'" for name, last in STATUSES)
    + " END"
)
DAY = "(current_date - 30 - r.i % 500)"
BEFORE = "100 + r.i % 500"
# It would look through a table without indexes, for each row.
TRIGGER = "ALTER TABLE programmes_jobsrecord {} TRIGGER jobs_within_growth"
# One declaration for so many companies: each plant has one at most.
COMPANIES = 10


def fill(seeder: Any) -> None:
    """A declaration for each ten companies, and a count for what is a year old."""
    count = seeder.scale // COMPANIES
    people = "servindus_user AS u"
    first = "u.id = (SELECT min(id) FROM servindus_user)"
    with connection.cursor() as cursor:
        cursor.execute(TRIGGER.format("DISABLE"))
    bulk.insert(
        JobsRecord,
        f"{seeder.rows(count)} AS r, {people} WHERE {first}",
        _columns(seeder),
        seeder.now,
    )
    with connection.cursor() as cursor:
        cursor.execute(TRIGGER.format("ENABLE"))
    bulk.insert(
        JobsCheck,
        "programmes_jobsrecord AS r WHERE r.status = 'confirmed'"
        " AND r.kind <> 'announced' AND r.check_on <= current_date",
        {
            "id": "r.id",
            "record": "r.id",
            "checked_on": "r.check_on",
            "fte_there": "0.5",
            "source": "'Paie'",
            "said_by": "r.declared_by_id",
            "said_at": "now()",
        },
        seeder.now,
    )


def _columns(seeder: Any) -> dict[str, str]:
    """Give each column of a declaration, by the row's number."""
    counted = f"{STATUS} IN ('confirmed', 'withdrawn')"
    turned = f"{STATUS} IN ('refused', 'withdrawn')"
    attribution = "(ARRAY['A','B','B','C'])[1 + r.i % 4]"
    attested = f"{attribution} = 'A'"
    return {
        "id": "r.id",
        "organisation": f"{FIRST_ID} + {seeder.startups} + r.i % {seeder.plants}",
        "lab": "r.lab",
        "declared_by": "u.id",
        "kind": "(ARRAY['created','maintained','announced'])[1 + r.i % 3]",
        "fte_before": BEFORE,
        "fte_now": f"{BEFORE} + 1",
        "as_of": DAY,
        "check_on": f"({DAY} + interval '1 year')::date",
        "fte": "0.5",
        "service_fte": "0.5",
        "higher_tertiary_fte": "0",
        "attribution": attribution,
        "how": "'Une commande a décidé le recrutement.'",
        "document": f"CASE WHEN {attested} THEN 'Lettre' ELSE '' END",
        "document_on": f"CASE WHEN {attested} THEN {DAY} END",
        "document_kept": f"CASE WHEN {attested} THEN 'Siège' ELSE '' END",
        "status": STATUS,
        "reason": f"CASE WHEN {turned} THEN 'Sans lien.' ELSE '' END",
        "confirmed_at": f"CASE WHEN {counted} THEN {seeder.ago('r.i % 400')} END",
        "created_at": seeder.ago("r.i % 400"),
    }
