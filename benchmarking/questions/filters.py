"""Filters of the questions: an address that can be shared."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from benchmarking.models import Question
from programmes import known
from programmes.plan.filters import WORKSTREAMS
from servindus.filters import WordsFilter


class QuestionFilter(WordsFilter):
    """Words, the lab that asks, topic, axis."""

    q = django_filters.CharFilter(
        label=_("Words of a question or an answer"),
        method="filter_text",
        widget=forms.TextInput(attrs={"maxlength": 120}),
    )
    laboratoire = django_filters.ChoiceFilter(
        label=_("Lab that asks"),
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
    axe = django_filters.ChoiceFilter(
        label=_("Axis"),
        field_name="workstream__number",
        choices=WORKSTREAMS,
        empty_label=_("All the axes"),
    )

    class Meta:
        model = Question
        fields: tuple[str, ...] = ()

    @property
    def asked(self) -> dict[str, Any]:
        """What was understood of the address; a value that is none filters nothing."""
        self.form.is_valid()
        return dict(self.form.cleaned_data)

    def filter_lab(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep what one lab asks."""
        return queryset.filter(lab__in=[x.pk for x in known.labs() if x.slug == value])

    def filter_topic(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep what is about one topic."""
        wanted = [topic.pk for topic in known.topics() if topic.slug == value]
        return queryset.filter(topic__in=wanted)
