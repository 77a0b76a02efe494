"""Holds a row of work for one process; the database lets go if the process dies."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def held(kind: int, pk: int) -> Iterator[bool]:
    """Try to hold row `pk` of a kind of work; tell whether it is ours.

    An advisory lock of the connection: it outlives transactions, so that long work
    needs none.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [kind, pk])
        [is_ours] = cursor.fetchone()
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [kind, pk])
