"""Good practices in the library, with their opinions, evidence and tools."""

from typing import Any

from django.db import connection

from bench import bulk, transfers
from bench.transfers import FIRST, numbered
from benchmarking.models import Evidence, PeerReview, Practice, PracticeVersion, Tool
from programmes.models import Topic, Workstream

TOPICS = PracticeVersion.topics.through
TABLES = (
    *(Practice, PracticeVersion, TOPICS, Evidence, PeerReview, Tool),
    *transfers.TABLES,
)
# A practice for so many companies: 20,000 of them beside 100,000 reports.
COMPANIES = 5
NEED = "'Une PME n’a pas de quoi payer ' || r.trade || ' à plein temps, cas ' || r.i"
DAY = "(current_date - r.i % 400)"


def fill(seeder: Any) -> None:
    """Every lab has published as many, a third with the label."""
    count = seeder.at_least(seeder.scale // COMPANIES, 32)
    bulk.insert(
        Practice,
        f"{seeder.rows(count)} AS r",
        {
            "id": "r.id",
            "lab": "r.lab",
            "number": "r.i + 1",
            "keywords": "ARRAY['Recycling', 'Food, water and nutrients']::varchar[]",
        },
        seeder.now,
    )
    _versions(seeder, count)
    transfers.fill(seeder)
    tools = seeder.at_least(seeder.scale // (COMPANIES * 10), 32)
    bulk.insert(
        Tool,
        f"{seeder.rows(tools)} AS r",
        {
            "lab": "r.lab",
            "kind": "'guide'",
            "name": "'Fiche de relais, ' || r.trade || ' ' || r.i",
            "description": "'Une page par jour passé dans une usine.'",
            "release": "'1'",
            "licence": "'etalab-2.0'",
            "website": "'https://exemple.fr/'",
            "status": "'shared'",
        },
        seeder.now,
    )


def _versions(seeder: Any, count: int) -> None:
    axis = Workstream.objects.order_by("pk").values_list("pk", flat=True)[0]
    bulk.insert(
        PracticeVersion,
        f"{seeder.rows(count)} AS r, servindus_user AS u WHERE {FIRST}",
        {
            "id": "r.id",
            "practice": "r.id",
            "workstream": str(axis),
            "need": NEED,
            "title": "'Un technicien partagé entre cinq usines, ' || r.i",
            "problem": "'Une panne arrête la ligne un à quatre jours.'",
            "solution": "'1. Réunir les directions.' || chr(10) || '2. Recruter.'",
            "conditions": "'Des usines proches.'",
            "person_days": "r.i % 40",
            "euros": "r.i % 9000",
            "skills": "'Un automaticien.'",
            "difficulties": "'Deux pannes le même jour.'",
            "failures": "'Un abonnement à distance.'",
            "level": "'measured'",
            "started_on": f"{DAY} - 500",
            # Opinions and evidence are of a draft, or of what is being read.
            "status": "'draft'",
            "reading": "1",
            "submitted_by": "u.id",
        },
        seeder.now,
    )
    _parts(seeder)
    _published(seeder)


def _parts(seeder: Any) -> None:
    """Give each draft its topic and a piece of evidence."""
    topic = Topic.objects.order_by("pk").values_list("pk", flat=True)[0]
    drafts = "benchmarking_practiceversion AS v"
    bulk.insert(
        TOPICS, drafts, {"practiceversion": "v.id", "topic": str(topic)}, seeder.now
    )
    bulk.insert(
        Evidence,
        drafts,
        {
            "version": "v.id",
            "rank": "1",
            "claim": "'Moins d’arrêts'",
            "indicator": "'arrêts'",
            "numerator": "7",
            "denominator": "31",
            "starts_on": "current_date - 300",
            "source": "'Cahiers'",
        },
        seeder.now,
    )


def _published(seeder: Any) -> None:
    """Publish them as a file would bring them: the acts are not what is measured."""
    _update(
        "status = 'published', published_on = current_date - id::integer % 400,"
        " looked_on = current_date - id::integer % 400,"
        " review_on = current_date - id::integer % 400 + 365"
    )
    bulk.insert(
        PeerReview,
        # Each lab's opinion is of somebody else.
        "benchmarking_practiceversion AS v"
        " JOIN benchmarking_practice AS p ON p.id = v.practice_id"
        f" JOIN {numbered('programmes_lab')} AS l ON l.id <> p.lab_id"
        f" JOIN {numbered('servindus_user')} AS u ON u.n = l.n",
        {
            "version": "v.id",
            "reading": "1",
            "lab": "l.id",
            "reviewer": "u.id",
            "evidence": "3",
            "clarity": "3",
            "cost_known": "3",
            "transferability": "3",
            "legal_solidity": "3",
            "opinion": "'Clair.'",
        },
        seeder.now,
    )
    # Opinions are of what is published; the label comes after them.
    _update("status = 'labelled', labelled_on = current_date WHERE id % 3 = 0")


def _update(change: str) -> None:
    """Change versions past the guards of the acts."""
    table = "benchmarking_practiceversion"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET {change}")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
