"""The desks of exchanges, and of what was undertaken there."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from benchmarking.exchanges.forms import CancelForm, CloseActionForm, MinuteForm
from benchmarking.models import (
    Exchange,
    ExchangeAction,
    ExchangeAttendance,
    ExchangeDecision,
    ExchangeItem,
)
from programmes.admin.filters import LabFilter
from servindus.admin_base import LabAdmin, LabInline


class MinutesInline(LabInline):
    """A part of the agenda or of the minutes; written in the portal, never here."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sees the exchange sees its parts."""
        return request.user.has_perm("benchmarking.view_exchange", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Parts are written in the portal."""
        return False


class ItemInline(MinutesInline):
    """The agenda."""

    model = ExchangeItem
    fields = ("rank", "title", "minutes", "lab")
    readonly_fields = fields


class AttendanceInline(MinutesInline):
    """Who came."""

    model = ExchangeAttendance
    fields = ("person", "lab", "presence")
    readonly_fields = fields


class DecisionInline(MinutesInline):
    """What was decided."""

    model = ExchangeDecision
    fields = ("text", "decided_by")
    readonly_fields = fields


@admin.register(Exchange)
class ExchangeAdmin(LabAdmin):
    """Exchanges: who meets when, and what came of it."""

    export_name = "exchanges_desk"
    when_empty = _("Exchanges stand here once a lab has invited the others.")
    list_display = ("title", "lab", "starts_at", "status", "minutes_due_on")
    list_filter = ("status", LabFilter)
    list_select_related = ("lab",)
    search_fields = ("title",)
    ordering = ("-starts_at", "-id")
    act_forms: ClassVar = {"cancel_exchange": CancelForm, "minute_exchange": MinuteForm}
    # Written with the exchange in sight, in the portal.
    hidden_acts: ClassVar = (
        *("move_exchange", "edit_exchange", "hold_exchange"),
        *("decide_exchange", "assign_exchange", "strike_exchange"),
    )
    inlines = (ItemInline, AttendanceInline, DecisionInline)
    fields = (
        ("title", "status"),
        ("lab", "planned_by"),
        ("starts_at", "ends_at"),
        ("place", "video_url"),
        ("held_at", "minutes_due_on", "minuted_at"),
        "minutes",
        "cancel_reason",
    )
    readonly_fields = tuple(
        name for line in fields for name in ((line,) if isinstance(line, str) else line)
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Bring what an exchange's page names."""
        return super().get_queryset(request).select_related("lab", "planned_by")


@admin.register(ExchangeAction)
class ExchangeActionAdmin(LabAdmin):
    """What was undertaken: by whom, until when, and what came of it."""

    export_name = "exchange_actions_desk"
    when_empty = _("Actions stand here once one was undertaken at an exchange.")
    list_display = ("text", "exchange", "owner", "lab", "due_on", "status")
    list_filter = ("status", LabFilter)
    list_select_related = ("exchange", "owner", "lab")
    search_fields = ("text",)
    ordering = ("-due_on", "-id")
    act_forms: ClassVar = {
        "finish_exchange_action": CloseActionForm,
        "drop_exchange_action": CloseActionForm,
    }
    hidden_acts: ClassVar = ("chase_exchange_action",)
    fields = (
        ("exchange", "status"),
        ("owner", "lab"),
        "text",
        ("due_on", "closed_on"),
        "closing",
    )
    readonly_fields = tuple(
        name for line in fields for name in ((line,) if isinstance(line, str) else line)
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Bring what an action's page names."""
        rows = super().get_queryset(request)
        return rows.select_related("exchange__lab", "owner", "lab")
