"""Which actions the plan's views show; pages and files ask it."""

from typing import Any

from django.http import QueryDict

from programmes.models import PlanAction
from programmes.plan.filters import PlanFilter


def found(user: Any, query: QueryDict) -> PlanFilter:
    """Give what the filters of an address leave of what a person sees."""
    rows = PlanAction.objects.visible_to(user)
    return PlanFilter(query, queryset=rows, user=user)
