"""The demonstration's transfers: in use, being adapted, planned, stopped, declined."""

import json
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from benchmarking import actions
from benchmarking.models import PracticeVersion, Transfer
from benchmarking.practices.enums import IN_LIBRARY
from programmes.models import Lab
from servindus import clock
from servindus.demo import World

STORY = Path(__file__).with_name("demo.json")


def tell(world: World) -> None:
    """Tell how each was proposed, seen, planned, and what came of it."""
    for said in json.loads(STORY.read_text(encoding="utf-8")):
        world.tell(world.worked(said["days"], "10:20"), partial(_propose, world, said))


def _propose(world: World, said: dict[str, Any]) -> None:
    practice = world.things[f"practice_{said['practice']}"]
    transfer = actions.propose_transfer(
        Lab.objects.get(slug=said["lab"]),
        by=world.person(said["by"]),
        version=PracticeVersion.objects.get(practice=practice, status__in=IN_LIBRARY),
        receiver=Lab.objects.get(slug=said["to"]),
        why=said["why"],
    )
    world.sample(f"transfer_{said['key']}", transfer)
    for verb, days, who, inputs in said["steps"]:
        step = partial(_step, world, transfer.pk, verb, who, inputs)
        world.tell(world.worked(days, "16:10"), step)


def _step(world: World, pk: int, verb: str, who: str, said: dict[str, Any]) -> None:
    """Live one act of the story."""
    transfer, by = Transfer.objects.get(pk=pk), world.person(who)
    act = getattr(actions, f"{verb}_transfer")
    today = clock.today()
    given = dict(said)
    if verb == "log_contact":
        given = {
            "contact_kind": said["kind"],
            "contact_on": today - timedelta(days=1),
            "text": said["text"],
        }
    elif verb == "plan":
        given = {
            **{name: said[name] for name in ("plan", "indicator", "legal_text")},
            **{name: said[name] for name in ("kept", "adapted", "dropped")},
            "baseline": Decimal(said["baseline"]),
            "target": Decimal(said["target"]),
            "target_on": today + timedelta(days=said["in"]),
            "legal_state": said["legal"],
            "sponsor": by,
            "owner": by,
        }
    elif verb == "use":
        given["used_on"] = today - timedelta(days=2)
        given["value"] = Decimal(said["value"])
    act(transfer, by=by, **given)
