import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import environ
import pytest

from servindus.local import database


def test_the_url_is_the_one_of_this_checkout() -> None:
    base = Path("/srv/mon dossier d'été")
    config = environ.Env.db_url_config(database.cluster(base, testing=False).url)

    assert config["NAME"] == "servindus"
    assert config["USER"] == "postgres"
    assert config["HOST"] == ""
    assert config["OPTIONS"] == {"host": str(base / "var/postgres/socket")}


def test_a_test_has_its_own_server(tmp_path: Path) -> None:
    run = database.cluster(tmp_path, testing=False)
    tests = database.cluster(tmp_path, testing=True)

    assert run.durable
    assert not tests.durable
    assert not {run.home, run.socket} & {tests.home, tests.socket}
    # pytest is what runs this line
    assert database.url(tmp_path) == tests.url


@pytest.mark.parametrize("longer", [False, True])
def test_a_socket_path_keeps_within_what_the_kernel_takes(longer: bool) -> None:
    """107 bytes stay in the checkout; one more moves to the temporary folder."""
    tail = len("/var/postgres/socket/.s.PGSQL.5432")
    base = Path("/" + "é" * ((107 - tail - 1) // 2))
    base = base.with_name(base.name + "x" * (107 - tail - len(os.fsencode(base))))
    if longer:
        base = base.with_name(base.name + "x")
    cluster = database.cluster(base, testing=False)

    socket = os.fsencode(cluster.socket / ".s.PGSQL.5432")

    assert len(socket) <= 107
    assert (cluster.socket.parent == Path("/tmp")) == longer
    assert parse_qs(urlsplit(cluster.url).query)["host"] == [str(cluster.socket)]


def test_two_long_checkouts_do_not_meet() -> None:
    places = {
        database.cluster(Path("/" + letter * 150), testing=testing).socket
        for letter in "ab"
        for testing in (False, True)
    }

    assert len(places) == 4
