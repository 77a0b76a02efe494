"""One file holds the site: the database's dump, the uploaded files, and a manifest."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class BackupError(Exception):
    """A backup or a restore that cannot be done; the message is one clear line."""


@contextmanager
def told_to_end() -> Iterator[None]:
    """Unwind on SIGTERM, so that no draft stays behind; for the main thread only."""

    def unwind(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, unwind)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
