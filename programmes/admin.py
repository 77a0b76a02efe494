"""Desks of the frame: organisations, sites, requests to join, labs, imports."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.enums import InvitationStatus, MembershipStatus
from programmes.forms import InviteMemberForm, ReasonForm
from programmes.models import (
    Invitation,
    Lab,
    LabClosure,
    LabReference,
    Membership,
    Organisation,
    Programme,
    Site,
    Topic,
)
from servindus.admin_base import LabAdmin, LabInline
from servindus.workflow import Act


class SiteInline(LabInline):
    """The plants and offices of an organisation."""

    model = Site
    fields = ("name", "siret", "postcode", "commune_name", "lab")
    show_change_link = True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A site is changed on its own page, where its rules are asked."""
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A site is added on its own page."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever works at a desk sees where a company is."""
        return bool(rules.is_staff(request.user))


@admin.register(Organisation)
class OrganisationAdmin(LabAdmin):
    """The directory: who is known, who waits to be confirmed."""

    list_display = ("name", "kind", "lab", "status", "siren", "naf_code", "source")
    list_filter = ("status", "kind", "lab", "is_fictitious")
    list_select_related = ("lab",)
    search_fields = ("name",)
    search_help_text = _("Words of the name, their beginnings, a SIREN or a SIRET")
    ordering = ("sort_name", "id")
    autocomplete_fields = ("parent",)
    inlines = (SiteInline,)
    act_forms: ClassVar = {
        "refuse_organisation": ReasonForm,
        "invite_member": InviteMemberForm,
    }
    fields = (
        ("name", "acronym"),
        ("kind", "status"),
        ("lab", "siren"),
        ("naf_version", "naf_code"),
        ("headcount_band", "website"),
        ("created_on", "closed_on"),
        "parent",
        ("source", "source_id", "source_date"),
        "refusal",
    )

    def get_readonly_fields(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> Sequence[Any]:
        """What an organisation is opens rooms: only the programme changes it."""
        fixed = [*super().get_readonly_fields(request, obj), "source", "source_id"]
        fixed += ["source_date", "refusal"]
        if obj is not None and not rules.is_programme_admin(request.user):
            fixed.append("kind")
        return fixed

    def formfield_for_choice_field(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Lab staff add companies; operators and authorities are the programme's."""
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "kind" and not rules.is_programme_admin(request.user):
            wanted = {"", *rules.COMPANY_KINDS}
            field.choices = [pair for pair in field.choices if pair[0] in wanted]
        return field

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """A desk files a company under its own lab."""
        if db_field.name == "lab" and not rules.is_programme_admin(request.user):
            kwargs["queryset"] = Lab.objects.filter(pk__in=rules.lab_ids(request.user))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def act_facts(
        self, request: HttpRequest, action: Act[Any], obj: Any
    ) -> list[tuple[Any, Any]]:
        """Show who else has nearly this name before a yes."""
        near = Organisation.objects.matching(obj.name).exclude(pk=obj.pk)[:5]
        return [
            (_("Kind"), obj.get_kind_display()),
            (_("SIREN"), obj.siren or _("none given")),
            (_("Lab"), obj.lab or _("none")),
            (_("Nearly the same name"), ", ".join(map(str, near)) or _("nobody")),
        ]


@admin.register(Site)
class SiteAdmin(LabAdmin):
    """Plants and offices."""

    list_display = ("name", "organisation", "commune_name", "lab", "siret", "source")
    list_filter = ("lab", "source")
    list_select_related = ("organisation", "lab")
    search_fields = ("name",)
    search_help_text = _("Words of the site, its company or its commune")
    ordering = ("sort_name", "id")
    autocomplete_fields = ("organisation",)
    readonly_fields = ("source", "source_id", "source_date")
    fields = (
        ("name", "organisation"),
        ("siret", "lab"),
        "address",
        ("postcode", "commune_name"),
        ("naf_version", "naf_code"),
        ("source", "source_id", "source_date"),
    )


class PartFilter(admin.SimpleListFilter):
    """What waits comes first; the rest is one click away."""

    title = _("part")
    parameter_name = "part"
    waiting: ClassVar[tuple[str, Any]]
    status: ClassVar[str]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Give the other part."""
        return [("toutes", _("All"))]

    def choices(self, changelist: Any) -> Any:
        """Name the default part after what waits."""
        first, *others = super().choices(changelist)
        yield {**first, "display": self.waiting}
        yield from others

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep what waits, unless all is asked for."""
        return queryset if self.value() == "toutes" else self.waiting_rows(queryset)

    def waiting_rows(self, queryset: Any) -> Any:
        """Give the rows that wait."""
        return queryset.filter(status=self.status)


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
    fields = (
        ("user", "organisation"),
        ("role", "function"),
        ("status", "lab"),
        ("started_at", "ended_at"),
        "refusal",
    )

    @admin.display(description=_("person"), ordering="user__family_name")
    def person(self, obj: Membership) -> str:
        """Give the name, or the address."""
        return str(obj.user)

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
            near = Organisation.objects.matching(organisation.name)
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
    ) -> Sequence[Any]:
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
    readonly_fields = ("slug", "name", "launched_by", "launched_in")


@admin.register(Topic)
class TopicAdmin(LabAdmin):
    """The subjects that needs, offers, blockers and practices share."""

    list_display = ("name_fr", "name_en", "parent", "workstream", "is_open")
    list_filter = ("workstream", "is_open")
    list_select_related = ("parent", "workstream")
    search_fields = ("name_fr", "name_en")
    readonly_fields = ("slug", "workstream", "parent")

