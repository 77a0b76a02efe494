"""The desks of indicators: definitions, targets, periods, sheets of readings."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from programmes.admin.filters import LabFilter
from programmes.indicators.wording import period_name, said
from programmes.models import Indicator, Period, Reading, ReadingSheet, Target
from servindus.admin_base import LabAdmin, LabInline
from servindus.forms import ReasonForm


class NotAdded(LabAdmin):
    """Rows that acts make; none is typed at a desk."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell that the portal adds them, with what belongs to them in sight."""
        return False


@admin.register(Indicator)
class IndicatorAdmin(NotAdded):
    """The dictionary."""

    when_empty = _("Indicators stand here once the programme has defined one.")
    list_display = (
        *("code", "name", "level", "measure", "rhythm", "is_computed", "parent"),
    )
    list_filter = ("level", "measure", "rhythm", "is_computed")
    list_select_related = ("parent",)
    ordering = ("rank", "code")
    # They have pages of the portal, with the words that belong to each field.
    hidden_acts: ClassVar = ("edit_indicator", "set_target")
    fields = (
        ("code", "rank"),
        ("name_fr", "name_en"),
        "definition_fr",
        "definition_en",
        ("unit_fr", "unit_en"),
        ("level", "direction"),
        ("measure", "rhythm", "is_cumulative"),
        ("numerator_fr", "numerator_en"),
        ("denominator_fr", "denominator_en"),
        ("parent", "is_computed"),
        ("source", "owner"),
    )
    readonly_fields = (
        *("code", "rank", "name_fr", "name_en", "definition_fr", "definition_en"),
        *("unit_fr", "unit_en", "level", "direction", "measure", "rhythm"),
        *("is_cumulative", "numerator_fr", "numerator_en", "denominator_fr"),
        *("denominator_en", "parent", "is_computed", "source", "owner"),
    )

    @admin.display(description=_("name"))
    def name(self, obj: Indicator) -> str:
        """Give its name in the reader's language."""
        return obj.name


@admin.register(Target)
class TargetAdmin(NotAdded):
    """What labs and the programme aim at."""

    when_empty = _("Targets stand here once one is set on an indicator's page.")
    list_display = ("indicator", "lab", "period_in_words", "value", "baseline")
    list_filter = (LabFilter,)
    list_select_related = ("indicator", "lab", "period")
    ordering = ("-pk",)
    fields = (("indicator", "lab", "period_in_words"), ("value", "baseline"))
    readonly_fields = ("indicator", "lab", "period_in_words", "value", "baseline")

    @admin.display(description=_("period"))
    def period_in_words(self, obj: Target) -> str:
        """Give `March 2026`."""
        return period_name(obj.period.kind, obj.period.starts_on)


@admin.register(Period)
class PeriodAdmin(NotAdded):
    """The months, quarters and years for which there are sheets or targets."""

    when_empty = _("Periods stand here once a lab has opened a sheet.")
    list_display = ("in_words", "kind", "starts_on")
    list_filter = ("kind",)
    ordering = ("-starts_on", "kind")
    fields = (("in_words", "kind", "starts_on"),)
    readonly_fields = ("in_words", "kind", "starts_on")

    @admin.display(description=_("period"))
    def in_words(self, obj: Period) -> str:
        """Give `March 2026`."""
        return period_name(obj.kind, obj.starts_on)


class ReadingInline(LabInline):
    """What was read, corrections last; the rows before them stay."""

    model = Reading
    fields = ("indicator", "read", "confidence", "method", "written_by", "written_on")
    readonly_fields = fields
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Read what the lines name along with them."""
        rows = super().get_queryset(request)
        rows = rows.select_related("indicator", "written_by")
        return rows.order_by("indicator__rank", "indicator__code", "pk")

    @admin.display(description=_("value"))
    def read(self, obj: Reading) -> str:
        """Give the number, a ratio in hundredths."""
        amount = obj.amount
        return said(amount.value if amount else None, obj.indicator.measure)

    @admin.display(description=_("written on"))
    def written_on(self, obj: Reading) -> datetime:
        """Give the moment at which it was written."""
        return obj.written_at


@admin.register(ReadingSheet)
class ReadingSheetAdmin(NotAdded):
    """What labs have read, sheet by sheet: to approve, to lock."""

    when_empty = _("Sheets stand here once a lab has opened one.")
    list_display = ("lab", "period_in_words", "status", "submitted_by", "approved_by")
    list_filter = ("status", LabFilter)
    list_select_related = ("lab", "period", "submitted_by", "approved_by")
    ordering = ("-created_at", "-id")
    inlines = (ReadingInline,)
    act_forms: ClassVar = {
        "return_reading_sheet": ReasonForm,
        "unlock_reading_sheet": ReasonForm,
    }
    # The grid has a page of the portal; time alone reminds.
    hidden_acts: ClassVar = ("write_reading_sheet", "nudge_reading_sheet")
    fields = (
        ("lab", "period_in_words", "status"),
        ("submitted_by", "approved_by", "approved_at"),
        "reason",
    )
    readonly_fields = (
        *("lab", "period_in_words", "status", "submitted_by", "approved_by"),
        *("approved_at", "reason"),
    )

    @admin.display(description=_("period"))
    def period_in_words(self, obj: ReadingSheet) -> str:
        """Give `March 2026`."""
        return period_name(obj.period.kind, obj.period.starts_on)
