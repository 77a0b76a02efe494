"""The demonstration's jobs: one of each attribution, one announced, one refused."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps

from programmes import actions
from programmes.models import JobsRecord, Organisation
from servindus import clock
from servindus.demo import World

FILE = Path(__file__).with_name("demo.json")
NUMBERS = ("fte_before", "fte_now", "fte", "service_fte", "higher_tertiary_fte")


def tell(world: World) -> None:
    """Tell who declared which jobs, and what the labs have said."""
    if not world.is_new:
        return
    for row in json.loads(FILE.read_text("utf-8")):
        _declare(world, row)


def _declare(world: World, row: dict[str, Any]) -> None:
    """Tell one declaration from its first word to the lab's."""
    key = f"jobs_{row['key']}"
    company = world.organisation(row["company"])

    def write() -> None:
        given = _given(row, company)
        actions.declare_jobs(company, by=world.person(row["by"]), **given)
        record = JobsRecord.objects.latest("pk")
        world.things[key] = record
        world.sample(key, record)

    world.tell(world.worked(row["days"], "10:10"), write)
    for name, days, who, words in row["acts"]:
        _do(world, key, name, days, who, words)


def _given(row: dict[str, Any], company: Organisation) -> dict[str, Any]:
    """Give what is declared, counted so many days before."""
    counted = clock.today() - timedelta(days=row["counted_before"])
    document = row.get("document", "")
    linked = _introduction(company) if row.get("introduced") else None
    return {
        "lab": company.lab,
        "kind": row["kind"],
        "as_of": counted,
        "attribution": row["attribution"],
        "how": row.get("how", ""),
        "document": document,
        "document_on": counted if document else None,
        "document_kept": row.get("kept", ""),
        "introduction": linked,
        **{name: Decimal(row.get(name, "0")) for name in NUMBERS},
    }


def _do(
    world: World, key: str, name: str, days: int, who: str, words: dict[str, Any]
) -> None:
    def step() -> None:
        action = getattr(actions, f"{name}_jobs_record")
        record = JobsRecord.objects.get(pk=world.things[key].pk)
        inputs = dict(words)
        if name == "check":
            inputs |= {"checked_on": clock.today()}
            inputs["fte_there"] = Decimal(inputs["fte_there"])
        action(record, by=world.person(who), **inputs)

    world.tell(world.worked(days, "15:40"), step)


def _introduction(company: Organisation) -> Any:
    """Give an introduction that this company has had, where the story tells one."""
    rows = apps.get_model("matchmaking.Introduction")._base_manager
    found = rows.filter(decision_maker__organisation=company)
    return found.order_by("pk").first() or rows.filter(startup=company).first()
