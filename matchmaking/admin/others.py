"""Desks to look at: profiles and meetings."""

from datetime import datetime

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from matchmaking import looks
from matchmaking.models import Meeting, StartupProfile
from servindus.admin_base import LabAdmin


@admin.register(StartupProfile)
class StartupProfileAdmin(LabAdmin):
    """What startups say of themselves."""

    list_display = ("organisation", "status", "last_confirmed_at")
    list_select_related = ("organisation",)
    list_filter = ("status",)
    fields = (
        "organisation",
        "pitch",
        "problem",
        "references",
        "maturity",
        "files",
        "status",
    )
    readonly_fields = fields
    hidden_acts = (
        "edit_startup_profile",
        "attach_startup_profile",
        "detach_startup_profile",
    )

    @admin.display(description=_("documents"))
    def files(self, obj: StartupProfile) -> str:
        """The names, each with its address in the portal."""
        rows = looks.files(obj.documents.order_by("position"))
        return format_html_join(
            ", ", '<a href="{}">{}</a> ({})', ((f.href, f.name, f.size) for f in rows)
        )


@admin.register(Meeting)
class MeetingAdmin(LabAdmin):
    """Meetings of the lab."""

    list_display = ("introduction", "starts", "ends", "format", "status")
    list_select_related = ("introduction__lab",)
    list_filter = ("status",)
    ordering = ("-span", "-pk")
    fields = ("introduction", "span", "format", "place", "status")
    readonly_fields = fields

    @admin.display(description=_("starts"), ordering="span")
    def starts(self, obj: Meeting) -> datetime:
        """When it begins."""
        return obj.starts_at

    @admin.display(description=_("ends"))
    def ends(self, obj: Meeting) -> datetime:
        """When it ends."""
        return obj.ends_at
