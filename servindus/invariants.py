"""What must never break, said once in SQL or Python and asked by `check_invariants`."""

from collections.abc import Callable, Iterable

from django.apps import apps
from django.db import connection, models
from django.db.models import OuterRef, Subquery

from servindus import workflow
from servindus.models import JournalEntry

# A rule gives the offending rows, as short texts.
Rule = Callable[[], Iterable[str]]
_rules: dict[str, Rule] = {}
SHOWN = 50


def invariant(name: str) -> Callable[[Rule], Rule]:
    """Declare a rule under the name that `check_invariants` prints."""

    def declare(rule: Rule) -> Rule:
        _rules[name] = rule
        return rule

    return declare


def broken() -> dict[str, list[str]]:
    """Give the broken rules with their rows, fifty at most each."""
    found = {name: list(rule())[:SHOWN] for name, rule in _rules.items()}
    return {name: rows for name, rows in found.items() if rows}


def names() -> list[str]:
    """Give the names of the rules."""
    return list(_rules)


@invariant("status equals the last journal line")
def status_is_journalled() -> Iterable[str]:
    """I4: a status that nobody wrote down has been set by hand."""
    for model in {act.model for act in workflow.every_act() if act.targets}:
        last = (
            JournalEntry.objects.filter(
                object_type=model._meta.label_lower, object_id=OuterRef("pk")
            )
            .exclude(target="")
            .order_by("-pk")
        )
        rows = model._base_manager.annotate(
            written=Subquery(last.values("target")[:1])
        ).exclude(written=None)
        for row in rows.exclude(status=models.F("written"))[:SHOWN]:
            yield f"{model._meta.label} {row.pk}"


@invariant("every step is a declared one")
def steps_are_declared() -> Iterable[str]:
    """I4: the journal knows no jump."""
    tables = {
        model._meta.label_lower: model._meta.db_table for model in apps.get_models()
    }
    pairs = workflow.declared_pairs()
    steps = (
        JournalEntry.objects.exclude(source="")
        .exclude(source=models.F("target"))
        .values_list("object_type", "source", "target")
        .distinct()
    )
    for kind, source, target in steps:
        if (tables.get(kind, ""), source, target) not in pairs:
            yield f"{kind}: {source} -> {target}"


@invariant("the database knows the declared steps")
def database_knows_steps() -> Iterable[str]:
    """The trigger's table is the code's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT model, source, target FROM servindus_transition")
        stored = set(cursor.fetchall())
    for table, source, target in stored ^ workflow.declared_pairs():
        yield f"{table}: {source} -> {target}"
