"""Reference data: programme, labs with their communes, axes, topics, activity codes.

The files beside this module are loaded after each migrate; loading them again changes
nothing. What an operator fills in the admin (operator, contact, quiet hours) is never
overwritten. Origins and licences are in NOTICE.
"""

import csv
import hashlib
import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction

from programmes.enums import OrganisationKind

FOLDER = Path(__file__).parent
FILES = ("frame.json", "communes.csv", "naf.csv", "indicators.json")
SOURCE = "reference"
# What upper rooms keep of these files, once they are loaded; where migrations were run
# in part, each looks for itself whether its table is there.
followers: list[Callable[[], None]] = []
# The loader's own version: raise it when the code writes the same files differently.
LOADER = b"3"


def load_after_migrate(using: str = "default", **_kwargs: Any) -> None:
    """Load after migrate and after the test runner's flush, if something is missing."""
    table = apps.get_model("programmes", "Programme")._meta.db_table
    with connections[using].cursor() as cursor:
        if table not in connections[using].introspection.table_names(cursor):
            return
    load()


def load(*, force: bool = False) -> bool:
    """Load the files; give False when the database already has exactly these."""
    programme = apps.get_model("programmes", "Programme")
    wanted = digest()
    if not force and programme.objects.filter(reference_digest=wanted).exists():
        return False
    frame = json.loads((FOLDER / "frame.json").read_text("utf-8"))
    with transaction.atomic():
        _load_labs(frame)
        _load_communes(frame["communes"])
        _load_references(frame["references"])
        _load_topics(frame["workstreams"])
        _upsert("NafCode", _rows("naf.csv"), key=("version", "code"))
        _load_indicators()
        programme.objects.filter(slug=frame["programme"]["slug"]).update(
            reference_digest=wanted
        )
        for follow in followers:
            follow()
    return True


@cache
def digest() -> str:
    """Give what the files say in 64 letters."""
    parts = [LOADER, *((FOLDER / name).read_bytes() for name in FILES)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _upsert(
    model_name: str, rows: Iterable[dict[str, Any]], *, key: tuple[str, ...]
) -> dict[Any, Any]:
    """Insert or update rows in one statement; give them by the first part of key."""
    model = apps.get_model("programmes", model_name)
    made = [model(**row) for row in rows]
    if made:
        fields = [
            field.name
            for field in model._meta.concrete_fields
            if not field.primary_key and field.name not in key
        ]
        stored = _fields_of(rows) & set(fields)
        model.objects.bulk_create(
            made,
            update_conflicts=True,
            unique_fields=list(key),
            update_fields=sorted(stored),
        )
    return {getattr(obj, key[0]): obj for obj in made}


def _fields_of(rows: Iterable[dict[str, Any]]) -> set[str]:
    return {name for row in rows for name in row}


def _load_labs(frame: dict[str, Any]) -> None:
    programme = _upsert("Programme", [frame["programme"]], key=("slug",))
    [parent] = programme.values()
    operators = {lab["slug"]: lab.pop("operator", None) for lab in frame["labs"]}
    lab_model = apps.get_model("programmes", "Lab")
    for row in frame["labs"]:
        lab, _is_new = lab_model.objects.update_or_create(
            slug=row["slug"],
            defaults={**row, "programme": parent},
            # A placeholder that reaches nobody, until the operator gives its own.
            create_defaults={
                **row,
                "programme": parent,
                "contact_email": f"{row['slug']}@servindus.example",
            },
        )
        if operators[lab.slug] and lab.operator_id is None:
            lab.operator = _operator(lab, operators[lab.slug])
            lab.save(update_fields=["operator"])


def _operator(lab: Any, row: dict[str, str]) -> Any:
    """Give the organisation that is publicly known to run a lab."""
    organisation, _is_new = apps.get_model(
        "programmes", "Organisation"
    ).objects.get_or_create(
        source=SOURCE,
        source_id=row["source_id"],
        defaults={"kind": OrganisationKind.AGENCY, "name": row["name"], "lab": lab},
    )
    return organisation


def _labs() -> dict[str, models.Model]:
    return {lab.slug: lab for lab in apps.get_model("programmes", "Lab").objects.all()}


def _load_communes(origin: dict[str, Any]) -> None:
    labs = _labs()
    rows = [
        {
            "code": row["code"],
            "name": row["name"],
            "lab": labs[row["lab"]],
            "parent_code": row["parent"],
            "postcodes": row["postcodes"].split(),
            "population": int(row["population"]) if row["population"] else None,
            "latitude": float(row["latitude"]) if row["latitude"] else None,
            "longitude": float(row["longitude"]) if row["longitude"] else None,
            "source": origin["source"],
            "source_year": origin["year"],
        }
        for row in _rows("communes.csv")
    ]
    # Whole communes first, so that arrondissements can name theirs.
    codes: dict[str, models.Model] = {}
    for is_part in (False, True):
        batch = [dict(row) for row in rows if bool(row["parent_code"]) == is_part]
        for row in batch:
            row["parent"] = codes.get(row.pop("parent_code"))
        codes |= _upsert("Commune", batch, key=("code",))


def _load_references(part: dict[str, Any]) -> None:
    labs = _labs()
    origin = {"source": part["source"], "source_url": part["source_url"]}
    rows = [{**row, **origin, "lab": labs[row["lab"]]} for row in part["rows"]]
    _upsert("LabReference", rows, key=("lab", "measure", "year"))


def _load_topics(workstreams: list[dict[str, Any]]) -> None:
    trees = {row["slug"]: row.pop("topics") for row in workstreams}
    axes = _upsert("Workstream", workstreams, key=("slug",))
    roots: list[dict[str, Any]] = []
    leaves: list[dict[str, Any]] = []
    for slug, tree in trees.items():
        for root in tree:
            children = root.pop("children")
            roots.append({**root, "workstream": axes[slug], "rank": len(roots) * 100})
            leaves += [
                {
                    **child,
                    "workstream": axes[slug],
                    "parent": root["slug"],
                    "rank": roots[-1]["rank"] + place,
                }
                for place, child in enumerate(children, start=1)
            ]
    parents = _upsert("Topic", roots, key=("slug",))
    for leaf in leaves:
        leaf["parent"] = parents[leaf["parent"]]
    _upsert("Topic", leaves, key=("slug",))


def _load_indicators() -> None:
    """Add the indicators that are missing; what an act has said better stays."""
    rows = json.loads((FOLDER / "indicators.json").read_text("utf-8"))
    model = apps.get_model("programmes", "Indicator")
    # Those that are there are not tried again: the guard of sums that have been read
    # looks at a part before the database finds that it has it.
    ids = dict(model.objects.values_list("code", "pk"))
    rows = [row for row in rows if row["code"] not in ids]
    for is_part in (False, True):
        found = [row for row in rows if ("parent" in row) == is_part]
        for row in found:
            if is_part:
                row["parent_id"] = ids[row.pop("parent")]
        model.objects.bulk_create(
            [model(**row) for row in found], ignore_conflicts=True
        )
        ids = dict(model.objects.values_list("code", "pk"))
