"""The search of the exchanges: an address that can be shared."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from benchmarking.models import Exchange
from servindus.filters import WordsFilter


class ExchangeFilter(WordsFilter):
    """Words of an exchange, of its agenda or of its minutes."""

    q = django_filters.CharFilter(
        label=_("Words of the agenda or the minutes"),
        method="filter_text",
        widget=forms.TextInput(attrs={"maxlength": 120}),
    )

    class Meta:
        model = Exchange
        fields: tuple[str, ...] = ()

    @property
    def asked(self) -> str:
        """The words that were understood of the address."""
        self.form.is_valid()
        return str(self.form.cleaned_data.get("q") or "")
