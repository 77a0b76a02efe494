"""PostgreSQL's own programs: found, checked for their version, told where to go."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from psycopg2.extensions import make_dsn

from servindus.backups import BackupError
from servindus.local import server

DEBIAN = Path("/usr/lib/postgresql")
# What Django passes to the driver and libpq does not know.
NOT_LIBPQ = frozenset({"password", "cursor_factory", "assume_role", "isolation_level"})


def server_version() -> int:
    """Give the major version of the database's server."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def find(name: str, *, at_least: int) -> Path:
    """Give a program as old as the server's, or the next newer one.

    An older client refuses a newer server, and a newer one writes what an older
    server does not know: the nearest version is the one to take.
    """
    found = {_version(path): path for path in reversed([*_candidates(name)])}
    fitting = [number for number in found if number >= at_least]
    if fitting:
        return found[min(fitting)]
    if newest := max(found, default=0):
        raise BackupError(
            f"{name} {newest} is too old for PostgreSQL {at_least}:"
            f" install postgresql-client-{at_least} or newer"
        )
    raise BackupError(f"{name} is missing: install postgresql-client-{at_least}")


def dumper_version() -> int:
    """Give the version that writes the dump: an older one may not read it."""
    return _version(find("pg_dump", at_least=server_version()))


def _candidates(name: str) -> Iterator[Path]:
    if on_path := shutil.which(name):
        yield Path(on_path)
    yield from sorted(DEBIAN.glob(f"[0-9]*/bin/{name}"))
    embedded = server.binaries()
    if embedded is not None and (embedded / name).exists():
        yield embedded / name


def _version(program: Path) -> int:
    """Give the major version a program tells; one that cannot run has none."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True)
    except OSError:
        return 0
    number = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(number[1]) if number else 0


def address() -> str:
    """Give where the database is, in libpq's form and without the password."""
    params = connection.get_connection_params()
    return make_dsn(**{k: v for k, v in params.items() if k not in NOT_LIBPQ})


def environment() -> dict[str, str]:
    """Give the environment of a program: the password is never an argument."""
    password = connection.get_connection_params().get("password")
    return {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
