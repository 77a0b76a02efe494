"""The directory's desks: organisations and their sites."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from programmes import lookup, lookup_forms, rules
from programmes.admin.filters import LabFilter, SourceFilter
from programmes.forms import InviteMemberForm, LookUpInput, ReasonForm
from programmes.models import Duplicate, Lab, Organisation, Site
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
    list_filter = ("status", "kind", LabFilter, "is_fictitious")
    list_select_related = ("lab",)
    search_fields = ("name",)
    search_help_text = _("Words of the name, their beginnings, a SIREN or a SIRET")
    ordering = ("sort_name", "id")
    autocomplete_fields = ("parent",)
    keeps_notes = True
    inlines = (SiteInline,)
    # Two organisations are merged on the desk of duplicates, side by side.
    hidden_acts: ClassVar = (
        *("merge_organisation", "unmerge_organisation"),
        # Pilots are proposed and jobs declared on pages of the portal.
        *("propose_pilot", "declare_jobs", "prepare_witness_engagement"),
    )
    change_form_template = "admin/programmes/organisation.html"
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
        "left_source_on",
        "refusal",
    )

    def get_readonly_fields(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> list[str]:
        """What an organisation is opens rooms: only the programme changes it."""
        fixed = [*super().get_readonly_fields(request, obj), "source", "source_id"]
        fixed += ["source_date", "left_source_on", "refusal"]
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

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Show it; an old link to one that was merged leads to where it went."""
        if request.method == "GET" and (survivor := self._survivor(request, object_id)):
            messages.info(
                request,
                _("This organisation was merged: here is the one that goes on."),
            )
            return redirect(self.address("change", survivor.pk))
        return super().change_view(request, object_id, form_url, extra_context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Take a new one; "Look up" fills the form in and writes nothing."""
        if not lookup_forms.asks(request):
            return super().add_view(request, form_url, extra_context)
        if not self.has_add_permission(request):
            raise PermissionDenied
        typed = lookup_forms.typed(request.POST.dict())
        values, words, known = lookup_forms.organisation_values(
            request, typed.get("siren", "")
        )
        if known is not None:
            said = _("%(name)s has this SIREN: it is in the directory already.")
            words = str(said) % {"name": known}
        tell = messages.info if values and known is None else messages.warning
        tell(request, words)
        # The empty form again, with the answer over what was typed.
        filled = request.GET.copy()
        for name, value in (typed | values).items():
            filled[name] = value
        request.method, request.GET = "GET", filled  # type: ignore[assignment]
        return super().add_view(request, form_url, extra_context)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Put the button beside the number of a new organisation."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        if obj is None and lookup.is_on() and "siren" in form.base_fields:
            number = form.base_fields["siren"]
            attrs = {**number.widget.attrs, "maxlength": "24"}
            number.widget = LookUpInput(attrs)
        return form

    def _survivor(self, request: HttpRequest, object_id: str) -> Organisation | None:
        """Give where a merged organisation went, if the reader may see that one."""
        if not (object_id.isascii() and object_id.isdigit() and len(object_id) < 19):
            return None
        rows = Organisation.objects.visible_to(request.user)  # type: ignore[arg-type]
        return rows.filter(merged=int(object_id)).first()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Say whether the organisation may be here twice."""
        obj = context.get("original")
        if obj is not None:
            pairs = Duplicate.objects.visible_to(request.user)  # type: ignore[arg-type]
            near = pairs.suggested().filter(models.Q(first=obj) | models.Q(second=obj))
            context["twins"] = list(near.select_related("first", "second")[:5])
            context["may_merge"] = request.user.has_perm(
                "programmes.merge_organisation", obj
            )
        return super().render_change_form(request, context, *args, **kwargs)

    def act_facts(
        self, request: HttpRequest, action: Act[Any], obj: Any
    ) -> list[tuple[Any, Any]]:
        """Show who else has nearly this name before a yes."""
        near = Organisation.objects.known().matching(obj.name).exclude(pk=obj.pk)[:5]
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
    list_filter = (LabFilter, SourceFilter)
    list_select_related = ("organisation", "lab")
    search_fields = ("name",)
    search_help_text = _("Words of the site, its company or its commune")
    ordering = ("sort_name", "id")
    autocomplete_fields = ("organisation",)
    readonly_fields = ("source", "source_id", "source_date", "left_source_on")
    fields = (
        ("name", "organisation"),
        ("siret", "lab"),
        "address",
        ("postcode", "commune_name"),
        ("naf_version", "naf_code"),
        ("source", "source_id", "source_date"),
        "left_source_on",
    )
