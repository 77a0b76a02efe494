"""What every request goes through: a number, personal pages kept out of caches."""

import logging
import uuid
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
)
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from servindus.workflow import BUSY_CODES, Busy

GetResponse = Callable[[HttpRequest], HttpResponseBase]
logger = logging.getLogger(__name__)
# An interface for programs has addresses of its own and says its own methods.
PAGE_METHODS = ("GET", "HEAD", "POST")


class RequestNumber:
    """Gives each request a number that error pages show and the log repeats."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.number = uuid.uuid4().hex[:10]  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers["X-Request-Number"] = request.number  # type: ignore[attr-defined]
        return response


class PersonalPages:
    """Keeps the pages of signed-in people out of every cache, and limits features."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
            response.headers["Cache-Control"] = "no-store, private"
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        return response


class PlainMethods:
    """Answers 405 to the methods that no page has, after the question who asks.

    Django's and allauth's own pages would take a PUT for a GET or a POST.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, options: object
    ) -> HttpResponse | None:
        """Refuse before any view; the log-in middleware has had its word."""
        if request.method in PAGE_METHODS:
            return None
        return HttpResponseNotAllowed(PAGE_METHODS)


class Refusals:
    """Answers impossible input 400 and a busy database 503, never 500."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _has_nul(request):
            return render(request, "400.html", status=400)
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        """Turn the exceptions that a visitor can cause into pages."""
        if isinstance(error, Busy) or is_busy(error):
            logger.warning("busy: %s", request.path)
            return busy_page(request)
        if isinstance(error, (SuspiciousOperation, RequestDataTooBig, UnicodeError)):
            return render(request, "400.html", status=400)
        return None


def is_busy(error: Exception) -> bool:
    """Whether the database says: try again in a moment."""
    return isinstance(error, DatabaseError) and (
        getattr(error.__cause__, "pgcode", None) in BUSY_CODES
    )


def busy_page(request: HttpRequest) -> HttpResponse:
    """Give the 503 page with the time to wait."""
    response = render(request, "503.html", status=503)
    response.headers["Retry-After"] = "5"
    return response


def _has_nul(request: HttpRequest) -> bool:
    """PostgreSQL stores no NUL; nobody types one."""
    if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return True
    if request.method != "POST":
        return False
    return any(
        "\x00" in value for values in request.POST.lists() for value in values[1]
    )
