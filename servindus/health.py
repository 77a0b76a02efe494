"""`/healthz` needs nothing; `/readyz` says whether the site can work, and how well."""

from datetime import datetime, timedelta
from typing import Any

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from servindus import clock
from servindus.beat import BEAT_KEY
from servindus.models import OutboxEmail
from servindus.operations import TIMERS_LATE, last_run
from servindus.tasks import HEARTBEAT_KEY

BEAT_LATE = timedelta(minutes=2)
MAIL_LATE = timedelta(minutes=15)
# A probe must answer while the broker hangs.
PATIENCE = 0.3
DEGRADABLE = ("broker", "beat", "worker", "outbox", "timers")


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer as long as the process lives."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 with database and migrations in place; the rest only degrades."""
    state = readiness()
    return JsonResponse(state, status=200 if state["ready"] else 503)


def readiness() -> dict[str, Any]:
    """Give what works: database, migrations, then what only degrades the site."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return {"ready": False, "database": False}
    if pending:
        return {"ready": False, "database": True, "migrations": False}
    try:
        flags = _flags()
    except Error:  # the cache's table, without which nobody can sign in
        return {"ready": False, "database": True, "migrations": True, "cache": False}
    degraded = [name for name in DEGRADABLE if not flags[name]]
    return {
        "ready": True,
        "database": True,
        "migrations": True,
        **flags,
        "degraded": degraded,
    }


def _flags() -> dict[str, Any]:
    now = clock.now()
    signs = cache.get_many([BEAT_KEY, HEARTBEAT_KEY])
    beat_age = _age(signs.get(BEAT_KEY), now)
    # A task that beat asks for and the worker does: old when either of them is down.
    worker_age = _age(signs.get(HEARTBEAT_KEY), now)
    run = last_run()
    timers_age = now - run.at if run else None
    oldest = OutboxEmail.objects.due(now).order_by("next_try_at").first()
    mail_age = now - oldest.next_try_at if oldest else timedelta(0)
    return {
        "broker": _broker_answers(),
        "beat": beat_age is not None and beat_age < BEAT_LATE,
        "beat_seconds": _seconds(beat_age),
        "worker": worker_age is not None and worker_age < BEAT_LATE,
        "heartbeat_seconds": _seconds(worker_age),
        # Before the first run, beat's own flag says whether one will come.
        "timers": timers_age is None or timers_age < TIMERS_LATE,
        "timers_seconds": _seconds(timers_age),
        # Without EMAIL_URL mails stay on purpose: nothing is late.
        "outbox": not settings.EMAIL_URL or mail_age < MAIL_LATE,
        "outbox_oldest_seconds": round(mail_age.total_seconds()),
    }


def _age(sign: str | None, now: datetime) -> timedelta | None:
    return now - datetime.fromisoformat(sign) if sign else None


def _seconds(age: timedelta | None) -> int | None:
    return None if age is None else round(age.total_seconds())


def _broker_answers() -> bool:
    """Ask Redis within the patience of a probe; files are always there."""
    if not settings.REDIS_URL:
        return True
    client = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=None,
    )
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()
