"""Rows by the hundred thousand, made by the database itself."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, models

# Above what the project itself makes: the reference data and the cast.
FIRST_ID = 10_000


def insert(
    model: type[models.Model],
    source: str,
    values: Mapping[str, str],
    now: datetime,
) -> None:
    """Insert a row of the model for each row of `source`.

    `values` are SQL expressions by field name. A field without one gets what the
    model would give it, so that a new field of the project needs no word here.
    """
    columns, expressions, given = [], [], []
    for field in model._meta.concrete_fields:
        if field.generated or (field.has_db_default() and field.name not in values):
            continue
        if field.name in values:
            expression = values[field.name].replace("%", "%%")
        elif field.primary_key or isinstance(field, models.UUIDField):
            if field.primary_key:
                continue
            expression = "gen_random_uuid()"
        else:
            expression = "%s"
            given.append(_default_of(field, now))
        columns.append(connection.ops.quote_name(field.column))
        expressions.append(expression)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)})"
            f" SELECT {', '.join(expressions)} FROM {source.replace('%', '%%')}",
            given,
        )


def _default_of(field: Any, now: datetime) -> Any:
    value = field.get_default()
    if isinstance(value, datetime):
        value = now
    return field.get_db_prep_save(value, connection)


def renumber(*tables: type[models.Model]) -> None:
    """Let the numbers go on after the rows whose number was given."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(_no_style(), list(tables)):
            cursor.execute(statement)


def _no_style() -> Any:
    from django.core.management.color import no_style

    return no_style()


@contextmanager
def without_indexes(*tables: type[models.Model]) -> Iterator[None]:
    """Take indexes and constraints off for the block: building them once is cheaper."""
    names = [model._meta.db_table for model in tables]
    dropped, again = _constraints(names)
    indexes = _indexes(names)
    dropped += [f"DROP INDEX {name}" for name, _definition in indexes]
    _run(dropped)
    yield
    _run([definition for _name, definition in indexes] + again)


def _constraints(names: list[str]) -> tuple[list[str], list[str]]:
    """Give how to drop and to add unique, exclusion and foreign keys, in this order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, quote_ident(conname),"
            " pg_get_constraintdef(oid), contype FROM pg_constraint"
            " WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('u', 'x', 'f')"
            " ORDER BY contype = 'f', conname",
            [names],
        )
        found = cursor.fetchall()
    drops = [f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name, *_ in found]
    adds = [
        f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
        for table, name, definition, _kind in found
    ]
    return drops, adds


def _indexes(names: list[str]) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(c.relname), pg_get_indexdef(c.oid) FROM pg_index i"
            " JOIN pg_class c ON c.oid = i.indexrelid"
            " LEFT JOIN pg_constraint k ON k.conindid = c.oid"
            " AND k.contype IN ('u', 'x', 'p')"
            " WHERE i.indrelid::regclass::text = ANY(%s) AND k.oid IS NULL"
            " ORDER BY c.relname",
            [names],
        )
        return cursor.fetchall()


def _run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for statement in statements:
            cursor.execute(statement)
