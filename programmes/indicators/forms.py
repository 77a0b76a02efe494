"""What is typed: the numbers of a sheet, one line for each indicator."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.actions.indicators import Entry
from programmes.indicators.enums import PAIRED, Confidence
from programmes.models import Indicator, Reading
from servindus.forms import TaglessForm

SPACES = re.compile(r"\s")
NUMBERS = ("value", "numerator", "denominator")


class NumberField(forms.DecimalField):
    """A number as people write it: groups of digits apart, by any space."""

    def to_python(self, value: Any) -> Any:
        """Read it without its spaces."""
        return super().to_python(SPACES.sub("", value) if value else value)


def number_field(label: Any, required: bool = False, **options: Any) -> NumberField:
    """Give a number as people write it, exact to four decimals."""
    return NumberField(
        label=label,
        required=required,
        max_digits=16,
        decimal_places=4,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        **options,
    )


def plain(number: Decimal) -> Decimal:
    """Give a number without zeros at its end, and never as a power of ten."""
    return Decimal(f"{number.normalize():f}")


class SheetForm(TaglessForm):
    """One line for each indicator; an empty line says nothing, and is no zero."""

    def __init__(
        self,
        *args: Any,
        indicators: Iterable[Indicator],
        heads: Mapping[int, Reading],
        filled: Mapping[int, Entry] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        # What a file says stands in the grid in place of what is kept.
        shown: dict[int, Reading | Entry] = {**heads, **(filled or {})}
        self.indicators = [one for one in indicators if not one.is_computed]
        for one in self.indicators:
            self._add(one, shown.get(one.pk))

    def _add(self, one: Indicator, head: Reading | Entry | None) -> None:
        if one.measure in PAIRED:
            self._put(one, "numerator", number_field(one.numerator), head)
            below = number_field(one.denominator, min_value=Decimal(0))
            self._put(one, "denominator", below, head)
        else:
            self._put(one, "value", number_field(one.unit), head)
        confidence = forms.ChoiceField(
            label=gettext_lazy("Confidence"),
            choices=Confidence.choices,
            initial=Confidence.PLAUSIBLE,
            required=False,
        )
        self._put(one, "confidence", confidence, head)
        method = forms.CharField(
            label=gettext_lazy("How it was read"), max_length=300, required=False
        )
        self._put(one, "method", method, head)

    def _put(
        self,
        one: Indicator,
        name: str,
        field: forms.Field,
        head: Reading | Entry | None,
    ) -> None:
        if head is not None:
            kept = getattr(head, name)
            field.initial = plain(kept) if isinstance(kept, Decimal) else kept
        self.fields[f"{one.code}-{name}"] = field

    def lines(self) -> list[dict[str, Any]]:
        """Give each indicator with its fields, for the grid."""
        return [
            {
                "indicator": one,
                "fields": [
                    self[f"{one.code}-{name}"]
                    for name in (*NUMBERS, "confidence", "method")
                    if f"{one.code}-{name}" in self.fields
                ],
            }
            for one in self.indicators
        ]

    def clean(self) -> dict[str, Any]:
        """Give what was typed as entries; half of a pair is told at its cell."""
        data = super().clean() or {}
        entries = []
        for one in self.indicators:
            said = {name: data.get(f"{one.code}-{name}") for name in NUMBERS}
            if all(number is None for number in said.values()):
                continue
            if one.measure in PAIRED:
                for name in ("numerator", "denominator"):
                    cell = f"{one.code}-{name}"
                    if said[name] is None and cell not in self.errors:
                        self.add_error(cell, _("Give both numbers."))
            entries.append(
                Entry(
                    one,
                    method=data.get(f"{one.code}-method", ""),
                    confidence=data.get(f"{one.code}-confidence") or "B",
                    **said,
                )
            )
        return {"entries": entries}


class ReadingFileForm(TaglessForm):
    """The file of a sheet, as it was exported or in one's own layout."""

    MOST_BYTES = 2_000_000

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, XLSX or ODS with the columns of the exported sheet; 2 MB at most."
        ),
        widget=forms.FileInput(
            attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xls,.ods", "class": "form-control"}
        ),
    )

    def clean_file(self) -> Any:
        """Refuse what is too large for a sheet of readings."""
        file = self.cleaned_data["file"]
        if file.size > self.MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 2 MB."))
        return file


class OpenSheetForm(TaglessForm):
    """The period is in the address: nothing is typed."""

    def __init__(self, *args: Any, given: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.given = given

    def clean(self) -> dict[str, Any]:
        """Give the period."""
        return dict(self.given)
