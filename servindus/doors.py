"""Pages that a link opens for people without an account: theirs alone, and counted."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from servindus.limits import is_too_often, seconds_left, too_often

# Acts of one link in ten minutes.
MAX_POSTS = 60
SECONDS = 600
# As much of a token as tells one link from another.
MARK = 36

View = Callable[..., HttpResponse]


def private_link(is_ours: Callable[[str], bool], room: str) -> Callable[[View], View]:
    """Give a decorator that lets people in and keeps the address to themselves.

    `is_ours` tells, without asking a table, whether a token was ever signed here.
    """

    def private(view: View) -> View:
        @login_not_required
        @wraps(view)
        def shown(request: HttpRequest, **arguments: Any) -> HttpResponse:
            token = str(arguments.get("token", ""))
            # Reading writes nothing, not even a count; acts are few. A forged token
            # is not counted: it opens nothing, and must not fill the cache.
            if (
                request.method == "POST"
                and is_ours(token)
                and is_too_often(
                    f"{room}:{token[:MARK]}", times=MAX_POSTS, seconds=SECONDS
                )
            ):
                return too_often(request, wait=seconds_left(SECONDS))
            response = view(request, **arguments)
            response.headers["Cache-Control"] = "no-store, private"
            # The token stands in the address and must not leave in a Referer. The
            # stricter "no-referrer" would make browsers send "Origin: null" with our
            # own forms, which the CSRF check rightly refuses.
            response.headers["Referrer-Policy"] = "same-origin"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
            patch_vary_headers(response, ["Cookie"])
            return response

        return shown

    return private
