"""The embedded server for a single command or a bare pytest."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from servindus.local import configuration, database, server
from servindus.local.configuration import BASE_DIR
from servindus.local.errors import CannotStartError


@contextmanager
def with_database(program: str, *, testing: bool | None = None) -> Iterator[None]:
    """Keep the embedded server up for the block, where it is the one to use.

    Where it is not installed (an image being built) nothing is started: the command
    may not need a database, and if it does it says so.
    """
    if not configuration.uses_embedded_database(BASE_DIR) or not server.binaries():
        yield
        return
    try:
        with server.available(database.cluster(BASE_DIR, testing=testing), program):
            yield
    except CannotStartError as error:
        print(f"{program}: {error}", file=sys.stderr)
        sys.exit(2)
