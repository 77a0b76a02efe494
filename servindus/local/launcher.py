"""`make run` and `make test`: sets up what is missing, runs it, ends all of it."""

import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from servindus.local import command, configuration, database, server
from servindus.local.configuration import BASE_DIR
from servindus.local.errors import CannotStartError
from servindus.local.processes import (
    die_with_parent,
    kill_group,
    parent_catches_interrupt,
    spawn,
)
from servindus.local.supervisor import GRACE, Supervisor

HOST = "127.0.0.1"
FAILED = 2
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
FIRST_ANSWER_LIMIT = 60.0
# More workers than this wait for the disk and for one another's databases.
PYTEST_OPTIONS = ("-n", "auto", "--maxprocesses", "4", "--dist", "worksteal")


def say(text: str) -> None:
    """Tell the person at the terminal, if there still is one."""
    with suppress(OSError, ValueError):
        print(text, flush=True)


def run() -> int:
    """Serve the site with its worker and beat until told to end."""
    _end_with_our_parent()
    was_caught = parent_catches_interrupt()
    port = configuration.port(BASE_DIR)
    _refuse_taken_port(port)
    configuration.write_local_env(BASE_DIR, port)
    others: dict[str, subprocess.Popen[bytes]] = {}
    with _database("make run") as embedded, Supervisor(width=6) as programs:
        if embedded is not None:
            others["PostgreSQL"] = embedded.process
        if status := _call([sys.executable, "-m", "servindus.local", "setup"]):
            return status
        programs.start(_programs(port), _environment(port))
        threading.Thread(target=_announce, args=(port,), daemon=True).start()
        end = programs.wait(
            others, lambda: was_caught and not parent_catches_interrupt()
        )
        if end is None:
            return 0
        say(f"{end}: ending everything.")
        return FAILED


def test(arguments: Sequence[str]) -> int:
    """Run the tests on a server of their own, after the set-up that `run` also does."""
    _end_with_our_parent()
    configuration.write_local_env(BASE_DIR, configuration.port(BASE_DIR))
    if configuration.uses_embedded_database(BASE_DIR):
        say("Preparing the embedded database...")
        with server.available(database.cluster(BASE_DIR), "make test"):
            setup = [sys.executable, "-m", "servindus.local", "setup", "--no-demo"]
            if status := _call(setup):
                return status
    pytest = [sys.executable, "-m", "pytest", *PYTEST_OPTIONS, *arguments]
    with command.with_database("make test", testing=True):
        return _call(pytest, how=signal.SIGINT)


def _end_with_our_parent() -> None:
    """End when told to, and when make is killed; unwinding ends what we started."""
    die_with_parent(signal.SIGTERM)
    for number in SIGNALS:
        signal.signal(number, _unwind)


def _unwind(number: int, _frame: object) -> None:
    for again in SIGNALS:  # once is enough: a second one must not cut the ending short
        signal.signal(again, lambda *_: None)
    say("Ending...")
    raise SystemExit(0)


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CannotStartError(f"port {port}: {error.strerror}") from error
            raise CannotStartError(
                f"port {port} is taken by another program: choose a free one,"
                " for example `make run PORT=8123`"
            ) from error


@contextmanager
def _database(program: str) -> Iterator[server.Server | None]:
    if not configuration.uses_embedded_database(BASE_DIR):
        yield None
        return
    with server.owned(database.cluster(BASE_DIR), program) as embedded:
        yield embedded


def _call(arguments: Sequence[str], how: signal.Signals = signal.SIGTERM) -> int:
    """Run one program to its end and give its status; end it if we are told to."""
    process = spawn(arguments)
    try:
        return process.wait()
    except SystemExit:
        process.send_signal(how)
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
        raise
    finally:
        kill_group(process)


def _programs(port: int) -> dict[str, list[str]]:
    """Give the three programs; by path of the script, whose name the settings read."""
    scripts = Path(sys.executable).parent
    gunicorn = [sys.executable, str(scripts / "gunicorn")]
    celery = [sys.executable, str(scripts / "celery"), "--quiet", "-A", "servindus"]
    return {
        "web": [
            *gunicorn,
            "servindus.wsgi",
            f"--bind={HOST}:{port}",
            "--workers=2",
            # It would sit in the home folder, one for all servers of a user.
            "--no-control-socket",
        ],
        "worker": [
            *celery,
            "worker",
            "--pool=threads",
            "--loglevel=info",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ],
        "beat": [*celery, "beat", "--loglevel=warning", "--pidfile="],
    }


def _environment(port: int) -> Mapping[str, str]:
    return {
        **os.environ,
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        # Trying out as root is a promised case, so Celery need not warn of it.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
    }


def _announce(port: int) -> None:
    """Say where the site is once it has answered a first request."""
    limit = time.monotonic() + FIRST_ANSWER_LIMIT
    while time.monotonic() < limit:
        connection = http.client.HTTPConnection(HOST, port, timeout=FIRST_ANSWER_LIMIT)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        else:
            say(f"ServIndus Lab is at http://{HOST}:{port}/ (Ctrl-C ends it)")
            return
        finally:
            connection.close()
