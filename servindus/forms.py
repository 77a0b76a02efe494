"""Forms that every room draws the same way: cleaning of what people type."""

from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.formats import localize_input
from django.utils.translation import gettext_lazy as _

from servindus.uploads import UnfitFile, Upload, read_upload


class TaglessForm(forms.Form):
    """A form whose page draws the <form> element and the buttons itself."""

    @property
    def helper(self) -> FormHelper:
        """Tell crispy to draw the fields alone."""
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """Show an amount as people write it: 4800, not the column's 4800.00."""
        value = super().get_initial_for_field(field, field_name)
        if not isinstance(value, Decimal):
            return value
        # `normalize` alone would write 4.8E+3.
        plain = f"{value.normalize():f}"
        return localize_input(Decimal(plain)) if field.localize else plain


def text_field(
    label: Any, limit: int, rows: int = 3, **options: Any
) -> forms.CharField:
    """Give a text of several lines with a counter; the limit is told, not cut."""
    area = forms.Textarea(attrs={"rows": rows, "data-counter": limit})
    return CountedField(label=label, limit=limit, widget=area, **options)


def day_field(label: Any, **options: Any) -> forms.DateField:
    """Give a day with the browser's own calendar."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **options,
    )


class CountedField(forms.CharField):
    """A text that says how many characters too long it is, and keeps them all."""

    def __init__(self, *, limit: int, **options: Any) -> None:
        super().__init__(**options)
        self.limit = limit

    def clean(self, value: Any) -> str:
        """Fold line ends, so that browsers' `\\r\\n` does not count twice."""
        text = str(super().clean(str(value or "").replace("\r\n", "\n")))
        if len(text) > self.limit:
            raise forms.ValidationError(
                _("%(count)d characters: take %(over)d away."),
                params={"count": len(text), "over": len(text) - self.limit},
            )
        return text


class AmountField(forms.DecimalField):
    """A number as people write it here: `1 500,50`, `1500.50`."""

    def to_python(self, value: Any) -> Any:
        """Leave the blanks between thousands out, whichever blank was typed."""
        return super().to_python("".join(str(value or "").split()))


class UploadField(forms.FileField):
    """A file, looked through: what comes out is known to be a PDF or a picture."""

    widget = forms.FileInput(
        attrs={"accept": ".pdf,.png,.jpg,.jpeg", "class": "form-control"}
    )

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "help_text",
            _(
                "PDF, PNG or JPEG, 5 MB at most. Nothing confidential: the moderator"
                " and the company will read it."
            ),
        )
        super().__init__(
            label=_("Choose a file"),
            required=False,
            error_messages={"required": _("Choose a file first.")},
            **options,
        )

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        """Tell what the file is by its content; no file is no fault here."""
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return read_upload(file)
        except UnfitFile as unfit:
            raise forms.ValidationError(str(unfit)) from unfit


class EmptyForm(TaglessForm):
    """An act that asks for nothing but the click."""


class ReasonForm(TaglessForm):
    """An act with a sentence for the other side."""

    text = text_field(_("Your reason"), 300, help_text=_("The other side reads it."))
