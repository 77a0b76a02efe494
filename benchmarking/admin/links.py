"""The desk of links between practices and blockers."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from benchmarking.links.forms import RefuteForm
from benchmarking.models import PracticeBlockerLink
from programmes.admin.filters import LabFilter
from servindus.admin_base import LabAdmin


@admin.register(PracticeBlockerLink)
class PracticeBlockerLinkAdmin(LabAdmin):
    """Links: what was tried on which blocker, and what another lab says of it."""

    export_name = "practice_blocker_links_desk"
    when_empty = _("Links stand here once a lab has tied a practice to a blocker.")
    list_display = ("__str__", "lab", "relation", "status", "judged_lab", "created_at")
    list_filter = ("status", "relation", LabFilter)
    list_select_related = (
        *("practice__lab", "tool", "blocker__lab", "lab", "judged_lab"),
    )
    search_fields = ("tool__name", "blocker__title", "text")
    ordering = ("-created_at", "-id")
    act_forms: ClassVar = {"refute_practice_blocker_link": RefuteForm}
    fields = (
        ("practice", "tool", "status"),
        ("blocker", "lab", "relation"),
        "text",
        ("claimed_by", "created_at"),
        ("judged_by", "judged_lab", "judged_on"),
        "reason",
    )
    readonly_fields = tuple(
        name for line in fields for name in ((line,) if isinstance(line, str) else line)
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Bring what a link's page names."""
        rows = super().get_queryset(request)
        return rows.select_related(
            "practice__lab", "tool", "blocker__lab", "blocker__merged_into",
            "lab", "claimed_by", "judged_by", "judged_lab",
        )  # fmt: skip
