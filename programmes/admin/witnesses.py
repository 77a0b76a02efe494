"""The desks of witness companies: engagements and waves, for whoever follows them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from programmes.admin.filters import LabFilter
from programmes.models import Wave, WitnessEngagement
from programmes.witnesses.reads import note_read
from servindus.actors import Channel
from servindus.admin_base import LabAdmin
from servindus.forms import ReasonForm


class NotedDesk(LabAdmin):
    """A desk whose files leave a line when the programme reads them."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show a file, and note who has read it by the programme's right."""
        if context.get("original") is not None:
            note_read(request, context["original"], Channel.ADMIN)
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(WitnessEngagement)
class WitnessEngagementAdmin(NotedDesk):
    """Witness companies: charter to sign, running, ended."""

    when_empty = _("Companies stand here once a lab has proposed the charter.")
    list_display = (
        *("organisation", "lab", "status", "referent", "starts_on", "planned_end_on"),
    )
    list_filter = ("status", LabFilter)
    list_select_related = ("organisation", "lab", "referent")
    ordering = ("-created_at", "-id")
    act_forms: ClassVar = {"end_witness_engagement": ReasonForm}
    # These ask for more than a desk's form knows: they have pages of the portal.
    hidden_acts: ClassVar = (
        "edit_witness_engagement",
        "sign_witness_engagement",
        "share_witness_engagement",
    )
    fields = (
        ("organisation", "lab", "status"),
        ("referent", "second_referent"),
        ("charter_signed_on", "starts_on", "planned_end_on"),
        ("share_indicators", "share_quotes", "share_photos", "share_name"),
        ("ended_on", "end_reason"),
    )
    readonly_fields = (
        *("organisation", "lab", "status", "referent", "second_referent"),
        *("charter_signed_on", "starts_on", "planned_end_on", "share_indicators"),
        *("share_quotes", "share_photos", "share_name", "ended_on", "end_reason"),
    )


@admin.register(Wave)
class WaveAdmin(NotedDesk):
    """Waves of witness companies, in the order of their days."""

    when_empty = _("Waves stand here once a company has signed the charter.")
    list_display = ("engagement", "kind", "due_on", "status", "approved_on")
    list_filter = ("status", "kind")
    list_select_related = ("engagement__organisation", "engagement__lab")
    ordering = ("due_on", "id")
    act_forms: ClassVar = {"return_wave": ReasonForm}
    # What is written in a wave is written on pages of the portal.
    hidden_acts: ClassVar = (
        *("record_observation", "add_burden_row", "carry_burden_rows"),
        *("price_wave", "nudge_wave"),
    )
    fields = (
        ("engagement", "kind", "status"),
        ("due_on", "entered_on", "approved_on"),
        ("hourly_cost", "remark"),
    )
    readonly_fields = (
        *("engagement", "kind", "status", "due_on", "entered_on", "approved_on"),
        *("hourly_cost", "remark"),
    )

    def get_queryset(self, request: Any) -> Any:
        """Give whom each wave is about as well: acts ask for rights."""
        rows = super().get_queryset(request)
        return rows.select_related("engagement__organisation", "engagement__lab")
