"""The embedded server's life, on real servers in a temporary checkout."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from servindus.local import database, identity, server
from servindus.local.database import Cluster
from servindus.local.errors import CannotStartError

pytestmark = pytest.mark.skipif(
    server.binaries() is None, reason="the embedded PostgreSQL is not installed"
)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    cluster = database.cluster(tmp_path / "un dossier d'été", testing=True)
    yield cluster
    # pytest's own paths are long, so the socket may be outside of them.
    if cluster.socket.is_symlink():
        cluster.socket.unlink()
    elif cluster.socket.exists():
        shutil.rmtree(cluster.socket)


def ask(cluster: Cluster, question: str) -> str:
    connection = psycopg2.connect(
        host=str(cluster.socket), user="postgres", dbname="servindus"
    )
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(question)
            return str(cursor.fetchone()[0]) if cursor.description else ""
    finally:
        connection.close()


def test_it_starts_keeps_what_was_written_and_leaves_nobody(cluster: Cluster) -> None:
    with server.available(cluster, "first") as first:
        assert first is not None
        assert first.is_new
        assert ask(cluster, "SELECT lower('ÉTÉ')") == "été"
        assert ask(cluster, "SHOW listen_addresses") == ""
        ask(cluster, "CREATE TABLE kept ()")
    assert first.process.returncode == 0
    assert not server.answers(cluster)

    with server.available(cluster, "second") as second:
        assert second is not None
        assert not second.is_new
        assert ask(cluster, "SELECT count(*) FROM kept") == "0"


def test_a_path_too_long_for_a_socket_works_and_is_tidied(tmp_path: Path) -> None:
    cluster = database.cluster(tmp_path / ("x" * 150), testing=True)

    with server.available(cluster, "first"):
        assert ask(cluster, "SELECT 1") == "1"
        assert cluster.socket.stat().st_mode & 0o777 == 0o700

    assert not cluster.socket.exists()


def test_who_finds_it_running_uses_it_and_lets_it_run(cluster: Cluster) -> None:
    with server.available(cluster, "owner"):
        with server.available(cluster, "guest") as found:
            assert found is None
        assert server.answers(cluster)


def test_a_second_owner_is_told_who_the_first_is(cluster: Cluster) -> None:
    with (
        server.owned(cluster, "make run"),
        pytest.raises(CannotStartError, match=rf"make run \(process {os.getpid()}\)"),
        server.owned(cluster, "another"),
    ):
        pass


def test_the_one_who_started_it_waits_for_the_others(cluster: Cluster) -> None:
    arrived, leave = threading.Event(), threading.Event()

    def guest() -> None:
        with server.available(cluster, "guest"):
            arrived.set()
            leave.wait(20)
            answered.append(server.answers(cluster))

    answered: list[bool] = []
    thread = threading.Thread(target=guest)
    with server.available(cluster, "owner"):
        thread.start()
        assert arrived.wait(20)
        threading.Timer(0.5, leave.set).start()
    thread.join()

    assert answered == [True]
    assert not server.answers(cluster)


def test_an_interrupted_creation_is_done_again(cluster: Cluster) -> None:
    with server.available(cluster, "first"):
        pass
    cluster.ready.unlink()
    (cluster.data / "PG_VERSION").unlink()

    with server.available(cluster, "second") as second:
        assert second is not None
        assert second.is_new


def test_another_major_version_is_refused_and_nothing_removed(cluster: Cluster) -> None:
    with server.available(cluster, "first"):
        pass
    (cluster.data / "PG_VERSION").write_text("9\n")

    with (
        pytest.raises(CannotStartError, match="made by PostgreSQL 9"),
        server.available(cluster, "second"),
    ):
        pass
    assert (cluster.data / "base").exists()


def test_a_link_in_place_of_the_socket_folder_is_refused(
    cluster: Cluster, tmp_path: Path
) -> None:
    cluster.home.mkdir(parents=True)
    cluster.socket.symlink_to(tmp_path)

    with (
        pytest.raises(CannotStartError, match="is not a folder"),
        server.owned(cluster, "anybody"),
    ):
        pass


def test_after_a_kill_of_everything_it_starts_again(
    cluster: Cluster, tmp_path: Path
) -> None:
    """What the killed server left behind does not stop the next start."""
    program = (
        "import sys, time; from pathlib import Path;"
        "from servindus.local import database, server\n"
        "cluster = database.cluster(Path(sys.argv[1]), testing=True)\n"
        "with server.owned(cluster, 'doomed') as running:\n"
        "    print(running.process.pid, flush=True); time.sleep(60)\n"
    )
    checkout = cluster.home.parent.parent
    doomed = subprocess.Popen(
        [sys.executable, "-c", program, checkout], stdout=subprocess.PIPE, text=True
    )
    assert doomed.stdout is not None
    with doomed.stdout:
        postgres = int(doomed.stdout.readline())
    os.kill(postgres, signal.SIGKILL)
    doomed.kill()
    doomed.wait()

    with server.available(cluster, "next"):
        assert ask(cluster, "SELECT 1") == "1"


def test_a_killed_owner_takes_the_server_along(cluster: Cluster) -> None:
    program = (
        "import sys, time; from pathlib import Path;"
        "from servindus.local import database, server\n"
        "cluster = database.cluster(Path(sys.argv[1]), testing=True)\n"
        "with server.owned(cluster, 'doomed') as running:\n"
        "    print('up', flush=True); time.sleep(60)\n"
    )
    checkout = cluster.home.parent.parent
    doomed = subprocess.Popen(
        [sys.executable, "-c", program, checkout], stdout=subprocess.PIPE, text=True
    )
    assert doomed.stdout is not None
    with doomed.stdout:
        assert doomed.stdout.readline() == "up\n"
    doomed.kill()
    doomed.wait()

    limit = time.monotonic() + 20
    while server._inhabitants(cluster.data) and time.monotonic() < limit:
        time.sleep(0.05)
    assert server._inhabitants(cluster.data) == []
    assert not server.answers(cluster)


def test_root_that_can_become_nobody_nowhere_is_told_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(identity, "_runs", lambda *_: False)

    with pytest.raises(CannotStartError, match="PostgreSQL refuses root"):
        identity.choose(Path("/somewhere/postgres"))


def test_root_is_nobody_by_namespace_first_and_by_account_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(identity, "_runs", lambda *_: True)
    assert identity.choose(Path("/p")).before is identity.become_nobody_within

    monkeypatch.setattr(
        identity,
        "_runs",
        lambda _, before: before is not identity.become_nobody_within,
    )
    assert identity.choose(Path("/p")).uid != 0
