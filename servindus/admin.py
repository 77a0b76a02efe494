"""What staff may look at of the ground floor: the outbox and the journal, read only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from servindus.admin_base import LabAdmin
from servindus.models import JournalEntry, OutboxEmail


class ReadOnly(LabAdmin):
    """A desk where nothing is typed."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are written by acts."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are never edited."""
        return False


@admin.register(OutboxEmail)
class OutboxEmailAdmin(ReadOnly):
    """Headers of the lab's mails: who, when, how often tried; never the links."""

    export_name = "outbox"
    list_display = ("kind", "recipient", "state", "not_before", "sent_at", "attempts")
    list_filter = ("state",)
    ordering = ("-pk",)
    fields = (
        "kind",
        "recipient",
        "state",
        "not_before",
        "next_try_at",
        "sent_at",
        "attempts",
        "last_error",
    )
    bulk_acts = ("release_outbox_email", "drop_outbox_email")


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnly):
    """What happened, for the programme's administrators."""

    export_name = "journal"
    list_display = ("at", "verb", "object_type", "object_id", "source", "target", "who")
    list_filter = ("actor_kind", "channel")
    list_select_related = ("user",)
    ordering = ("-pk",)
    fields = ("at", "verb", "object_type", "object_id", "source", "target", "channel")

    def get_queryset(self, request: HttpRequest) -> QuerySet[JournalEntry]:
        """Give the lines with who acted."""
        rows: QuerySet[JournalEntry] = super().get_queryset(request)
        return rows.select_related("user")

    @admin.display(description=_("who"))
    def who(self, obj: JournalEntry) -> str:
        """The actor in words."""
        if obj.user is not None:
            return str(obj.user)
        return obj.typed_name or obj.get_actor_kind_display()
