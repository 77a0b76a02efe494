"""Which actions the plan's views show; pages and files ask it."""

from typing import Any

from django.http import QueryDict

from programmes.models import PlanAction
from programmes.plan.filters import ALL, PlanFilter


def found(user: Any, query: QueryDict, *, is_whole: bool = False) -> PlanFilter:
    """Give what the filters of an address leave of what a person sees.

    Years of a plan are mostly over: a list begins with what is still to do, and shows
    the rest to whoever asks for its status. `is_whole`: all of it, as in a calendar.
    """
    rows = PlanAction.objects.visible_to(user)
    if is_whole and query.get("statut") == ALL:
        # It comes along from a list, where it says what is said here already.
        query = query.copy()
        del query["statut"]
    return PlanFilter(query, queryset=rows, user=user, is_whole=is_whole)


def by_status(user: Any, query: QueryDict) -> PlanFilter:
    """Give the same of each status, whichever one the address asks for."""
    asked = query.copy()
    asked.pop("statut", None)
    return found(user, asked, is_whole=True)
