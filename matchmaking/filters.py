"""Filters of the lists: GET forms whose address can be shared."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from matchmaking.enums import Function
from matchmaking.models import DecisionMaker
from programmes import known
from programmes.models import Site


class DirectoryFilter(django_filters.FilterSet):
    """Search, lab, topic and function of the people of the directory."""

    q = django_filters.CharFilter(
        label=_("Trade, company or town"),
        method="filter_text",
        widget=forms.TextInput(attrs={"maxlength": 120}),
    )
    laboratoire = django_filters.ChoiceFilter(
        label=_("Lab"),
        method="filter_lab",
        choices=known.lab_choices,
        empty_label=_("All the labs"),
    )
    theme = django_filters.ChoiceFilter(
        label=_("Topic"),
        method="filter_topic",
        choices=known.topic_choices,
        empty_label=_("All the topics"),
    )
    fonction = django_filters.ChoiceFilter(
        label=_("Function"),
        field_name="function",
        choices=Function.choices,
        empty_label=_("All the functions"),
    )

    class Meta:
        model = DecisionMaker
        fields: tuple[str, ...] = ()

    def filter_text(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Search without accents, by word beginnings."""
        found: QuerySet[Any] = queryset.matching(value)  # type: ignore[attr-defined]
        return found

    def filter_lab(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep one lab, by its number: a join would keep the list's index from use."""
        return queryset.filter(lab__in=[x.pk for x in known.labs() if x.slug == value])

    def filter_topic(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep who wishes to hear of one topic."""
        wanted = [topic.pk for topic in known.topics() if topic.slug == value]
        through = DecisionMaker.wanted_topics.through._base_manager
        links = through.filter(decisionmaker=OuterRef("pk"), topic__in=wanted)
        return queryset.filter(Exists(links))


class SiteFilter(django_filters.FilterSet):
    """Search and lab of the plants that have no contact yet."""

    q = django_filters.CharFilter(
        label=_("Company or town"),
        method="filter_text",
        widget=forms.TextInput(attrs={"maxlength": 120}),
    )
    laboratoire = django_filters.ChoiceFilter(
        label=_("Lab"),
        method="filter_lab",
        choices=known.lab_choices,
        empty_label=_("All the labs"),
    )

    class Meta:
        model = Site
        fields: tuple[str, ...] = ()

    filter_text = DirectoryFilter.filter_text
    filter_lab = DirectoryFilter.filter_lab


def active_count(filters: django_filters.FilterSet) -> int:
    """Give how many filters the reader has set, for "clear filters (n)"."""
    data = filters.form.cleaned_data if filters.form.is_valid() else {}
    return sum(bool(value) for value in data.values())
