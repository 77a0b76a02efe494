"""Filters of the library and of the shelf: addresses that can be shared."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from benchmarking.models import Practice, PracticeVersion, Tool
from benchmarking.practices.enums import EvidenceLevel, ToolKind, VersionStatus
from programmes import known
from servindus.filters import WordsFilter


def _search(label: Any) -> django_filters.CharFilter:
    box = forms.TextInput(attrs={"maxlength": 120})
    return django_filters.CharFilter(label=label, method="filter_text", widget=box)


def _labs() -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        label=_("Lab"),
        method="filter_lab",
        choices=known.lab_choices,
        empty_label=_("All the labs"),
    )


class LibraryFilter(WordsFilter):
    """Words, axis, topic, lab, evidence, label; a keyword by the address alone."""

    q = _search(_("Problem, solution or place"))
    axe = django_filters.ChoiceFilter(
        label=_("Axis"),
        method="filter_axis",
        choices=known.workstream_choices,
        empty_label=_("All the axes"),
    )
    theme = django_filters.ChoiceFilter(
        label=_("Topic"),
        method="filter_topic",
        choices=known.topic_choices,
        empty_label=_("All the topics"),
    )
    laboratoire = _labs()
    preuve = django_filters.ChoiceFilter(
        label=_("Evidence"),
        field_name="level",
        choices=EvidenceLevel.choices,
        empty_label=_("Any evidence"),
    )
    label = django_filters.ChoiceFilter(
        label=_("Label"),
        method="filter_label",
        choices=[("oui", _("labelled by peers"))],
        empty_label=_("With or without label"),
    )
    mot = django_filters.CharFilter(
        label=_("Keyword"),
        method="filter_keyword",
        widget=forms.HiddenInput(),
    )

    class Meta:
        model = PracticeVersion
        fields: tuple[str, ...] = ()

    def filter_axis(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep one axis."""
        wanted = [one.pk for one in known.workstreams() if str(one.number) == value]
        return queryset.filter(workstream__in=wanted)

    def filter_topic(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep what serves one topic."""
        wanted = [topic.pk for topic in known.topics() if topic.slug == value]
        through = PracticeVersion.topics.through._base_manager
        served = through.filter(topic__in=wanted, practiceversion=OuterRef("pk"))
        return queryset.filter(Exists(served))

    def filter_lab(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep one lab's."""
        wanted = [lab.pk for lab in known.labs() if lab.slug == value]
        return queryset.filter(practice__lab__in=wanted)

    def filter_label(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep what two other labs have judged."""
        return queryset.filter(status=VersionStatus.LABELLED)

    def filter_keyword(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep the practices with this keyword, as it is written."""
        named = Practice.objects.filter(
            keywords__contains=[value.strip()], pk=OuterRef("practice")
        )
        return queryset.filter(Exists(named))


class ToolFilter(WordsFilter):
    """Words, kind, lab."""

    q = _search(_("Name or use"))
    genre = django_filters.ChoiceFilter(
        label=_("Kind"),
        field_name="kind",
        choices=ToolKind.choices,
        empty_label=_("All the kinds"),
    )
    laboratoire = _labs()

    class Meta:
        model = Tool
        fields: tuple[str, ...] = ()

    def filter_lab(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep one lab's."""
        wanted = [lab.pk for lab in known.labs() if lab.slug == value]
        return queryset.filter(lab__in=wanted)
