"""The Celery application; its settings are the Celery block of the settings."""

import hashlib
import json
import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from celery import Celery
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from kombu.transport import redis

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servindus.settings")

app = Celery("servindus")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# A channel whose server died must not put back what it held: it would ask for a server
# that it no longer knows, and end the worker. Sweeps find the work again.
redis.Channel.do_restore = False

# Two lines per heartbeat would only say that all is well; failures are errors.
for _name in ("celery.app.trace", "celery.worker.strategy"):
    logging.getLogger(_name).setLevel(logging.WARNING)


def is_own_program() -> bool:
    """Tell whether this process is Celery's worker or beat, and not a publisher."""
    return "celery" in Path(sys.argv[0]).parts[-2:]


def key_prefix(database: Mapping[str, object]) -> str:
    """Give the prefix of the broker's keys: one per database, so two can share a Redis.

    The database and not the folder names it, because the processes of one
    installation may live on several machines.
    """
    options = database.get("OPTIONS")
    socket = options.get("host", "") if isinstance(options, Mapping) else ""
    place = [str(database.get(part, "")) for part in ("HOST", "PORT", "NAME")]
    text = json.dumps([*place, str(socket)])
    return f"servindus-{hashlib.sha256(text.encode()).hexdigest()[:12]}:"


def _refuse_wrong_settings() -> None:
    """Stop Celery's own programs with one line, as the web server does."""
    try:
        _ = settings.SECRET_KEY  # the first look loads them all
    except ImproperlyConfigured as error:
        sys.exit(str(error))


if is_own_program():
    _refuse_wrong_settings()
