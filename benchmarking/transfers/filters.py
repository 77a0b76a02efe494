"""Filters of the transfers: an address that can be shared."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from benchmarking.models import Transfer
from benchmarking.transfers.enums import EndReason
from programmes import known
from programmes.plan.filters import WORKSTREAMS


class TransferFilter(django_filters.FilterSet):
    """The lab on either side, the giver, the receiver, the axis, why it ended."""

    de = django_filters.ChoiceFilter(
        label=pgettext_lazy("transfers", "From the lab"),
        method="filter_giver",
        choices=known.lab_choices,
        empty_label=_("All the labs"),
    )
    vers = django_filters.ChoiceFilter(
        label=pgettext_lazy("transfers", "Into the lab"),
        method="filter_receiver",
        choices=known.lab_choices,
        empty_label=_("All the labs"),
    )
    axe = django_filters.ChoiceFilter(
        label=_("Axis"),
        field_name="version__workstream__number",
        choices=WORKSTREAMS,
        empty_label=_("All the axes"),
    )
    raison = django_filters.ChoiceFilter(
        label=_("Why it ended"),
        field_name="end_code",
        choices=EndReason.choices,
        empty_label=_("All the reasons"),
    )

    class Meta:
        model = Transfer
        fields: tuple[str, ...] = ()

    @property
    def asked(self) -> dict[str, Any]:
        """What was understood of the address; a value that is none filters nothing."""
        self.form.is_valid()
        return dict(self.form.cleaned_data)

    def filter_giver(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep what one lab gave."""
        return queryset.filter(giver__in=_pks(value))

    def filter_receiver(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep what one lab took over."""
        return queryset.filter(receiver__in=_pks(value))


def _pks(slug: str) -> list[int]:
    return [lab.pk for lab in known.labs() if lab.slug == slug]
