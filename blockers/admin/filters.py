"""Filters of the desk of blockers; what is few and fixed costs no query."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from blockers.enums import BlockerStatus
from programmes.admin.filters import PartFilter


class StatusFilter(PartFilter):
    """Blockers that somebody still owes something, or those of one status."""

    title = _("status")
    parameter_name = "statut"
    waiting = _("Open ones")

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Give each status, then all."""
        return [*BlockerStatus.choices, *super().lookups(request, model_admin)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the part asked for."""
        if self.value() in BlockerStatus.values:
            return queryset.filter(status=self.value())
        return super().queryset(request, queryset)

    def waiting_rows(self, queryset: Any) -> Any:
        """Give the open ones."""
        return queryset.open()
