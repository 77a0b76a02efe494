"""Where the embedded PostgreSQL lives: computed from the checkout, starts nothing."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

NAME = "servindus"
OWNER = "postgres"
SOCKET_FILE = ".s.PGSQL.5432"
# The kernel keeps 108 bytes for a socket's path, the last one for the closing zero.
LONGEST_SOCKET_PATH = 107
# Not TMPDIR: two terminals with different ones must compute the same place.
SHARED_TEMPORARY = Path("/tmp")  # noqa: S108 - the folder in it is 0700 and checked


@dataclass(frozen=True)
class Cluster:
    """The files of one embedded server of this checkout."""

    home: Path
    durable: bool

    @property
    def data(self) -> Path:
        """Give PostgreSQL's data folder."""
        return self.home / "data"

    @property
    def ready(self) -> Path:
        """Give the mark that the data folder was made to the end."""
        return self.home / "ready"

    @property
    def log(self) -> Path:
        """Give the log of the server's last start."""
        return self.home / "log"

    @property
    def lock(self) -> Path:
        """Give the file whose lock its owner holds for as long as the server lives."""
        return self.home / "lock"

    @property
    def users(self) -> Path:
        """Give the file that every process using the server holds a shared lock on."""
        return self.home / "users"

    @property
    def socket(self) -> Path:
        """Give the socket's folder; a path too long for the kernel moves it away."""
        near = self.home / "socket"
        if len(os.fsencode(near / SOCKET_FILE)) <= LONGEST_SOCKET_PATH:
            return near
        mark = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return SHARED_TEMPORARY / f"servindus-{os.getuid()}-{mark}"

    @property
    def url(self) -> str:
        """Give the DATABASE_URL of this server."""
        return f"postgres://{OWNER}@/{NAME}?host={quote(str(self.socket), safe='')}"


def cluster(base_dir: Path, *, testing: bool | None = None) -> Cluster:
    """Give this process's server: tests have their own, so they never touch a run.

    pytest sets PYTEST_VERSION for itself and all that it starts.
    """
    if testing is None:
        testing = "PYTEST_VERSION" in os.environ
    name = "postgres-test" if testing else "postgres"
    return Cluster(base_dir.resolve() / "var" / name, durable=not testing)


def url(base_dir: Path) -> str:
    """Give the address that stands in for DATABASE_URL where it is absent."""
    return cluster(base_dir).url
