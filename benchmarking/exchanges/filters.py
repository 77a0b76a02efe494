"""The search of the exchanges: an address that can be shared."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from benchmarking.models import Exchange


class ExchangeFilter(django_filters.FilterSet):
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

    def filter_text(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Search without accents."""
        found: QuerySet[Any] = queryset.matching(value)  # type: ignore[attr-defined]
        return found
