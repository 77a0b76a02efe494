"""`/healthz` needs nothing; `/readyz` says whether the site can work, and how well."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from servindus import clock
from servindus.models import OutboxEmail
from servindus.tasks import HEARTBEAT_KEY

BEAT_LATE = timedelta(minutes=2)
MAIL_LATE = timedelta(minutes=15)


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
    """Give what works: database, migrations, then worker, beat and outbox."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return {"ready": False, "database": False}
    if pending:
        return {"ready": False, "database": True, "migrations": False}
    return {"ready": True, "database": True, "migrations": True, **_degraded()}


def _degraded() -> dict[str, Any]:
    now = clock.now()
    beaten = cache.get(HEARTBEAT_KEY)
    beat_age = now - datetime.fromisoformat(beaten) if beaten else None
    oldest = OutboxEmail.objects.due(now).order_by("next_try_at").first()
    mail_age = now - oldest.next_try_at if oldest else timedelta(0)
    return {
        "worker": beat_age is not None and beat_age < BEAT_LATE,
        "heartbeat_seconds": round(beat_age.total_seconds()) if beat_age else None,
        # Without EMAIL_URL mails stay on purpose: nothing is late.
        "outbox": not settings.EMAIL_URL or mail_age < MAIL_LATE,
        "outbox_oldest_seconds": round(mail_age.total_seconds()),
    }
