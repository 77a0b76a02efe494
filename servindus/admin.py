"""What staff may look at of the ground floor: the outbox and the journal, read only."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from servindus import clock, health, operations
from servindus.admin_base import LabAdmin
from servindus.categories import every_category
from servindus.choosing_forms import BounceForm
from servindus.models import JournalEntry, OutboxEmail, Subscriber, User
from servindus.notifications import by_category


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
    change_list_template = "admin/servindus/outbox_list.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the page of processes and mails."""
        page = path(
            "exploitation/",
            self.admin_site.admin_view(self.operations_view),
            name="servindus_operations",
        )
        return [page, *super().get_urls()]

    @method_decorator(require_safe)
    def operations_view(self, request: HttpRequest) -> HttpResponse:
        """Show whether everything runs, and what waits to leave."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        user: User = request.user  # type: ignore[assignment]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Operations"),
            "opts": self.model._meta,
            "processes": operations.processes(health.readiness()),
            "run": operations.last_run(),
            "mails": operations.mails_of(user, clock.now()),
            "digests": operations.digests(clock.now()),
        }
        return render(request, "admin/servindus/operations.html", context)


@admin.register(Subscriber)
class SubscriberAdmin(ReadOnly):
    """Who gets what: rhythm, next digest, holidays, addresses that do not answer."""

    list_display = ("email", "rhythm", "next_digest_at", "paused_until", "bounce")
    list_filter = ("rhythm", "bounce")
    search_fields = ("email",)
    ordering = ("-pk",)
    fields = (
        "email",
        "name",
        "rhythm",
        "weekday",
        "hour",
        "zone",
        "next_digest_at",
        "paused_until",
        "ceiling",
        "chosen",
        "bounce",
        "bounced_at",
    )
    readonly_fields = ("chosen",)
    act_forms: ClassVar = {"bounce_subscriber": BounceForm}
    change_list_template = "admin/servindus/subscriber_list.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the table of all notices."""
        page = path(
            "avis/",
            self.admin_site.admin_view(self.notices_view),
            name="servindus_notices",
        )
        return [page, *super().get_urls()]

    @method_decorator(require_safe)
    def notices_view(self, request: HttpRequest) -> HttpResponse:
        """Show each notice: to whom, in which category, what can be chosen."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("Who gets what"),
            "opts": self.model._meta,
            "groups": by_category(),
        }
        return render(request, "admin/servindus/notices.html", context)

    @admin.display(description=_("choices"))
    def chosen(self, obj: Subscriber) -> str:
        """What this address gets of each category, where it is not at once."""
        lines = [
            f"{one.label}: {obj.delivery(one).label}"
            for one in every_category()
            if obj.delivery(one) != one.default
        ]
        return ", ".join(lines) or str(_("Everything as usual"))


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
