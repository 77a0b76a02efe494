"""Who asks to join, who was invited."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from programmes.admin.filters import PartFilter
from programmes.enums import InvitationStatus, MembershipStatus
from programmes.forms import ReasonForm
from programmes.models import Invitation, Membership, Organisation
from servindus.admin_base import LabAdmin
from servindus.workflow import Act


class RequestsFilter(PartFilter):
    """Requests whose address is proven."""

    waiting = _("To confirm")
    status = MembershipStatus.PENDING

    def waiting_rows(self, queryset: Any) -> Any:
        """Give the requests that somebody can decide."""
        return queryset.to_confirm()


class OpenInvitationsFilter(PartFilter):
    """Invitations without an answer."""

    waiting = _("Without an answer")
    status = InvitationStatus.SENT


@admin.register(Membership)
class MembershipAdmin(LabAdmin):
    """Requests to join, oldest first; who belongs where."""

    list_display = ("person", "organisation", "desk", "role", "status", "created_at")
    list_display_links = ("person",)
    list_filter = (RequestsFilter, "role", "organisation__kind")
    list_select_related = ("user", "organisation__lab", "lab")
    search_fields = ("user__email", "user__family_name", "organisation__name")
    ordering = ("created_at", "id")
    act_forms: ClassVar = {"refuse_membership": ReasonForm}
    bulk_acts = ("confirm_membership", "refuse_membership")
    export_everything = "part=toutes"
    readonly_fields = ("email", "may_export")
    fields = (
        ("user", "email"),
        ("organisation", "function"),
        ("role", "may_export"),
        ("status", "lab"),
        ("started_at", "ended_at"),
        "refusal",
    )

    @admin.display(description=_("person"), ordering="user__family_name")
    def person(self, obj: Membership) -> str:
        """Give the name, or the address."""
        return str(obj.user)

    @admin.display(description=_("e-mail address"))
    def email(self, obj: Membership) -> str:
        """Give where this person reads."""
        return obj.user.email

    @admin.display(description=_("lab"))
    def desk(self, obj: Membership) -> str:
        """Give the lab that looks at the request."""
        return str(obj.desk or "")

    def act_facts(
        self, request: HttpRequest, action: Act[Any], obj: Any
    ) -> list[tuple[Any, Any]]:
        """Show who asks, for which company, and what a yes will do."""
        organisation = obj.organisation
        facts = [
            (_("Person"), f"{obj.user} ({obj.user.email})"),
            (_("Function"), obj.function),
            (_("Organisation"), organisation),
            (_("SIREN"), organisation.siren or _("none given")),
            (_("Role"), obj.get_role_display()),
        ]
        if action.name == "confirm_membership" and not organisation.is_verified:
            near = Organisation.objects.known().matching(organisation.name)
            near = near.exclude(pk=organisation.pk)[:5]
            facts += [
                (_("Nearly the same name"), ", ".join(map(str, near)) or _("nobody")),
                (_("Your yes"), _("confirms the organisation too")),
            ]
        return facts


@admin.register(Invitation)
class InvitationAdmin(LabAdmin):
    """Who was asked to join; invitations are made on the organisation's page."""

    list_display = ("email", "organisation", "role", "status", "expires_at")
    list_filter = (OpenInvitationsFilter, "role")
    list_select_related = ("organisation",)
    search_fields = ("email", "organisation__name")
    ordering = ("-created_at",)
    hidden_acts = ("accept_invitation",)
    export_everything = "part=toutes"
