"""The desks of the action plan."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from programmes.admin.filters import AxisFilter, LabFilter
from programmes.models import Milestone, PlanAction, PlanLink
from programmes.plan.link_forms import LinkForm, UnlinkForm
from servindus.admin_base import LabAdmin, LabInline
from servindus.forms import ReasonForm
from servindus.workflow import Act


class LinkInline(LabInline):
    """What an action is linked with, for the lab's staff; acts write it."""

    model = PlanLink
    fields = ("pilot", "introduction_name", "blocker_name")
    readonly_fields = fields

    @admin.display(description=_("introduction"))
    def introduction_name(self, row: PlanLink) -> str:
        """Name it by its reference alone."""
        return row.name if row.what == "introduction" else ""

    @admin.display(description=_("blocker"))
    def blocker_name(self, row: PlanLink) -> str:
        """Name it by its reference alone."""
        return row.name if row.what == "blocker" else ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlanLink]:
        """Bring what the links name."""
        rows = super().get_queryset(request)
        return rows.select_related("pilot", "introduction__lab", "blocker__lab")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may link it reads what it is linked with."""
        return request.user.has_perm("programmes.link_plan_action", obj)


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
    act_forms: ClassVar = {
        "drop_plan_action": ReasonForm,
        "link_plan_action": LinkForm,
        "unlink_plan_action": UnlinkForm,
    }
    inlines = (LinkInline,)
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

    def get_act_form_options(
        self, request: HttpRequest, action: Act[Any], obj: Any
    ) -> dict[str, Any]:
        """Tell the forms of links which action they are about, and for whom."""
        form = self.act_forms.get(action.name)
        if form is LinkForm:
            return {"action": obj, "user": request.user}
        return {"action": obj} if form is UnlinkForm else {}


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
