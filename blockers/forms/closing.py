"""What a lab types to end a blocker by itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from blockers.enums import LOCAL_OUTCOMES
from blockers.forms.leading import past_day
from servindus import clock
from servindus.forms import TaglessForm, text_field


class CloseLocallyForm(TaglessForm):
    """How it ended, since when, and what shows it."""

    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[(str(one), one.label) for one in LOCAL_OUTCOMES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it ended.")},
    )
    evidence = text_field(
        _("What shows it"),
        600,
        rows=4,
        help_text=_(
            "The letter, the visit, the rule that allows it. The companies whose case"
            " is part of it read it: no company’s name."
        ),
    )
    evidenced_on = forms.DateField(
        label=_("On which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=clock.today,
    )

    def clean_evidenced_on(self) -> Any:
        """A day that has been."""
        return past_day(self.cleaned_data["evidenced_on"])
