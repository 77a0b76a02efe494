"""The demonstration's practices: labelled, published, being read, retired, begun."""

import json
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from benchmarking import actions
from benchmarking.models import Practice, PracticeVersion
from benchmarking.practices.enums import POINTS
from programmes.jobs.fte import months_after
from programmes.models import Lab, Topic, Workstream
from servindus import clock
from servindus.demo import World
from servindus.uploads import read_upload

STORY = Path(__file__).with_name("demo.json")
FILES = Path(__file__).with_name("demo_files")
TEXTS = (
    *("need", "title", "problem", "solution", "conditions", "skills"),
    *("difficulties", "failures", "level"),
)


def tell(world: World) -> None:
    """Tell how each was written, read and judged, and which tools go with it."""
    for said in json.loads(STORY.read_text(encoding="utf-8")):
        world.tell(world.worked(said["days"], "11:10"), partial(_write, world, said))
    world.tell(world.worked(128, "15:20"), partial(_tool, world, **_RELAY))
    world.tell(world.worked(40, "15:20"), partial(_tool, world, **_AGREEMENT))


def _write(world: World, said: dict[str, Any]) -> None:
    """Write the draft, show what proves it, and plan what follows."""
    by, today = world.person(said["by"]), clock.today()
    version = actions.draft_practice(
        Lab.objects.get(slug=said["lab"]),
        by=by,
        workstream=Workstream.objects.get(number=said["axis"]),
        topics=Topic.objects.filter(slug__in=said["topics"]),
        need=said["need"],
        title=said["title"],
    )
    fields: dict[str, Any] = {name: said[name] for name in TEXTS}
    for name in ("person_days", "euros"):
        fields[name] = Decimal(said[name]) if name in said else None
    fields["started_on"] = _ago(today, said["started"])
    fields["ended_on"] = _ago(today, said["ended"]) if "ended" in said else None
    actions.edit_practice_version(version, by=by, **fields)
    for piece in said["evidence"]:
        actions.add_evidence_practice_version(version, by=by, **_piece(piece, today))
    world.things[f"practice_{said['key']}"] = version.practice
    world.sample(f"practice_{said['key']}", version)
    for verb, days, who, *rest in said["steps"]:
        inputs = rest[0] if rest else {}
        step = partial(_step, world, version.pk, verb, who, inputs)
        world.tell(world.worked(days, "14:40"), step)


def _ago(today: date, days: int) -> date:
    return today - timedelta(days=days)


def _piece(said: dict[str, Any], today: date) -> dict[str, Any]:
    """Give a piece of evidence as the act takes it."""
    given: dict[str, Any] = {
        name: said.get(name, "")
        for name in ("claim", "indicator", "source", "checked_by")
    }
    for name in ("numerator", "denominator"):
        given[name] = Decimal(said[name]) if name in said else None
    for name, key in (("starts_on", "from"), ("ends_on", "until")):
        given[name] = _ago(today, said[key]) if key in said else None
    return given


def _step(world: World, pk: int, verb: str, who: str, said: dict[str, Any]) -> None:
    """Live one act of the story."""
    version, by = PracticeVersion.objects.get(pk=pk), world.person(who)
    if verb == "review":
        marks = dict(zip(POINTS, said["marks"], strict=True))
        texts = {name: said[name] for name in ("opinion", "interest") if name in said}
        actions.review_practice_version(version, by=by, **marks, **texts)
        return
    if verb == "publish":
        today = clock.today()
        day = months_after(today, said.get("months", 12))
        if "review_in" in said:
            day = clock.local_day(world.now) + timedelta(days=said["review_in"])
        actions.publish_practice_version(version, by=by, review_on=day)
        return
    acts = {
        "submit": actions.submit_practice_version,
        "admit": actions.admit_practice_version,
        "return": actions.return_practice_version,
        "label": actions.label_practice_version,
        "retire": actions.retire_practice_version,
    }
    acts[verb](version, by=by, **said)
    if verb == "return":
        words = f"{version.failures} Nous l’écrivons pour que d’autres l’évitent."
        writer = version.submitted_by
        assert writer is not None
        actions.edit_practice_version(version, by=writer, failures=words)


_RELAY: dict[str, Any] = {
    "lab": "amiens",
    "by": "referent@amiens.example",
    "practice": "technicien",
    "file": "fiche-de-relais.pdf",
    "kind": "guide",
    "name": "Fiche de relais d’un technicien partagé",
    "description": "Une page par jour passé dans une usine : ce qui a été fait, ce qui"
    " reste à faire, où est la copie du programme. À laisser dans l’armoire.",
    "release": "2",
    "licence": "etalab-2.0",
}
_AGREEMENT: dict[str, Any] = {
    "lab": "rouen",
    "by": "moderatrice@rouen.example",
    "practice": "rendez-vous",
    "file": "convention-d-essai.pdf",
    "kind": "agreement",
    "name": "Convention d’essai en usine",
    "description": "Une page à remplir avant un essai : la question, les critères, la"
    " durée, la sécurité, les données. Relue par un juriste.",
    "release": "1.1",
    "licence": "cc-by-4.0",
    "checked_by": "Un avocat de Rouen (fictif)",
    "checked": 20,
    "valid": 300,
}


def _tool(
    world: World, *, lab: str, by: str, practice: str, file: str, **said: Any
) -> None:
    """Describe a tool, add its file, put it on the shelf."""
    person, today = world.person(by), clock.today()
    checked, valid = said.pop("checked", None), said.pop("valid", None)
    served = Practice.objects.filter(pk=world.things[f"practice_{practice}"].pk)
    tool = actions.draft_tool(
        Lab.objects.get(slug=lab),
        by=person,
        practices=served,
        checked_on=_ago(today, checked) if checked else None,
        valid_until=today + timedelta(days=valid) if valid else None,
        **said,
    )
    content = (FILES / file).read_bytes()
    upload = read_upload(SimpleUploadedFile(file, content))
    actions.add_file_tool(tool, by=person, piece=uuid4(), upload=upload)
    actions.share_tool(tool, by=person)
    world.sample(f"tool_{said['kind']}", tool)
