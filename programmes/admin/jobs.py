"""The desk of the jobs register."""

from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from programmes.admin.filters import LabFilter
from programmes.models import JobsRecord
from servindus.admin_base import LabAdmin
from servindus.forms import ReasonForm


@admin.register(JobsRecord)
class JobsRecordAdmin(LabAdmin):
    """What companies declare: to confirm, counted, refused, withdrawn."""

    when_empty = _("Declarations stand here once a company or a lab has made one.")
    list_display = (
        *("organisation", "lab", "kind", "fte", "attribution", "as_of", "status"),
    )
    list_filter = ("status", "kind", "attribution", LabFilter)
    list_select_related = ("organisation", "lab")
    ordering = ("-created_at", "-id")
    act_forms: ClassVar = {
        "refuse_jobs_record": ReasonForm,
        "withdraw_jobs_record": ReasonForm,
    }
    # Both ask for more than a desk's form knows: they have pages of the portal.
    hidden_acts: ClassVar = (
        "edit_jobs_record",
        "check_jobs_record",
        "nudge_jobs_record",
    )
    fields = (
        ("organisation", "lab", "declared_by"),
        ("kind", "status", "attribution"),
        ("as_of", "fte_before", "fte_now"),
        ("fte", "service_fte", "higher_tertiary_fte"),
        "how",
        ("document", "document_on"),
        ("document_kept", "document_url"),
        ("introduction_reference", "blocker_reference", "has_pilot"),
        ("reason", "confirmed_at", "check_on"),
    )
    readonly_fields = (
        *("organisation", "lab", "declared_by", "kind", "status", "attribution"),
        *("as_of", "fte_before", "fte_now", "fte", "service_fte"),
        *("higher_tertiary_fte", "how", "document", "document_on", "document_kept"),
        *("document_url", "introduction_reference", "blocker_reference", "reason"),
        *("confirmed_at", "check_on", "has_pilot"),
    )

    # By its number alone: a lab may see that there is a request, and not what it says.
    @admin.display(description=_("introduction"))
    def introduction_reference(self, obj: JobsRecord) -> str:
        """Give the number of the introduction."""
        return obj.introduction.reference if obj.introduction else "–"

    @admin.display(description=_("blocker"))
    def blocker_reference(self, obj: JobsRecord) -> str:
        """Give the number of the blocker."""
        return obj.blocker.reference if obj.blocker else "–"

    @admin.display(description=_("pilot"), boolean=True)
    def has_pilot(self, obj: JobsRecord) -> bool:
        """Tell that there is one: what it is about is for its sides and its lab."""
        return obj.pilot_id is not None
