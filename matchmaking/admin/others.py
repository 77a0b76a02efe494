"""Desks to look at: profiles and meetings."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from matchmaking import looks
from matchmaking.models import Meeting, StartupProfile
from matchmaking.timeline import NOTES
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
    readonly_fields = (*fields, "words")

    @admin.display(description=_("starts"), ordering="span")
    def starts(self, obj: Meeting) -> datetime:
        """When it begins."""
        return obj.starts_at

    @admin.display(description=_("ends"))
    def ends(self, obj: Meeting) -> datetime:
        """When it ends."""
        return obj.ends_at

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """What the sides wrote to the lab is for whoever reads its notes."""
        reads = obj is not None and request.user.has_perm(NOTES, obj.introduction)
        return [*self.fields, "words"] if reads else [*self.fields]

    @admin.display(description=_("words for the lab"))
    def words(self, obj: Meeting) -> str:
        """What each side added to its report."""
        reports = obj.reports.exclude(comment="").order_by("side")
        return format_html_join(
            "", "<p>{}: {}</p>", ((r.get_side_display(), r.comment) for r in reports)
        )
