"""What is asked of whoever freezes or corrects a denominator."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from benchmarking.actions.denominators import Entry
from benchmarking.comparison.files import LONGEST_SOURCE, Preview, read_content
from benchmarking.models.denominators import FIRST_YEAR, LAST_YEAR
from programmes.enums import ReferenceMeasure
from programmes.imports.tables import UnreadableFile
from programmes.indicators.forms import NumberField
from programmes.models import Lab


class SourcedForm(forms.Form):
    """A number with whoever says it; decimal commas and spaces are understood."""

    value = NumberField(
        label=_("Value"), max_digits=11, decimal_places=1, min_value=1, localize=True
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=LONGEST_SOURCE,
        help_text=_("Who publishes it, in which set, and what it counts exactly."),
    )
    source_on = forms.DateField(
        label=_("Date of the source"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class DenominatorForm(SourcedForm):
    """One number to freeze."""

    lab = forms.ModelChoiceField(
        label=_("Lab"), queryset=Lab.objects.order_by("name"), empty_label=None
    )
    kind = forms.ChoiceField(label=_("Measure"), choices=ReferenceMeasure.choices)
    year = forms.IntegerField(
        label=_("Year"),
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    field_order = ("lab", "kind", "year", "value", "source", "source_on")

    def clean(self) -> dict[str, Any]:
        """Give what the act takes: one number."""
        data = super().clean() or {}
        if self.errors:
            return data
        return {"entries": [Entry(**data)]}


class CorrectionForm(SourcedForm):
    """The other number, and why."""

    reason = forms.CharField(
        label=_("Why it is corrected"),
        max_length=300,
        help_text=_("Everybody reads it beside the number."),
    )


class DenominatorFileForm(forms.Form):
    """A file of numbers to freeze."""

    MOST_BYTES = 1_000_000

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, XLSX or ODS with the columns “laboratoire”, “mesure”, “année”,"
            " “valeur”, “source” and “date”; 1 MB and 500 lines at most."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xls,.ods"}),
    )
    preview: Preview

    def clean_file(self) -> bytes:
        """Give what the file holds; one that is no table is refused at once."""
        file = self.cleaned_data["file"]
        if file.size > self.MOST_BYTES:
            raise forms.ValidationError(_("This file is too large: 1 MB at most."))
        content: bytes = file.read()
        self.file_name = str(file.name)
        try:
            self.preview = read_content(content)
        except UnreadableFile as error:
            raise forms.ValidationError(str(error)) from error
        return content
