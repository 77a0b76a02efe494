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


# What each has from the day on which both labs had noted the visit.
SINCE_SEEN = {
    "contact_kind": "'visit'",
    "contact_on": "current_date - 300",
    "contact_text": "'Vu.'",
    "contact_by": OTHER,
    "contact_lab": "p.lab_id",
    "heard_text": "'Compris.'",
    "heard_by": "u.id",
    "understood_on": "current_date - 290",
    "plan": "'1. Deux usines.'",
    "sponsor": "u.id",
    "owner": "u.id",
    "indicator": "'pièces'",
    "baseline": "2",
    "target": "12",
    "target_on": "current_date - 100",
    "kept": "'Le jour fixe.'",
    "planned_on": "current_date - 280",
    "started_on": "current_date - 200",
}
IN_USE = {
    "used_on": f"current_date - {SPREAD}",
    "use_text": "'Sept pièces.'",
    "use_source": "'Carnet'",
}
STOPPED = {
    "end_code": "'no_effect'",
    "end_text": "'Sans suite.'",
    "ended_on": "current_date - 50",
}


def fill(seeder: Any) -> None:
    """Insert them past the acts, with what the database asks of each stage."""
    columns = {
        "practice": "p.id",
        "version": "v.id",
        "giver": "p.lab_id",
        "receiver": "l.id",
        "proposed_by": "u.id",
        "proposed_lab": "l.id",
        "why": "'Trois usines hésitent.'",
        "legal_state": "'not_needed'",
        "status": f"(ARRAY['proposed', 'in_use', 'stopped'])[{STAGE} + 1]",
        "due_on": f"CASE WHEN {STAGE} < 2 THEN current_date + {SPREAD} % 90 END",
        **_where(">= 1", SINCE_SEEN),
        **_where("= 1", IN_USE),
        **_where("= 2", STOPPED),
    }
    bulk.insert(Transfer, FROM, columns, seeder.now)


def _where(stage: str, columns: dict[str, str]) -> dict[str, str]:
    """Fill these columns at some stages; before, texts are empty, the rest unknown."""
    return {
        name: f"CASE WHEN {STAGE} {stage} THEN {value} ELSE {_unsaid(name)} END"
        for name, value in columns.items()
    }


def _unsaid(name: str) -> str:
    field = Transfer._meta.get_field(name)
    return "NULL" if getattr(field, "null", False) else "''"
