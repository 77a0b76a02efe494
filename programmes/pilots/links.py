"""What ties a pilot to the rooms above: they say it here, the frame asks no room."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from servindus.models import User

# Each gives the introductions of a person that may become a pilot.
introduction_makers: list[Callable[[User], QuerySet[Any]]] = []


def introductions(user: User) -> QuerySet[Any]:
    """Give the accepted introductions that a person sees, the newest first."""
    for maker in introduction_makers:
        return maker(user)
    return apps.get_model("matchmaking", "Introduction").objects.none()


def blockers(user: User) -> QuerySet[Any]:
    """Give the cases of the register that a person sees."""
    found: Any = apps.get_model("blockers", "Blocker").objects
    return found.visible_to(user)
