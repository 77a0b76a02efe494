"""How often something may be tried, counted in the cache that all workers share."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render

from servindus import clock

GetResponse = Callable[[HttpRequest], HttpResponseBase]
# Most limits count a minute or a few; whoever comes back after one finds a door open.
WAIT = 60
# The demonstration's visitors share one address.
DEMO_FACTOR = 50
# What a page for later keeps of a form: everything but secrets.
SECRETS = ("password", "code", "credential", "csrfmiddlewaretoken")


@dataclass(frozen=True)
class Limit:
    """So many posts in so many seconds, from one address or by one person."""

    times: int
    seconds: int
    per: str = "address"


# Each room names its doors here: the address's name and how often it may be tried.
door_limits: dict[str, Limit] = {}


def is_too_often(name: str, *, times: int, seconds: int) -> bool:
    """Count one try and tell whether it is beyond `times` in this span of seconds.

    Spans are fixed windows: simple, and at most twice the limit at their border.
    """
    window = int(clock.now().timestamp()) // seconds
    key = f"limit:{name}:{window}"
    cache.add(key, 0, timeout=2 * seconds)
    return int(cache.incr(key)) > times


def seconds_left(seconds: int) -> int:
    """Give the seconds until the present window of this span ends."""
    return seconds - int(clock.now().timestamp()) % seconds


class DoorLimits:
    """Counts what is posted at the doors, before any of it is read."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # A form that says "too many tries" below the field has said it to people;
        # the status says it to programs, and what was typed stays in the form.
        if getattr(request, "tried_too_often", False) and response.status_code == 200:
            response.status_code = 429
            response.headers["Retry-After"] = str(WAIT)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, options: Any
    ) -> HttpResponse | None:
        """Refuse a post that is one too many."""
        match = request.resolver_match
        limit = door_limits.get(match.view_name) if match else None
        if limit is None or request.method != "POST":
            return None
        times = limit.times * (DEMO_FACTOR if settings.DEMO else 1)
        name = f"{match.view_name}:{_whose(request, limit)}"  # type: ignore[union-attr]
        if is_too_often(name, times=times, seconds=limit.seconds):
            return too_often(request, wait=seconds_left(limit.seconds))
        return None


def _whose(request: HttpRequest, limit: Limit) -> str:
    if limit.per == "person" and request.user.is_authenticated:
        return f"person-{request.user.pk}"
    # Behind the trusted proxies only; IPv6 by network: a household owns 2^64 addresses.
    return get_ip(request)


def too_often(request: HttpRequest, wait: int = WAIT) -> HttpResponse:
    """Give the 429 page: when to come back, and a button that sends again."""
    context = {
        "wait": wait,
        "minutes": -(-wait // 60),
        "kept": list(_kept(request.POST)) if request.method == "POST" else [],
    }
    response = render(request, "429.html", context, status=429)
    response.headers["Retry-After"] = str(wait)
    return response


def _kept(posted: QueryDict) -> Iterator[tuple[str, str]]:
    """Give what was typed, without anything secret."""
    for name, values in posted.lists():
        if not any(secret in name for secret in SECRETS):
            yield from ((name, str(value)) for value in values)
