"""The programme, its labs and its words."""

from typing import ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from programmes import rules
from programmes.models import Lab, LabClosure, LabReference, Programme, Topic
from servindus.admin_base import LabAdmin, LabInline


class ClosureInline(LabInline):
    """The lab's quiet days."""

    model = LabClosure
    fields = ("starts_on", "ends_on", "reason")


class ReferenceInline(LabInline):
    """Denominators, as loaded with the reference data."""

    model = LabReference
    fields = ("measure", "year", "value", "source")


@admin.register(Lab)
class LabDesk(LabAdmin):
    """The four labs: operator, address for replies, hours and quiet days."""

    list_display = ("name", "project_name", "operator", "contact_email", "epci_name")
    list_select_related = ("operator",)
    search_fields = ("name",)
    autocomplete_fields = ("operator",)
    inlines = (ClosureInline, ReferenceInline)
    # A period is chosen in the portal.
    hidden_acts: ClassVar = ("open_reading_sheet",)
    readonly_fields = ("name", "code", "epci_name", "epci_siren", "programme")
    fields = (
        ("name", "code", "programme"),
        ("project_name", "operator"),
        ("epci_name", "epci_siren"),
        ("contact_email", "contact_phone"),
        ("starts_on", "ends_on"),
        ("reveal_minutes", "quiet_from", "quiet_to"),
    )

    def get_readonly_fields(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> list[str]:
        """Who operates a lab decides who moderates: only the programme names it."""
        fixed = list(super().get_readonly_fields(request, obj))
        may = request.user.is_superuser or rules.is_programme_admin(request.user)
        return fixed if may else [*fixed, "operator", "project_name"]


@admin.register(Programme)
class ProgrammeAdmin(LabAdmin):
    """The programme and its operator, whose leads administer it."""

    list_display = ("name", "launched_by", "launched_in", "operator")
    list_select_related = ("operator",)
    autocomplete_fields = ("operator",)
    # They have their form in the portal, and at the desk of denominators.
    hidden_acts: ClassVar = ("define_indicator", "plan_action", "freeze_denominator")
    readonly_fields = ("slug", "name", "launched_by", "launched_in")


@admin.register(Topic)
class TopicAdmin(LabAdmin):
    """The subjects that needs, offers, blockers and practices share."""

    list_display = ("name_fr", "name_en", "parent", "workstream", "is_open")
    list_filter = ("workstream", "is_open")
    list_select_related = ("parent", "workstream")
    search_fields = ("name_fr", "name_en")
    readonly_fields = ("slug", "workstream", "parent")
