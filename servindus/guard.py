"""The database's own guard: which steps exist, a line for each, a journal for ever."""

from typing import Any

from django.db import connections, transaction

from servindus import workflow


def declare_transitions(using: str = "default", **_kwargs: Any) -> None:
    """Fill the table that the status trigger reads from the declared acts."""
    pairs = sorted(workflow.declared_pairs())
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if "servindus_transition" not in connection.introspection.table_names(cursor):
            return
        cursor.execute("SELECT model, source, target FROM servindus_transition")
        if sorted(cursor.fetchall()) == pairs:
            return
        cursor.execute("DELETE FROM servindus_transition")
        cursor.executemany(
            "INSERT INTO servindus_transition (model, source, target)"
            " VALUES (%s, %s, %s)",
            pairs,
        )
