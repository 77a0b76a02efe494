"""What every page's frame needs: who reads, where they can go, what mode this is."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from servindus import clock, pages

# Each room adds its words, in the order of the rooms; a `rank` below 0 puts a word
# before them, one above 0 after them.
NavigationMaker = Callable[[HttpRequest], list[dict[str, Any]]]
navigation_makers: list[NavigationMaker] = []
# The frame's room says who the reader is: name, role line, shape, initials.
person_makers: list[Callable[[HttpRequest], dict[str, Any]]] = []


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give the frame of a page; error pages before sign-in get the bare one."""
    context: dict[str, Any] = {
        "demo": settings.DEMO,
        "today": clock.today(),
        "request_number": getattr(request, "number", ""),
    }
    context["footer_links"] = pages.footer_links()
    user = getattr(request, "user", None)
    if user is None:
        return context
    # Counts of what waits are not for a session that lacks its second factor.
    makers = [] if getattr(request, "lacks_factor", False) else navigation_makers
    words = [item for make in makers for item in make(request)]
    context["navigation"] = sorted(words, key=lambda item: item.get("rank", 0))
    if user.is_authenticated:
        for make in person_makers:
            context["reader"] = make(request)
    return context
