"""Transfers: half of the practices go into the next lab, and stand at one of three."""

from typing import Any

from bench import bulk
from benchmarking.models import Transfer

TABLES = (Transfer,)
# Whoever has signed everything.
FIRST = "u.id = (SELECT min(id) FROM servindus_user)"


def numbered(table: str) -> str:
    """Give a table's rows in a row: from 1 on."""
    return f"(SELECT id, row_number() OVER (ORDER BY id) AS n FROM {table})"


# In turns proposed, in use, stopped; what comes before each is written too.
STAGE = "(v.id / 2 % 3)::integer"
# Whoever confirms the visit is somebody else.
OTHER = "(SELECT max(id) FROM servindus_user)"
SPREAD = "(v.id % 400)::integer"
FROM = (
    "benchmarking_practiceversion AS v"
    " JOIN benchmarking_practice AS p ON p.id = v.practice_id"
    f" JOIN {numbered('programmes_lab')} AS g ON g.id = p.lab_id"
    f" JOIN {numbered('programmes_lab')} AS l ON l.n = g.n % 4 + 1,"
    f" servindus_user AS u WHERE {FIRST} AND v.id % 2 = 0"
)


def fill(seeder: Any) -> None:
    """Insert them past the acts, with what the database asks of each stage."""
    bulk.insert(
        Transfer,
        FROM,
        {
            "practice": "p.id",
            "version": "v.id",
            "giver": "p.lab_id",
            "receiver": "l.id",
            "proposed_by": "u.id",
            "proposed_lab": "l.id",
            "why": "'Trois usines hésitent.'",
            **{
                column: _from(1, value, "NULL")
                for column, value in (
                    ("contact_on", "current_date - 300"),
                    ("contact_by", OTHER),
                    ("contact_lab", "p.lab_id"),
                    ("heard_by", "u.id"),
                    ("understood_on", "current_date - 290"),
                    ("sponsor", "u.id"),
                    ("owner", "u.id"),
                    ("baseline", "2"),
                    ("target", "12"),
                    ("target_on", "current_date - 100"),
                    ("planned_on", "current_date - 280"),
                    ("started_on", "current_date - 200"),
                )
            },
            **{
                column: _from(1, value, "''")
                for column, value in (
                    ("contact_kind", "'visit'"),
                    ("contact_text", "'Vu.'"),
                    ("heard_text", "'Compris.'"),
                    ("plan", "'1. Deux usines.'"),
                    ("indicator", "'pièces'"),
                    ("kept", "'Le jour fixe.'"),
                )
            },
            "legal_state": "'not_needed'",
            "status": f"(ARRAY['proposed', 'in_use', 'stopped'])[{STAGE} + 1]",
            "used_on": f"CASE WHEN {STAGE} = 1 THEN current_date - {SPREAD} END",
            "use_text": f"CASE WHEN {STAGE} = 1 THEN 'Sept pièces.' ELSE '' END",
            "use_source": f"CASE WHEN {STAGE} = 1 THEN 'Carnet' ELSE '' END",
            "end_code": f"CASE WHEN {STAGE} = 2 THEN 'no_effect' ELSE '' END",
            "end_text": f"CASE WHEN {STAGE} = 2 THEN 'Sans suite.' ELSE '' END",
            "ended_on": f"CASE WHEN {STAGE} = 2 THEN current_date - 50 END",
            "due_on": f"CASE WHEN {STAGE} < 2 THEN current_date + {SPREAD} % 90 END",
        },
        seeder.now,
    )


def _from(stage: int, value: str, before: str) -> str:
    return f"CASE WHEN {STAGE} >= {stage} THEN {value} ELSE {before} END"
