"""The site's addresses, and some whose views fail in the ways that happen."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.db import connection
from django.urls import path

from servindus.urls import handler400, handler403, handler404, handler500, urlpatterns
from servindus.workflow import Busy

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@login_not_required
def fail(request):
    raise ZeroDivisionError


@login_not_required
def busy(request):
    raise Busy


@login_not_required
def slow(request):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 20")
        cursor.execute("SELECT pg_sleep(1)")


@login_not_required
def suspicious(request):
    raise SuspiciousOperation


urlpatterns = [
    *urlpatterns,
    path("echoue/", fail),
    path("occupe/", busy),
    path("lent/", slow),
    path("louche/", suspicious),
]
