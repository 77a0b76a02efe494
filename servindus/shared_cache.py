"""The cache of all workers, in the database: a key is taken and counted by one only."""

import base64
import pickle
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router, transaction

ADD = """
INSERT INTO {table} AS old (cache_key, value, expires) VALUES (%s, %s, %s)
ON CONFLICT (cache_key) DO UPDATE
SET value = EXCLUDED.value, expires = EXCLUDED.expires
WHERE old.expires <= %s
"""
SET = """
INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s)
ON CONFLICT (cache_key) DO UPDATE
SET value = EXCLUDED.value, expires = EXCLUDED.expires
"""
LOCK = "SELECT 1 FROM {table} WHERE cache_key = %s FOR UPDATE"
FORGET = "DELETE FROM {table} WHERE expires <= %s"


class SharedCache(DatabaseCache):
    """Django's database cache, made safe to count attempts with.

    Django's reads and then writes: of two workers that add one expired key both are
    told that they did, and two that count at once count one. Its writes also count the
    whole table and throw out living keys beyond a maximum, so that a flood of new keys
    would wash away the count of somebody's attempts. Here a key is written in one
    statement, counted under the row's lock, and only what has expired is thrown out
    (`forget_expired`, each hour).
    """

    def _base_set(
        self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT
    ) -> bool:
        if mode == "touch":
            return bool(super()._base_set(mode, key, value, timeout))  # type: ignore[misc]
        row = [key, self._pickled(value), self._expiry(timeout)]
        if mode == "add":
            return self._run(ADD, [*row, self._now()]) == 1
        return self._run(SET, row) == 1

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Count up, one worker after the other; ValueError for a key that is gone."""
        with transaction.atomic(using=self._database):
            made = self.make_and_validate_key(key, version=version)
            self._run(LOCK, [made])
            return int(super().incr(key, delta, version))

    def forget_expired(self) -> int:
        """Throw out what has expired; give the number of keys."""
        return self._run(FORGET, [self._now()])

    @property
    def _database(self) -> str:
        return str(router.db_for_write(self.cache_model_class))

    def _run(self, statement: str, values: list[Any]) -> int:
        connection = connections[self._database]
        table = connection.ops.quote_name(self._table)  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            cursor.execute(statement.format(table=table), values)
            return int(cursor.rowcount)

    def _pickled(self, value: Any) -> str:
        # The form that the parent reads.
        return base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode()

    def _expiry(self, timeout: Any) -> datetime:
        """Give the moment of expiry; the parent's year 9999 stands for never."""
        seconds = self.get_backend_timeout(timeout)
        if seconds is None:
            return datetime(9999, 12, 31, tzinfo=UTC)
        return datetime.fromtimestamp(seconds, UTC)

    def _now(self) -> datetime:
        # The machine's time, as the parent reads it, not the house's clock: a cache
        # lives beside the story that a test or the demonstration tells.
        seconds = self.get_backend_timeout(1)
        assert seconds is not None
        return datetime.fromtimestamp(seconds - 1, UTC)
