"""Witness companies of every lab, their waves, what weighs and what was seen."""

from typing import Any

from django.db import connection

from bench import bulk
from bench.bulk import FIRST_ID
from programmes.models import BurdenRow, Observation, Wave, WitnessEngagement

TABLES = (WitnessEngagement, Wave, BurdenRow, Observation)
# One witness for so many companies: many more than any lab will ever follow.
COMPANIES = 50
# Of ten engagements: six run, two wait for a signature, two have ended.
STATUS = (
    "CASE WHEN r.i / 4 % 10 < 6 THEN 'running' WHEN r.i / 4 % 10 < 8 THEN 'prepared'"
    " ELSE 'ended' END"
)
SIGNED = f"{STATUS} <> 'prepared'"
DAY = "(current_date - 200 - r.i % 300)"
WAVES, LINES, SIGHTS = 5, 8, 3


def fill(seeder: Any) -> None:
    """An engagement for each fifty companies, with five waves of eight lines."""
    count = min(seeder.at_least(seeder.scale // COMPANIES, 40), seeder.plants)
    people = "servindus_user AS u"
    first = "u.id = (SELECT min(id) FROM servindus_user)"
    bulk.insert(
        WitnessEngagement,
        f"{seeder.rows(count)} AS r, {people} WHERE {first}",
        {
            "id": "r.id",
            "organisation": f"{FIRST_ID} + {seeder.startups} + r.i",
            "lab": "r.lab",
            "status": STATUS,
            "referent": "u.id",
            "charter_signed_on": f"CASE WHEN {SIGNED} THEN {DAY} END",
            "share_indicators": SIGNED,
            "share_quotes": SIGNED,
            "share_photos": "false",
            "share_name": f"{SIGNED} AND r.i % 2 = 0",
            "starts_on": f"CASE WHEN {SIGNED} THEN {DAY} END",
            "planned_end_on": f"CASE WHEN {SIGNED} THEN {DAY} + 730 END",
            "ended_on": f"CASE WHEN {STATUS} = 'ended' THEN current_date - 10 END",
            "end_reason": f"CASE WHEN {STATUS} = 'ended' THEN 'Départ.' ELSE '' END",
            "created_at": seeder.ago("r.i % 400"),
        },
        seeder.now,
    )
    _waves(seeder)
    _rows(seeder, first)


def _waves(seeder: Any) -> None:
    """The first three are approved, one is being entered, one is to come."""
    table = WitnessEngagement._meta.db_table
    source = f"{table} AS e, generate_series(0, {WAVES - 1}) AS n"
    status = "(ARRAY['approved','approved','approved','open','planned'])[1 + n]"
    done = f"{status} = 'approved'"
    day = "(e.starts_on + 30 + 90 * n)"
    bulk.insert(
        Wave,
        f"{source} WHERE e.starts_on IS NOT NULL",
        {
            "engagement": "e.id",
            "kind": "(ARRAY['t0','quarterly','quarterly','quarterly','t12'])[1 + n]",
            "due_on": day,
            "status": status,
            "entered_on": f"CASE WHEN {done} THEN {day} END",
            "approved_on": f"CASE WHEN {done} THEN {day} + 3 END",
            "hourly_cost": "41",
        },
        seeder.now,
    )


def _rows(seeder: Any, first: str) -> None:
    """Fill waves of any status: the trigger that lets nothing in late stands aside."""
    for model in (BurdenRow, Observation):
        _late(model, "DISABLE")
    _fill_rows(seeder, first)
    for model in (BurdenRow, Observation):
        _late(model, "ENABLE")


def _late(model: Any, word: str) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} {word} TRIGGER written_in_time")


def _fill_rows(seeder: Any, first: str) -> None:
    waves = f"{Wave._meta.db_table} AS w"
    written = "w.status <> 'planned'"
    bulk.insert(
        BurdenRow,
        f"{waves}, generate_series(1, {LINES}) AS n WHERE {written}",
        {
            "wave": "w.id",
            "number": "n",
            "obligation": "'Contrôle numéro ' || n",
            "hours_per_year": "4 + n * 3",
            "euros_per_year": "n * n * 800",
            "workability": "1 + (w.id + n) % 4",
            "reasons": "'Le contrôle arrête la ligne.'",
            "irritations": "'[]'::jsonb",
            "is_struck": "false",
        },
        seeder.now,
    )
    bulk.insert(
        Observation,
        f"{waves}, generate_series(1, {SIGHTS}) AS n, servindus_user AS u"
        f" WHERE {written} AND {first}",
        {
            "wave": "w.id",
            "kind": "'call'",
            "happened_on": "w.due_on - n::int",
            "flow": "'retours client'",
            "text": "'Deux retours sur trois attendent une signature.'",
            "quote": "'On attend.'",
            "quote_audience": "'public'",
            "author": "u.id",
        },
        seeder.now,
    )
