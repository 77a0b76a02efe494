"""`make run` in whole checkouts, in a folder whose path has spaces."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from servindus.local import server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        server.binaries() is None or shutil.which("make") is None,
        reason="make or the embedded PostgreSQL is missing",
    ),
]

BASE_DIR = Path(__file__).resolve().parents[2]
# How long a start takes is measured by `BENCH=start make bench`; here it ends a wait.
LIMIT = 240.0
END = 20.0
OURS = ("SECRET_KEY", "DEMO", "DEBUG", "PORT", "DATABASE_URL", "REDIS_URL")
OF_THE_TEST = ("PYTEST_", "DJANGO_", "MAKE", "MFLAGS")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def copy_checkout(target: Path) -> Path:
    """Copy what is in the repository; the packages are the ones we run with."""
    ignored = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache")
    shutil.copytree(BASE_DIR, target, ignore=ignored)
    (target / ".venv").symlink_to(BASE_DIR / ".venv")
    return target


class Run:
    """One `make run` in a session of its own, as a terminal would start it."""

    def __init__(self, checkout: Path, port: int) -> None:
        self.checkout, self.port = checkout, port
        self.log = checkout.parent / f"{checkout.name}-{port}.log"
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in OURS and not name.startswith(OF_THE_TEST)
        }
        with self.log.open("wb") as log:
            self.make = subprocess.Popen(
                ["make", "run"],
                cwd=checkout,
                env={**kept, "PORT": str(port)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # A job started in the background may have inherited it ignored.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def wait_until_up(self, limit: float) -> None:
        """Wait for the first answer."""
        began = time.monotonic()
        while time.monotonic() - began < limit:
            assert self.make.poll() is None, self.log.read_text()
            try:
                status, _ = self.get("/healthz")
            except OSError:
                time.sleep(0.05)
            else:
                assert status == 200
                return
        raise AssertionError(self.log.read_text())

    def processes(self) -> list[tuple[int, str]]:
        """Give all processes that run in or from this checkout."""
        found = []
        place = os.fsencode(self.checkout)
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                command = (entry / "cmdline").read_bytes()
                cwd = os.fsencode((entry / "cwd").readlink())
            except OSError:
                continue
            if place in command or cwd == place or cwd.startswith(place + b"/"):
                text = command.replace(b"\0", b" ").decode(errors="replace")
                found.append((int(entry.name), text))
        return found

    def kill_everything(self) -> None:
        for number, _ in [(self.make.pid, "make"), *self.processes()]:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def assert_gone(self) -> None:
        limit = time.monotonic() + END
        while self.processes() and time.monotonic() < limit:
            self.make.poll()
            time.sleep(0.05)
        assert self.processes() == [], self.log.read_text()
        self.make.wait(5)


Starter = Callable[..., Run]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_checkout(tmp_path_factory.mktemp("un dossier d'été") / "lab")


@pytest.fixture
def start(checkout: Path) -> Iterator[Starter]:
    """Start runs and, whatever the test says, leave none of them behind."""
    runs: list[Run] = []

    def begin(place: Path = checkout, port: int | None = None) -> Run:
        runs.append(Run(place, port or free_port()))
        return runs[-1]

    yield begin
    for run in runs:
        run.kill_everything()
        run.make.wait()


def test_the_first_start_serves_and_ctrl_c_ends_all(start: Starter) -> None:
    run = start()
    run.wait_until_up(LIMIT)
    status, page = run.get("/compte/login/")
    assert status == 200
    assert "csrfmiddlewaretoken" in page

    os.killpg(run.make.pid, signal.SIGINT)

    run.assert_gone()


def test_worker_and_beat_really_run(start: Starter) -> None:
    """The heartbeat is sent by beat, carried by the broker and noted by the worker."""
    run = start()
    run.wait_until_up(LIMIT)
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        state = json.loads(run.get("/readyz")[1])
        if state["worker"] and (state["heartbeat_seconds"] or 0) < 30:
            break
        time.sleep(1)

    assert state["ready"]
    assert state["worker"]
    assert state["heartbeat_seconds"] < 30
    os.kill(run.make.pid, signal.SIGTERM)
    run.assert_gone()


ENDS: list[Callable[[Run], None]] = [
    lambda run: os.kill(run.make.pid, signal.SIGINT),
    lambda run: os.killpg(run.make.pid, signal.SIGHUP),
    lambda run: os.kill(run.make.pid, signal.SIGKILL),
    lambda run: os.killpg(run.make.pid, signal.SIGKILL),
    Run.kill_everything,
    lambda run: os.kill(run.make.pid, signal.SIGTERM),
]


def test_however_it_ends_nothing_is_left_and_it_starts_again(start: Starter) -> None:
    """Each start comes after another end; the first one may be the very first."""
    for number, end in enumerate(ENDS):
        run = start()
        run.wait_until_up(LIMIT)
        if number:
            # It found what the first start had made, and made nothing again.
            log = run.log.read_text()
            assert "Bringing the database up to date" not in log, number
            assert "Filling the empty demo" not in log, number
        end(run)
        run.assert_gone()


@pytest.mark.parametrize("program", ["bin/postgres", "/gunicorn ", " beat "])
def test_a_part_that_dies_takes_the_rest_along_and_says_so(
    start: Starter, program: str
) -> None:
    run = start()
    run.wait_until_up(LIMIT)
    number = min(pid for pid, text in run.processes() if program in text)

    os.kill(number, signal.SIGKILL)

    run.assert_gone()
    assert run.make.returncode == 2
    assert "ended by itself (status -9): ending everything" in run.log.read_text()


def test_a_second_checkout_runs_beside_the_first(
    start: Starter, tmp_path: Path
) -> None:
    first = start()
    second = start(copy_checkout(tmp_path / "second lab"))
    first.wait_until_up(LIMIT)
    second.wait_until_up(LIMIT)

    os.kill(first.make.pid, signal.SIGTERM)
    first.assert_gone()

    assert second.get("/compte/login/")[0] == 200
    os.kill(second.make.pid, signal.SIGTERM)
    second.assert_gone()


def test_what_cannot_start_says_why_in_one_line(
    start: Starter, checkout: Path, tmp_path: Path
) -> None:
    first = start()
    first.wait_until_up(LIMIT)

    same_checkout = start()
    same_port = start(copy_checkout(tmp_path / "second lab"), first.port)

    for run, reason in ((same_checkout, "already in use"), (same_port, "is taken by")):
        assert run.make.wait(20) == 2
        lines = [x for x in run.log.read_text().splitlines() if x[:4] != "make"]
        assert len(lines) == 1
        assert reason in lines[0]
    os.kill(first.make.pid, signal.SIGTERM)
    first.assert_gone()
