"""The desks of facilities and of the requests to use them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from programmes import rules
from programmes.admin.filters import LabFilter
from programmes.facilities.forms import (
    AcceptAccessForm,
    DeclineAccessForm,
    HoldAccessForm,
)
from programmes.models import AccessRequest, Facility, Lab
from servindus.admin_base import LabAdmin
from servindus.forms import ReasonForm


@admin.register(Facility)
class FacilityAdmin(LabAdmin):
    """The catalogue: what each owner shares, being written, open or closed."""

    export_name = "facilities"
    when_empty = _("Facilities stand here once a lab has written the first one.")
    list_display = ("name", "kind", "owner", "commune", "price_kind", "status")
    list_filter = ("status", "kind", LabFilter)
    list_select_related = ("owner", "commune", "lab")
    search_fields = ("name",)
    search_help_text = _("Words of the name, of what one can do there, of the owner")
    ordering = ("sort_name", "id")
    autocomplete_fields = ("owner",)
    # Changed here field by field, like everything of a desk; owners have their page.
    hidden_acts: ClassVar = ("ask_facility", "edit_facility")
    fields = (
        ("name", "kind"),
        ("owner", "lab", "status"),
        "summary",
        "description",
        "conditions",
        ("price_kind", "price"),
        ("capacity", "website"),
        "topics",
        ("commune", "address"),
        ("contact_name", "contact_phone"),
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whom to ask for is told to whoever keeps the page, and with agreed days."""
        keeps = request.user.has_perm("programmes.edit_facility", obj)
        return self.fields if obj is None or keeps else self.fields[:-1]

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """A desk writes for its own lab."""
        if db_field.name == "lab" and not rules.is_programme_admin(request.user):
            kwargs["queryset"] = Lab.objects.filter(pk__in=rules.lab_ids(request.user))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(AccessRequest)
class AccessRequestAdmin(LabAdmin):
    """Requests for access: what waits for owners, what was agreed, what came of it."""

    when_empty = _("Requests stand here once a company has asked for a facility.")
    list_display = (
        *("facility", "organisation", "status", "answer_by", "starts_on"),
        "useful",
    )
    list_filter = ("status", "useful")
    list_select_related = ("facility__owner", "organisation")
    ordering = ("-created_at", "-id")
    act_forms: ClassVar = {
        "accept_access_request": AcceptAccessForm,
        "hold_access_request": HoldAccessForm,
        "decline_access_request": DeclineAccessForm,
        "cancel_access_request": ReasonForm,
    }
    # The company says itself what came of it; the platform reminds and ends.
    hidden_acts: ClassVar = (
        "review_access_request",
        "nudge_access_request",
        "lapse_access_request",
    )
    fields = (
        ("facility", "organisation"),
        ("status", "answer_by", "requested_by"),
        "purpose",
        ("people", "wanted_from", "wanted_until"),
        ("starts_on", "ends_on", "used_on"),
        "answer",
        ("decline_code", "cancel_reason"),
        ("useful", "review"),
    )
    readonly_fields = (
        *("facility", "organisation", "status", "answer_by", "requested_by"),
        *("purpose", "people", "wanted_from", "wanted_until", "starts_on", "ends_on"),
        *("used_on", "answer", "decline_code", "cancel_reason", "useful", "review"),
    )
