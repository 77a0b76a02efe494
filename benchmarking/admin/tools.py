"""The desk of tools: what each lab shares, on which terms, until when."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from benchmarking.models import Tool
from programmes.admin.filters import LabFilter
from servindus.admin_base import LabAdmin


@admin.register(Tool)
class ToolAdmin(LabAdmin):
    """Tools: their licence, who has checked them, until when they are right."""

    export_name = "tools_desk"
    when_empty = _("Tools stand here once a lab has added the first one.")
    list_display = ("name", "kind", "lab", "release", "valid_until", "status")
    list_filter = ("status", "kind", LabFilter)
    list_select_related = ("lab",)
    search_fields = ("name",)
    search_help_text = _("Words of the name and of what it does")
    ordering = ("sort_name", "id")
    # Written on its page in the portal, where its files are.
    hidden_acts: ClassVar = ("edit_tool", "add_file_tool", "remove_file_tool")
    fields = (
        ("name", "kind", "status"),
        ("lab", "release", "licence"),
        "description",
        "website",
        ("checked_by", "checked_on", "valid_until"),
    )
    readonly_fields = tuple(
        name for line in fields for name in ((line,) if isinstance(line, str) else line)
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tools are added on the pages of the portal, with their files."""
        return False
