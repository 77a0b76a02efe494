"""What tests look at after an act: the journal, the mails owed, the tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

from django.db import connection, models

from servindus.models import JournalEntry, OutboxEmail

# The cache counts attempts; nobody's file is in it.
APART = {"servindus_cache"}
_prepared: WeakSet[Any] = WeakSet()


def journal(obj: models.Model) -> list[tuple[str, str, str, str, str]]:
    """Give (verb, from, to, who, channel) of each line about a row, oldest first."""
    return [
        (
            line.verb,
            line.source,
            line.target,
            line.user.email if line.user else line.actor_kind,
            line.channel,
        )
        for line in JournalEntry.objects.about(obj).select_related("user")
    ]


def last_line(obj: models.Model) -> JournalEntry:
    """Give the latest line about a row."""
    line = JournalEntry.objects.about(obj).last()
    assert line is not None
    return line


def owed(obj: models.Model | None = None) -> set[tuple[str, str]]:
    """Give (notice, address) of the mails that are owed, about a row or at all."""
    rows = OutboxEmail.objects.filter(state="owed")
    if obj is not None:
        rows = rows.filter(object_type=obj._meta.label_lower, object_id=obj.pk)
    return set(rows.values_list("kind", "recipient"))


def newly_owed(line: JournalEntry) -> set[tuple[str, str]]:
    """Give (notice, address) of the mails that one line of the journal caused."""
    return set(line.mails.filter(state="owed").values_list("kind", "recipient"))


def tables() -> dict[str, tuple[int, int]]:
    """Give the number of rows of each table and a sum of their hashes; one statement.

    A sum needs no order, and costs a quarter of a digest of the sorted rows. A
    connection keeps the statement: to plan it costs twice what it takes to run.
    """
    with connection.cursor() as cursor:
        if (server := cursor.connection) not in _prepared:
            cursor.execute(f"PREPARE all_tables AS {_every_table(cursor)}")
            _prepared.add(server)
        cursor.execute("EXECUTE all_tables")
        return {name: (count, total) for name, count, total in cursor.fetchall()}


def _every_table(cursor: Any) -> str:
    names = set(connection.introspection.table_names(cursor)) - APART
    return " UNION ALL ".join(
        f"SELECT '{name}', count(*), sum(hashtextextended(t::text, 0))"
        f" FROM {connection.ops.quote_name(name)} t"
        for name in sorted(names)
    )


@contextmanager
def nothing_written(*but: str) -> Iterator[None]:
    """Fail if any table changes in the block, but for those named."""
    before = tables()
    yield
    after = tables()
    changed = {name for name in after if after[name] != before.get(name)} - {*but}
    assert not changed, f"written to: {sorted(changed)}"
