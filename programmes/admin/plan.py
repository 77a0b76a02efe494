"""The desks of the action plan."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from programmes.admin.filters import AxisFilter, LabFilter
from programmes.models import Milestone, PlanAction
from servindus.admin_base import LabAdmin
from servindus.forms import ReasonForm


@admin.register(PlanAction)
class PlanActionAdmin(LabAdmin):
    """What labs and the programme have undertaken."""

    when_empty = _("Actions stand here once a lab has planned one.")
    list_display = (
        *("title", "lab", "workstream", "owner", "starts_on", "due_on", "status"),
        "is_published",
    )
    list_filter = ("status", "is_published", AxisFilter, LabFilter)
    list_select_related = ("lab", "workstream", "owner")
    ordering = ("due_on", "id")
    act_forms: ClassVar = {"drop_plan_action": ReasonForm}
    # These ask for more than a desk's form knows: they have pages of the portal.
    hidden_acts: ClassVar = (
        "edit_plan_action",
        "hand_over_plan_action",
        "add_milestone",
    )
    fields = (
        ("title", "status", "is_published"),
        ("lab", "workstream", "owner"),
        "aim",
        ("starts_on", "due_on", "cost"),
        ("started_on", "ended_on"),
        "reason",
    )
    readonly_fields = (
        *("title", "status", "is_published", "lab", "workstream", "owner", "aim"),
        *("starts_on", "due_on", "cost", "started_on", "ended_on", "reason"),
    )


@admin.register(Milestone)
class MilestoneAdmin(LabAdmin):
    """The days by which something is to be seen."""

    when_empty = _("Milestones stand here once an action has one.")
    list_display = (
        *("title", "action", "planned_on", "forecast_on", "actual_on", "status"),
    )
    list_filter = ("status",)
    list_select_related = ("action",)
    ordering = ("forecast_on", "id")
    act_forms: ClassVar = {
        "drop_milestone": ReasonForm,
        "reopen_milestone": ReasonForm,
    }
    hidden_acts: ClassVar = (
        *("correct_milestone", "forecast_milestone", "reach_milestone"),
        *("remove_milestone", "nudge_milestone"),
    )
    fields = (
        ("title", "action", "status"),
        ("planned_on", "forecast_on", "actual_on"),
        "evidence",
        "evidence_url",
        "reason",
    )
    readonly_fields = (
        *("title", "action", "status", "planned_on", "forecast_on", "actual_on"),
        *("evidence", "evidence_url", "reason"),
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Milestones are added in the portal, with their action in sight."""
        return False
