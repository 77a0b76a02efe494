import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from servindus import celery

BASE_DIR = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("/srv/.venv/bin/celery", True),
        ("/srv/site-packages/celery/__main__.py", True),
        ("/srv/.venv/bin/gunicorn", False),
        ("/srv/celery/project/manage.py", False),
        ("-c", False),
    ],
)
def test_celery_knows_its_own_programs(
    monkeypatch: pytest.MonkeyPatch, program: str, expected: bool
) -> None:
    monkeypatch.setattr(sys, "argv", [program, "worker"])

    assert celery.is_own_program() == expected


def test_two_databases_have_two_prefixes() -> None:
    one = {"NAME": "servindus", "HOST": "", "OPTIONS": {"host": "/a/socket"}}
    two = {"NAME": "servindus", "HOST": "", "OPTIONS": {"host": "/b/socket"}}
    server = {"NAME": "lab", "HOST": "db", "PORT": 5432}

    prefixes = {celery.key_prefix(place) for place in (one, two, server)}

    assert len(prefixes) == 3
    assert celery.key_prefix(one) == celery.key_prefix(dict(one))


def settings_of(program: str) -> dict[str, object]:
    """Give what a program of this name would publish with, on a Redis."""
    code = (
        f"import sys, json; sys.argv = [{program!r}, 'worker']\n"
        "from servindus.celery import app\n"
        "print(json.dumps([app.conf.broker_url, app.conf.broker_transport_options,"
        " app.conf.task_publish_retry]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=BASE_DIR,
        env={**os.environ, "REDIS_URL": "redis://127.0.0.1:1/0"},
        capture_output=True,
        text=True,
        check=True,
    )
    url, options, retry = json.loads(done.stdout)
    assert url == "redis://127.0.0.1:1/0"
    return {**options, "retry": retry}


def test_only_the_worker_may_wait_for_redis() -> None:
    web, worker = settings_of("/x/bin/gunicorn"), settings_of("/x/bin/celery")

    bounded = {"socket_timeout": 0.3, "socket_connect_timeout": 0.3, "max_retries": 0}
    assert bounded.items() <= web.items()
    assert web["retry"] is False
    assert not bounded.keys() & worker.keys()
    assert worker["global_keyprefix"] == web["global_keyprefix"]
    assert worker["visibility_timeout"] > celery.app.conf.task_time_limit


def test_beat_wakes_only_tasks_that_exist() -> None:
    celery.app.loader.import_default_modules()

    tasks = {entry["task"] for entry in celery.app.conf.beat_schedule.values()}

    assert tasks
    assert tasks <= celery.app.tasks.keys()


def test_a_wrong_variable_stops_the_worker_with_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "celery", "-A", "servindus", "worker"],
        cwd=BASE_DIR,
        env={**os.environ, "SECRET_KEY": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("SECRET_KEY is empty")
    assert len(done.stderr.splitlines()) == 1
