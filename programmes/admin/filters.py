"""Filters that several desks share; what is few and fixed costs no query."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from programmes import known
from programmes.imports.layouts import LAYOUTS

BY_HAND = "-"


class LabFilter(admin.SimpleListFilter):
    """The labs, few and fixed."""

    title = _("lab")
    parameter_name = "lab"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Give the labs."""
        return [(lab.slug, lab.name) for lab in known.labs()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one lab."""
        found = [lab.pk for lab in known.labs() if lab.slug == self.value()]
        return queryset.filter(lab__in=found) if self.value() else queryset


class AxisFilter(admin.SimpleListFilter):
    """The three axes, few and fixed."""

    title = _("axis")
    parameter_name = "axis"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Give the axes."""
        return [(str(axis.number), axis.name) for axis in known.workstreams()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one axis."""
        found = [
            one.pk for one in known.workstreams() if str(one.number) == self.value()
        ]
        return queryset.filter(workstream__in=found) if self.value() else queryset


class SourceFilter(admin.SimpleListFilter):
    """Where rows come from: asking a million of them for it would take a second."""

    title = _("source")
    parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Give the registers, and what was typed by hand."""
        names = [*dict.fromkeys(layout.name for layout in LAYOUTS), "demo"]
        return [*((name, name) for name in names), (BY_HAND, _("typed by hand"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one source."""
        wanted = self.value()
        if not wanted:
            return queryset
        return queryset.filter(source="" if wanted == BY_HAND else wanted)


class PartFilter(admin.SimpleListFilter):
    """What waits comes first; the rest is one click away."""

    title = _("part")
    parameter_name = "part"
    waiting: ClassVar[Any]
    status: ClassVar[str]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Give the other part."""
        return [("toutes", _("All"))]

    def choices(self, changelist: Any) -> Any:
        """Name the default part after what waits."""
        first, *others = super().choices(changelist)
        yield {**first, "display": self.waiting}
        yield from others

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep what waits, unless all is asked for."""
        return queryset if self.value() == "toutes" else self.waiting_rows(queryset)

    def waiting_rows(self, queryset: Any) -> Any:
        """Give the rows that wait."""
        return queryset.filter(status=self.status)
