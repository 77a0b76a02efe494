"""Filters of a lab's organisations and people: addresses that can be shared."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programmes.enums import (
    MembershipRole,
    MembershipStatus,
    OrganisationKind,
    OrganisationStatus,
)
from programmes.models import Membership, Organisation

MEMBERS = (("avec", _("with people")), ("sans", _("without anybody yet")))
STATES = [pair for pair in OrganisationStatus.choices if pair[0] != "merged"]
LONGEST = {"attrs": {"maxlength": 120}}


class LabOrganisationFilter(django_filters.FilterSet):
    """Words or SIREN, kind, status, whether somebody of it is here."""

    q = django_filters.CharFilter(
        label=_("Name or SIREN"),
        method="filter_text",
        widget=forms.TextInput(**LONGEST),
    )
    genre = django_filters.ChoiceFilter(
        label=_("Kind"),
        field_name="kind",
        choices=OrganisationKind.choices,
        empty_label=_("All the kinds"),
    )
    etat = django_filters.ChoiceFilter(
        label=_("Status"),
        field_name="status",
        choices=STATES,
        empty_label=_("All the statuses"),
    )
    membres = django_filters.ChoiceFilter(
        label=_("People"),
        method="filter_members",
        choices=MEMBERS,
        empty_label=_("With people or without"),
    )

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = ()

    def filter_text(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Search without accents, by word beginnings, or by number."""
        found: QuerySet[Any] = queryset.matching(value)  # type: ignore[attr-defined]
        return found

    def filter_members(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep those with, or without, an active member."""
        here = Exists(Membership.objects.active().filter(organisation=OuterRef("pk")))
        return queryset.filter(here if value == "avec" else ~here)


class LabPersonFilter(django_filters.FilterSet):
    """Words of the name, of the address or of the organisation; kind, role, status."""

    q = django_filters.CharFilter(
        label=_("Name, address or organisation"),
        method="filter_text",
        widget=forms.TextInput(**LONGEST),
    )
    genre = django_filters.ChoiceFilter(
        label=_("Organisation"),
        field_name="organisation__kind",
        choices=OrganisationKind.choices,
        empty_label=_("All the kinds"),
    )
    role = django_filters.ChoiceFilter(
        label=_("Role"),
        field_name="role",
        choices=MembershipRole.choices,
        empty_label=_("All the roles"),
    )
    etat = django_filters.ChoiceFilter(
        label=_("Status"),
        field_name="status",
        choices=MembershipStatus.choices,
        empty_label=pgettext_lazy("memberships", "Active, to confirm, ended"),
    )

    class Meta:
        model = Membership
        fields: tuple[str, ...] = ()

    def filter_text(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Keep who bears every word in the name, or belongs to such a company."""
        named = Q()
        for word in value.split():
            named &= (
                Q(user__family_name__icontains=word)
                | Q(user__given_name__icontains=word)
                | Q(user__email__icontains=word)
            )
        companies = Organisation.objects.matching(value).values("pk")
        return queryset.filter(named | Q(organisation__in=companies))
