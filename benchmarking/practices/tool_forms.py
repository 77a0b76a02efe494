"""What is typed about tools: what it is, on which terms, until when it is right."""

from typing import Any

from django import forms
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from benchmarking.models import Practice, PracticeVersion, Tool
from programmes.models import Lab
from servindus.forms import TaglessForm, UploadField, day_field, text_field


class PracticeChoice(forms.ModelMultipleChoiceField):
    """Practices of a lab, by their number and problem."""

    def label_from_instance(self, obj: Any) -> str:
        """Give the reference and the problem."""
        return f"{obj.reference}, {obj.need}" if obj.need else str(obj.reference)


class ToolForm(TaglessForm, forms.ModelForm):
    """The page of a tool, and the practices that it serves."""

    class Meta:
        model = Tool
        fields = (
            *("kind", "name", "description", "release", "licence", "website"),
            *("checked_by", "checked_on", "valid_until"),
        )

    description = text_field(
        _("What it does"),
        1000,
        rows=5,
        help_text=_("Who uses it for what, and what has to be filled in."),
    )
    website = forms.URLField(
        label=_("Address, if it stands elsewhere"),
        required=False,
        assume_scheme="https",
        max_length=400,
    )
    checked_on = day_field(_("Checked on"), required=False)
    valid_until = day_field(
        _("Valid until"),
        required=False,
        help_text=_("After that day the shelf says that it may be out of date."),
    )
    practices = PracticeChoice(
        Practice.objects.none(),
        label=_("Good practices that it serves"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, lab: Lab | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lab = lab or self.instance.lab
        rows = Practice.objects.filter(lab=self.lab).select_related("lab")
        last = PracticeVersion.objects.filter(practice=OuterRef("pk"))
        need = Subquery(last.order_by("-number").values("need")[:1])
        field: Any = self.fields["practices"]
        field.queryset = rows.annotate(need=need).order_by("number")
        if self.instance.pk:
            field.initial = list(self.instance.practices.values_list("pk", flat=True))

    def clean(self) -> dict[str, Any]:
        """A check has a name and a day; a release stands once on the shelf."""
        data = super().clean() or self.cleaned_data
        who, day = data.get("checked_by"), data.get("checked_on")
        if who and not day:
            self.add_error("checked_on", _("Say on which day."))
        if day and not who:
            self.add_error("checked_by", _("Say who has checked it."))
        twins = Tool.objects.filter(
            lab=self.lab, name=data.get("name"), release=data.get("release")
        )
        if twins.exclude(pk=self.instance.pk).exists():
            self.add_error("release", _("This version stands on the shelf already."))
        return data

    def _post_clean(self) -> None:
        """Leave the row alone: the act writes it."""


class ToolFileForm(TaglessForm):
    """The files of a tool."""

    file = UploadField(
        help_text=_("PDF, PNG or JPEG, 5 MB at most; everybody can take it.")
    )
