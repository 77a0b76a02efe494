"""The parts of the room: one word in the header, one tab for each part below it."""

from collections.abc import Callable

from django.http import HttpRequest

from servindus.ui import Tab

# Each aggregate adds the tabs that this reader may open, in the order of the room.
makers: list[Callable[[HttpRequest], list[Tab]]] = []


def tabs(request: HttpRequest) -> list[Tab]:
    """Give the parts of the room that this reader may open."""
    return [tab for make in makers for tab in make(request)]
