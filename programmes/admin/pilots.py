"""The desk of pilots: what each lab follows."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from programmes.admin.filters import LabFilter
from programmes.models import Pilot, PilotCriterion
from programmes.pilots.forms import ExtendForm, StopForm
from servindus.admin_base import LabAdmin, LabInline


class CriterionInline(LabInline):
    """What decides; written with the frame, judged at the end, never here."""

    model = PilotCriterion
    fields = ("rank", "measure", "threshold", "outcome", "finding")
    readonly_fields = fields

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sees the pilot sees what decides."""
        return request.user.has_perm("programmes.view_pilot", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Criteria are written in the portal, by those who agree on them."""
        return False


@admin.register(Pilot)
class PilotAdmin(LabAdmin):
    """Pilots: their sides, stage, next date, and what they gave."""

    when_empty = _("Pilots stand here once a startup and a plant have had an idea.")
    list_display = ("title", "startup", "company", "topic", "status", "due_on")
    list_filter = ("status", LabFilter)
    list_select_related = ("startup", "company", "topic", "lab")
    ordering = ("-created_at", "-id")
    act_forms: ClassVar = {"extend_pilot": ExtendForm, "stop_pilot": StopForm}
    # Written with the file in sight, in the portal; the platform reminds.
    hidden_acts: ClassVar = (
        *("frame_pilot", "agree_pilot", "evaluate_pilot", "link_pilot"),
        "nudge_pilot",
    )
    inlines = (CriterionInline,)
    fields = (
        ("title", "status"),
        ("startup", "company", "lab"),
        ("topic", "site", "facility"),
        "question",
        ("starts_on", "ends_on", "started_on", "due_on"),
        ("planned_cost", "funding"),
        ("startup_agreed_at", "company_agreed_at"),
        ("evaluated_on", "cost"),
        "result",
        "next_step",
        ("stop_code", "stop_reason"),
    )
    readonly_fields = tuple(
        name for line in fields for name in ((line,) if isinstance(line, str) else line)
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Bring what a pilot's page names."""
        rows = super().get_queryset(request)
        return rows.select_related("startup", "company", "topic", "lab", "facility")
