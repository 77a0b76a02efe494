"""Filters of the register: an address that can be shared."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from programmes import known
from programmes.jobs.enums import Attribution, JobsKind
from programmes.models import JobsRecord, Organisation

LINKS = (
    ("mise-en-relation", _("an introduction")),
    ("blocage", _("a blocker")),
    ("pilote", _("a pilot")),
    ("aucun", _("nothing yet")),
)


class JobsFilter(django_filters.FilterSet):
    """Company, kind, attribution, lab, what it is linked to."""

    q = django_filters.CharFilter(
        label=_("Company"),
        method="filter_text",
        widget=forms.TextInput(attrs={"maxlength": 120}),
    )
    genre = django_filters.ChoiceFilter(
        label=_("Jobs"),
        field_name="kind",
        choices=JobsKind.choices,
        empty_label=_("All the jobs"),
    )
    attribution = django_filters.ChoiceFilter(
        label=_("Attribution"),
        field_name="attribution",
        choices=Attribution.choices,
        empty_label=_("A, B and C"),
    )
    laboratoire = django_filters.ChoiceFilter(
        label=_("Lab"),
        method="filter_lab",
        choices=known.lab_choices,
        empty_label=_("All the labs"),
    )
    lien = django_filters.ChoiceFilter(
        label=_("Linked to"),
        method="filter_link",
        choices=LINKS,
        empty_label=_("Anything"),
    )

    class Meta:
        model = JobsRecord
        fields: tuple[str, ...] = ()

    def filter_text(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Search the company without accents, by word beginnings."""
        found = Organisation.objects.matching(value)
        return queryset.filter(organisation__in=found.values("pk"))

    def filter_lab(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep one lab."""
        return queryset.filter(lab__in=[x.pk for x in known.labs() if x.slug == value])

    def filter_link(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep what is linked to one kind of work, or to none."""
        links = {
            "mise-en-relation": Q(introduction__isnull=False),
            "blocage": Q(blocker__isnull=False),
            "pilote": Q(pilot__isnull=False),
        }
        none = Q(introduction=None, blocker=None, pilot=None)
        return queryset.filter(links.get(value, none))
