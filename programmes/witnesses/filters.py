"""Filters of a company's story: an address that can be shared."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes.witnesses.story import KINDS, Told
from servindus.forms import day_field


class StoryFilter(forms.Form):
    """Words, a kind, from when to when; what cannot be read filters nothing."""

    q = forms.CharField(
        label=_("Words"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 120}),
    )
    genre = forms.ChoiceField(
        label=_("What"), choices=[("", _("Everything")), *KINDS], required=False
    )
    du = day_field(_("From"), required=False)
    au = day_field(_("Until"), required=False)

    @property
    def asked(self) -> dict[str, Any]:
        """What was understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def active(self) -> int:
        """How many filters are set."""
        return len(self.asked)

    def keep(self, told: Iterable[Told]) -> list[Told]:
        """Give what the filters leave."""
        asked = self.asked
        words = str(asked.get("q", "")).casefold().split()[:10]
        return [
            one
            for one in told
            if asked.get("genre", one.kind) == one.kind
            and asked.get("du", one.day) <= one.day <= asked.get("au", one.day)
            and all(word in _text(one) for word in words)
        ]


def _text(told: Told) -> str:
    return f"{told.title} {told.note} {told.quote}".casefold()
