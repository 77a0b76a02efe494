"""`/healthz` needs nothing; `/readyz` says whether and how well the site works."""

import socket
import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection

from programmes.models import Programme
from servindus import beat, celery_app, clock, outbox, tasks
from servindus.actors import SYSTEM
from servindus.notifications import Recipient
from servindus.workflow import write_journal
from tests.cast import MONDAY


def broken_database():
    def down(execute, sql, params, many, context):
        raise OperationalError("connection refused")

    return connection.execute_wrapper(down)


@pytest.fixture(autouse=True)
def _at_ten(monday):
    return monday


def test_healthz_asks_the_database_nothing(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok\n")


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
@pytest.mark.parametrize(("method", "status"), [("head", 200), ("post", 405)])
def test_probes_only_read(client, db, address, method, status):
    assert getattr(client, method)(address).status_code == status


def test_a_fresh_site_is_ready_though_nothing_beats_yet(client, db):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "database": True,
        "migrations": True,
        "broker": True,
        "beat": False,
        "beat_seconds": None,
        "worker": False,
        "heartbeat_seconds": None,
        "outbox": True,
        "outbox_oldest_seconds": 0,
        "timers": True,
        "timers_seconds": None,
        "degraded": ["beat", "worker"],
    }


def test_the_heart_beats_and_grows_old(client, db):
    tasks.beat_heartbeat()
    with clock.at(MONDAY + timedelta(seconds=119)):
        state = client.get("/readyz").json()
        assert (state["worker"], state["heartbeat_seconds"]) == (True, 119)
    with clock.at(MONDAY + timedelta(minutes=2)):
        state = client.get("/readyz").json()
        assert (state["ready"], state["worker"]) == (True, False)


def test_beat_alone_is_told_from_a_worker_that_is_gone(client, db):
    beat.note(MONDAY)
    tasks.run_timers()
    with clock.at(MONDAY + timedelta(seconds=90)):
        state = client.get("/readyz").json()
    assert (state["beat"], state["beat_seconds"]) == (True, 90)
    assert state["degraded"] == ["worker"]
    with clock.at(MONDAY + timedelta(seconds=120)):
        assert client.get("/readyz").json()["degraded"] == ["beat", "worker"]


def test_beat_notes_its_life_at_most_twice_a_minute(db):
    scheduler = beat.Scheduler(app=celery_app, lazy=True)
    scheduler.tick()
    assert cache.get(beat.BEAT_KEY) == MONDAY.isoformat()
    with clock.at(MONDAY + timedelta(seconds=29)):
        scheduler.tick()
    assert cache.get(beat.BEAT_KEY) == MONDAY.isoformat()
    with clock.at(MONDAY + timedelta(seconds=30)):
        assert scheduler.tick() <= 30
    assert cache.get(beat.BEAT_KEY) != MONDAY.isoformat()


@pytest.mark.django_db(transaction=True)
def test_beat_outlives_the_database_and_finds_it_again(caplog):
    with broken_database():
        beat.note(MONDAY)
    assert "beat could not leave its sign of life" in caplog.text
    beat.note(MONDAY)
    assert cache.get(beat.BEAT_KEY) == MONDAY.isoformat()


@pytest.mark.parametrize("hangs", [False, True])
def test_a_broker_that_is_down_or_hangs_only_degrades(client, db, settings, hangs):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        if hangs:
            silent.listen()
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        began = time.monotonic()
        response = client.get("/readyz")
        took = time.monotonic() - began
    assert (response.status_code, response.json()["broker"]) == (200, False)
    assert "broker" in response.json()["degraded"]
    assert took < 1.5


def test_without_the_caches_table_nobody_can_sign_in(client, db):
    with connection.cursor() as sql:
        sql.execute("ALTER TABLE servindus_cache RENAME TO gone")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "database": True,
        "migrations": True,
        "cache": False,
    }


def test_mails_that_wait_too_long_are_told_but_are_no_failure(client, db, settings):
    settings.EMAIL_URL = "smtp://127.0.0.1:25"
    programme = Programme.objects.get()
    cause = write_journal("test", programme, by=SYSTEM, now=MONDAY)
    for address, minutes in (("a@example.org", 0), ("later@example.org", 60)):
        outbox.post(
            "account_unknown",
            programme,
            to=Recipient(address),
            cause=cause,
            not_before=MONDAY + timedelta(minutes=minutes),
        )
    with clock.at(MONDAY + timedelta(minutes=14)):
        assert client.get("/readyz").json()["outbox"] is True
    with clock.at(MONDAY + timedelta(minutes=15)):
        response = client.get("/readyz")
    assert (response.status_code, response.json()["outbox"]) == (200, False)
    assert response.json()["outbox_oldest_seconds"] == 900


def test_a_pending_migration_is_not_ready(client, db):
    with connection.cursor() as sql:
        sql.execute(
            "DELETE FROM django_migrations WHERE id ="
            " (SELECT max(id) FROM django_migrations WHERE app = 'matchmaking')"
        )
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "database": True, "migrations": False}


def test_a_database_that_is_down_is_not_ready(client, db):
    with broken_database():
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "database": False}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_gone_with_it(turn):
    """Else a test that runs after it finds a worker's sign of life."""
    assert cache.get("sign") is None
    cache.set("sign", turn, timeout=None)
