"""Empties the tables after a test that commits by deleting the few rows they hold.

TRUNCATE gives a hundred tables and all their indexes new files, a third of a second
each time. Without triggers, as a copy is filled, rows go in any order, those of the
append-only journal too; sequences go on, as after TRUNCATE. Its lock is taken as
well: what a thread of the test still writes is waited for, and goes.
"""

from typing import Any

from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

REPLICA = "SET LOCAL session_replication_role = replica"
ORIGIN = "SET LOCAL session_replication_role = origin"
_truncate = DatabaseOperations.sql_flush


def _delete(
    self: DatabaseOperations,
    style: Any,
    tables: list[str],
    *,
    reset_sequences: bool = False,
    allow_cascade: bool = False,
) -> list[str]:
    if reset_sequences or allow_cascade or not _is_superuser():
        return _truncate(
            self,
            style,
            tables,
            reset_sequences=reset_sequences,
            allow_cascade=allow_cascade,
        )
    names = [self.quote_name(name) for name in tables]
    rows = "; ".join(f"DELETE FROM {name}" for name in names)
    return [f"LOCK TABLE {', '.join(names)}", REPLICA, rows, ORIGIN] if names else []


def _is_superuser() -> bool:
    """Tell whether triggers may be left out; a database of others may refuse it."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        return bool(cursor.fetchone() == ("on",))


def by_deleting() -> None:
    """Let Django's flush delete; it runs its statements in one transaction."""
    DatabaseOperations.sql_flush = _delete
