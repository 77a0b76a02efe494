"""The desk of transfers between labs."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from benchmarking.models import Transfer
from benchmarking.transfers.forms import EndForm
from servindus.admin_base import LabAdmin


@admin.register(Transfer)
class TransferAdmin(LabAdmin):
    """Transfers: which practice goes where, where each stands, why one ended."""

    export_name = "transfers_desk"
    when_empty = _("Transfers stand here once a lab has proposed one.")
    list_display = ("__str__", "giver", "receiver", "status", "due_on", "created_at")
    # Labs are chosen in the portal: two lists of them cost a statement each.
    list_filter = ("status", "end_code")
    list_select_related = ("version", "giver", "receiver")
    search_fields = ("version__title", "version__need")
    ordering = ("-created_at", "-id")
    act_forms: ClassVar = {
        "decline_transfer": EndForm,
        "stop_transfer": EndForm,
    }
    # Written in the portal, with the practice in sight; the platform reminds.
    hidden_acts: ClassVar = (
        *("log_contact_transfer", "understand_transfer", "plan_transfer"),
        *("edit_plan_transfer", "adapt_transfer", "use_transfer", "sustain_transfer"),
        *("refute_transfer", "redact_transfer", "remind_transfer", "warn_transfer"),
    )
    fields = (
        ("practice", "version", "status"),
        ("giver", "receiver", "due_on"),
        ("proposed_by", "proposed_lab", "created_at"),
        "why",
        ("contact_kind", "contact_on", "contact_by"),
        "contact_text",
        ("heard_by", "understood_on"),
        "heard_text",
        ("sponsor", "owner", "planned_on", "started_on"),
        "plan",
        ("indicator", "baseline", "target", "target_on"),
        "kept",
        "adapted",
        "dropped",
        ("legal_state", "legal_text"),
        ("used_on", "use_value", "use_source"),
        "use_text",
        ("sustained_on", "checked_lab", "checked_by", "check_value"),
        "check_text",
        ("end_code", "ended_on"),
        "end_text",
    )
    readonly_fields = tuple(
        name for line in fields for name in ((line,) if isinstance(line, str) else line)
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Bring what a transfer's page names."""
        rows = super().get_queryset(request)
        return rows.select_related(
            "practice__lab", "version", "giver", "receiver", "proposed_by",
            "proposed_lab", "contact_by", "heard_by", "sponsor", "owner",
            "checked_by", "checked_lab",
        )  # fmt: skip
