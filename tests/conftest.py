"""What all tests stand on: their own database, strict templates, no network."""

import gc
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import pytest
from _pytest import runner
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from programmes import known
from servindus import clock
from servindus.local.command import with_database
from servindus.local.configuration import BASE_DIR
from servindus.local.messages import compile_messages
from tests import emptied, migrated
from tests.cast import MONDAY, Cast
from tests.deep_calls import with_room
from tests.loopback import only_loopback
from tests.postman import Sink, listening
from tests.static_files import read_once
from tests.strict_templates import Undefined


def pytest_configure(config: pytest.Config) -> None:
    """Prepare the settings, and once for all workers the messages and the server."""
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.PUBLIC_URL = "http://127.0.0.1:8000"  # whatever port this checkout has
    if not settings.REDIS_URL:  # a run beside us would take our messages
        settings.CELERY_BROKER_URL = "memory://"
        settings.CELERY_BROKER_TRANSPORT_OPTIONS = {}
    read_once()
    emptied.by_deleting()
    if hasattr(config, "workerinput"):
        return
    compile_messages(BASE_DIR)
    embedded = ExitStack()
    embedded.enter_context(with_database("pytest"))
    config.add_cleanup(embedded.close)


def pytest_collection_finish() -> None:
    """Look seldom for what a test leaves, and never among what stays for all of them.

    Five thousand tests and their modules were looked through again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    """Run a test as pytest does, with room for deep calls."""
    return with_room(runner.pytest_runtest_protocol, item, nextitem)


@pytest.fixture(scope="session")
def one_by_one() -> Iterator[ExitStack]:
    """Give what is held until this worker's database is there."""
    with ExitStack() as held:
        yield held


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_use_migrations: bool,
    django_db_blocker: Any,
    one_by_one: ExitStack,
) -> str:
    """Copy a migrated database if there is one; give the name of what to keep.

    And let the flush of transactional tests empty the append-only journal.
    """
    database = settings.DATABASES["default"]
    options = database.setdefault("OPTIONS", {})
    # A thread of the test server must not keep its connection until the very end.
    database["CONN_MAX_AGE"] = 0
    said = options.get("options", "")
    options["options"] = f"{said} -c servindus.may_truncate=yes".strip()
    if not django_db_use_migrations or not one_by_one.enter_context(migrated.alone()):
        return ""
    known = migrated.name()
    with django_db_blocker.unblock():
        migrated.copy_of(known, database)
    return known


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_modify_db_settings: str,
    django_db_blocker: Any,
    one_by_one: ExitStack,
) -> Iterator[None]:
    """Name who keeps a connection at the end: the database could not be dropped."""
    if django_db_modify_db_settings:
        with django_db_blocker.unblock():
            migrated.keep(django_db_modify_db_settings, settings.DATABASES["default"])
    one_by_one.close()
    yield
    # A connection that nothing holds any more may still wait to be collected.
    gc.collect()
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT backend_start, state, state_change, left(query, 500)"
            " FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        left = cursor.fetchall()
    assert not left, f"{left}\nthreads: {threading.enumerate()}"


@pytest.fixture(scope="session", autouse=True)
def _only_loopback() -> Iterator[None]:
    with only_loopback():
        yield


@pytest.fixture(autouse=True)
def _read_anew() -> None:
    # Reference data are kept for a minute; each test has its own.
    known.forget()


@pytest.fixture(autouse=True)
def _counts_end_with_the_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty the cache after a test that commits: its table is no model's."""
    marked = request.node.get_closest_marker("django_db")
    commits = marked is not None and marked.kwargs.get("transaction", False)
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        cache.clear()


@pytest.fixture
def posting(settings: Any, monday: datetime) -> datetime:
    """Live on that Monday with a mail server that keeps what it is given."""
    settings.EMAIL_URL = "smtp://mail.example:25"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return monday


@pytest.fixture
def monday() -> Iterator[datetime]:
    """Live the test on a Monday at ten in Paris."""
    with clock.at(MONDAY):
        yield MONDAY


@pytest.fixture
def cast(db: None) -> Cast:
    """Give the named people; each is made when the test first names them."""
    return Cast()


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """Give a mail server, and make the outbox hand its mails to it."""
    with listening() as server:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{server.port}"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server
