"""Answers that a lab keeps ready, written and mended by its own staff."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from matchmaking.enums import AnswerKind
from matchmaking.models import AnswerTemplate
from programmes import rules as frame
from programmes.admin.filters import LabFilter
from programmes.models import Lab
from servindus.admin_base import LabAdmin
from servindus.forms import text_field

LIMIT = 300


class AnswerTemplateForm(forms.ModelForm):
    """The texts have the length of the answer that they become."""

    text_fr = text_field(_("Text in French"), LIMIT, rows=4)
    text_en = text_field(
        _("Text in English"),
        LIMIT,
        rows=4,
        required=False,
        help_text=_("For startups that read English; else the French text is used."),
    )

    class Meta:
        model = AnswerTemplate
        fields = ("lab", "act", "title", "reject_code", "text_fr", "text_en")

    def clean(self) -> dict[str, Any]:
        """A reason of refusal goes with a refusal."""
        data = super().clean() or {}
        if data.get("reject_code") and data.get("act") != AnswerKind.REJECT:
            self.add_error("reject_code", _("Only a refusal has a reason."))
        return data


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(LabAdmin):
    """Ready answers of the lab, by act; whoever sends one edits it first."""

    form = AnswerTemplateForm
    when_empty = _(
        "Texts that your lab uses often, to ask for more, reword or refuse."
        " They are offered under the decision, to be edited before they leave."
    )
    list_display = ("title", "act", "reject_code", "lab")
    list_filter = ("act", LabFilter)
    list_select_related = ("lab",)
    search_fields = ("title",)
    ordering = ("act", "title", "pk")

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Staff write for their own labs."""
        if db_field.name == "lab" and not request.user.is_superuser:
            own = frame.lab_ids(request.user)
            kwargs["queryset"] = Lab.objects.filter(pk__in=own)
            kwargs["initial"] = min(own, default=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
