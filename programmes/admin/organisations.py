"""The directory's desks: organisations and their sites."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.forms import InviteMemberForm, ReasonForm
from programmes.models import Lab, Organisation, Site
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


def _runs_programme(request: HttpRequest) -> bool:
    """Tell who may add operators: also the machine's, who makes the first of them."""
    return bool(request.user.is_superuser or rules.is_programme_admin(request.user))


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
    ) -> list[str]:
        """What an organisation is opens rooms: only the programme changes it."""
        fixed = [*super().get_readonly_fields(request, obj), "source", "source_id"]
        fixed += ["source_date", "refusal"]
        if obj is not None and not _runs_programme(request):
            fixed.append("kind")
        return fixed

    def formfield_for_choice_field(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Lab staff add companies; operators and authorities are the programme's."""
        field: Any = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "kind" and not _runs_programme(request):
            wanted = {"", *rules.COMPANY_KINDS}
            field.choices = [pair for pair in field.choices if pair[0] in wanted]
        return field

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """A desk files a company under its own lab."""
        if db_field.name == "lab" and not _runs_programme(request):
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
