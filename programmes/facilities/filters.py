"""Filters of the catalogue: an address that can be shared."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from programmes import known
from programmes.facilities.enums import FacilityKind, PriceKind
from programmes.models import Commune, Facility
from programmes.places import Places, plain_name


class FacilityFilter(django_filters.FilterSet):
    """Words, kind, topic, price, lab; and from where the distance is reckoned."""

    q = django_filters.CharFilter(
        label=_("Machine, trade or owner"),
        method="filter_text",
        widget=forms.TextInput(attrs={"maxlength": 120}),
    )
    genre = django_filters.ChoiceFilter(
        label=_("Kind"),
        field_name="kind",
        choices=FacilityKind.choices,
        empty_label=_("All the kinds"),
    )
    theme = django_filters.ChoiceFilter(
        label=_("Topic"),
        method="filter_topic",
        choices=known.topic_choices,
        empty_label=_("All the topics"),
    )
    prix = django_filters.ChoiceFilter(
        label=_("Price"),
        field_name="price_kind",
        choices=PriceKind.choices,
        empty_label=_("Any price"),
    )
    laboratoire = django_filters.ChoiceFilter(
        label=_("Lab"),
        method="filter_lab",
        choices=known.lab_choices,
        empty_label=_("All the labs"),
    )
    depuis = django_filters.CharFilter(
        label=_("Near which town"),
        method="filter_nothing",
        widget=forms.TextInput(attrs={"maxlength": 120}),
    )

    class Meta:
        model = Facility
        fields: tuple[str, ...] = ()

    def filter_text(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Search without accents, by word beginnings."""
        found: QuerySet[Any] = queryset.matching(value)  # type: ignore[attr-defined]
        return found

    def filter_topic(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep what serves one topic."""
        wanted = [topic.pk for topic in known.topics() if topic.slug == value]
        through = Facility.topics.through._base_manager
        rows = through.filter(topic__in=wanted).values("facility")
        return queryset.filter(pk__in=rows)

    def filter_lab(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep one lab."""
        return queryset.filter(lab__in=[x.pk for x in known.labs() if x.slug == value])

    def filter_nothing(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """A town leaves nothing out: it says where the distance begins."""
        return queryset

    @property
    def start(self) -> Commune | None:
        """The town from which the distance is reckoned, if one of the labs has it."""
        typed = self.form.cleaned_data.get("depuis") if self.form.is_valid() else ""
        return commune_called(typed) if typed else None


def commune_called(typed: str) -> Commune | None:
    """Give the commune of that name or postcode; of several the largest."""
    # The communes change with the reference data alone.
    places: Places = known.kept("places", Places.read)
    # As addresses are written, "76000 Rouen" included; of several the largest.
    if found := places.read_place(typed.strip()):
        return found
    named = places.by_name.get(plain_name(typed), [])
    posted = places.by_postcode.get(typed.strip(), [])
    return max([*named, *posted], key=lambda row: row.population or 0, default=None)
