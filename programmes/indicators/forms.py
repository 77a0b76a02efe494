"""What is typed: the numbers of a sheet, one line for each indicator."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import localize_input
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programmes.actions.readings import NOTHING, Entry
from programmes.indicators.enums import PAIRED, Confidence
from programmes.indicators.wording import said
from programmes.models import Indicator, Reading
from servindus.forms import TaglessForm

SPACES = re.compile(r"\s")
NUMBERS = ("value", "numerator", "denominator")
CELLS = (*NUMBERS, "confidence", "method")


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
        tips: Mapping[int, Reading],
        filled: Mapping[int, Entry] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        # The last one of each line, be it that a number was taken back.
        self.tips = tips
        # What a colleague has written meanwhile, and this page says nothing against.
        self.kept: list[Reading] = []
        # Up to which reading the page knew, so that nothing newer is written over.
        self.fields["seen"] = forms.IntegerField(
            required=False,
            widget=forms.HiddenInput,
            initial=self._newest(),
        )
        # What a file says stands in the grid in place of what is kept.
        shown: dict[int, Reading | Entry] = {**tips, **(filled or {})}
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
                    for name in CELLS
                    if f"{one.code}-{name}" in self.fields
                ],
            }
            for one in self.indicators
        ]

    def clean(self) -> dict[str, Any]:
        """Give what was typed as entries; half of a pair is told at its cell.

        An emptied line takes back what was read. What a colleague has written since
        the page was opened stays, unless it is seen and typed over.
        """
        data = super().clean() or {}
        seen = data.get("seen")
        opened = self._opened_with(seen)
        entries = [
            entry
            for one in self.indicators
            if (entry := self._entry(one, data, seen, opened)) is not None
        ]
        if self.errors and seen is not None:
            self._show_anew()
        return {"entries": entries}

    def _show_anew(self) -> None:
        """Sent once more, the form is about what it tells now: all that was written."""
        data: Any = self.data
        self.data = data = data.copy()
        data["seen"] = self._newest()
        for head in self.kept:
            for name in CELLS:
                kept = getattr(head, name)
                if isinstance(kept, Decimal):
                    kept = localize_input(plain(kept))
                data[f"{head.indicator.code}-{name}"] = "" if kept is None else kept

    def _newest(self) -> int:
        return max((row.pk for row in self.tips.values()), default=0)

    def _opened_with(self, seen: int | None) -> dict[int, Reading]:
        """Give what stood on the page when it was opened, if that has moved since."""
        if seen is None or seen >= self._newest():
            return {}
        sheet = next(iter(self.tips.values())).sheet_id
        rows = Reading.objects.filter(sheet=sheet, pk__lte=seen).order_by("pk")
        return {row.indicator_id: row for row in rows}

    def _entry(
        self,
        one: Indicator,
        data: Mapping[str, Any],
        seen: int | None,
        opened: Mapping[int, Reading],
    ) -> Entry | None:
        """Give what a line says; None where that is nothing new."""
        numbers = {name: data.get(f"{one.code}-{name}") for name in NUMBERS}
        is_refused = any(f"{one.code}-{name}" in self.errors for name in CELLS)
        tip = self.tips.get(one.pk)
        entry = Entry(one, over=tip.pk if tip else NOTHING)
        if any(number is not None for number in numbers.values()):
            self._ask_both(one, numbers)
            entry = replace(
                entry,
                value=numbers["value"],
                numerator=numbers["numerator"],
                denominator=numbers["denominator"],
                method=data.get(f"{one.code}-method", ""),
                confidence=data.get(f"{one.code}-confidence") or "B",
            )
        if tip and seen is not None and tip.pk > seen:
            # What cannot be read says something else than anybody has said.
            if is_refused or not any(
                _same(entry, row) for row in (tip, opened.get(one.pk))
            ):
                self._tell(entry, tip, is_refused)
            else:
                self.kept.append(tip)
            return None
        # A page that does not say what it knew takes nothing back; a line that nobody
        # has touched is not in the way of what comes in before the lock.
        is_new = not _same(entry, tip) and not (entry.is_empty and seen is None)
        return entry if is_new and not is_refused else None

    def _ask_both(self, one: Indicator, numbers: Mapping[str, Any]) -> None:
        if one.measure not in PAIRED:
            return
        for name in ("numerator", "denominator"):
            cell = f"{one.code}-{name}"
            if numbers[name] is None and cell not in self.errors:
                self.add_error(cell, _("Give both numbers."))

    def _tell(self, entry: Entry, tip: Reading, is_refused: bool) -> None:
        """Say at its cell what a colleague has done to a line."""
        one = entry.indicator
        if tip.amount is None:
            words = _(
                "%(who)s has taken the number back since you opened this page. Send it"
                " again to put yours in its place."
            )
        elif entry.is_empty and not is_refused:
            words = _(
                "%(who)s has written %(number)s here since you opened this page. Send"
                " it again to take it back."
            )
        else:
            words = _(
                "%(who)s has written %(number)s here since you opened this page. Send"
                " it again to put yours in its place."
            )
        number = said(tip.amount.value if tip.amount else None, one.measure)
        first = "numerator" if one.measure in PAIRED else "value"
        given = {"who": tip.written_by.full_name, "number": number}
        self.add_error(f"{one.code}-{first}", words % given)


def _same(entry: Entry, row: Reading | None) -> bool:
    """Whether a line says what a reading says; nothing is what was taken back, too."""
    if row is None or row.amount is None or entry.is_empty:
        return entry.is_empty and (row is None or row.amount is None)
    numbers = (row.value, row.numerator, row.denominator)
    return (*entry.numbers, entry.method, entry.confidence) == (
        *(*numbers, row.method),
        row.confidence,
    )


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
