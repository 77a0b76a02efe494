"""Filters that several desks share."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from programmes.models import Lab


class LabFilter(admin.SimpleListFilter):
    """The labs, few and fixed."""

    title = _("lab")
    parameter_name = "lab"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Give the labs of the reader."""
        return [(lab.slug, lab.name) for lab in Lab.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one lab."""
        return queryset.filter(lab__slug=self.value()) if self.value() else queryset
