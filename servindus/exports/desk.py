"""Desks of the admin as datasets: the same rows, order and columns as their list."""

import html
from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from servindus.actors import Channel
from servindus.corrections import Correction
from servindus.exports.dataset import (
    TYPED,
    BadFilters,
    Column,
    Dataset,
    Filter,
    Selection,
    find_more_by,
)
from servindus.exports.pages import exporter, take_out
from servindus.models import User

# Asked of whoever takes rows out of a desk, beside the right to look at it.
PERMISSION = "servindus.export_data"
CHECKBOX = "action_checkbox"


def dataset_of(desk: Any) -> Dataset:
    """Give the dataset of a desk."""

    def permits(user: User) -> bool:
        return user.has_perm(PERMISSION) and desk.has_view_permission(_as(user))

    def select(user: User, query: QueryDict) -> Selection:
        return _selection(desk, _as(user, query))

    def address(query: QueryDict) -> str:
        text = query.urlencode()
        page: str = desk.address("changelist")
        return f"{page}?{text}" if text else page

    return Dataset(
        name=desk.export_name or f"{desk.model.snake_name()}s",
        select=select,
        permits=permits,
        address=address,
        everything=desk.export_everything,
    )


def _as(user: User, query: QueryDict | None = None) -> HttpRequest:
    """Give the request that this person's look at the list would be."""
    request = HttpRequest()
    request.method = "GET"
    request.user = user
    request.GET = query if query is not None else QueryDict()  # type: ignore[assignment]
    return request


def _selection(desk: Any, request: HttpRequest) -> Selection:
    try:
        changes: ChangeList = desk.get_changelist_instance(request)
    except IncorrectLookupParameters as error:
        raise BadFilters from error
    return Selection(
        title=capfirst(str(desk.model._meta.verbose_name_plural)),
        columns=[
            _column(desk, name) for name in changes.list_display if name != CHECKBOX
        ],
        parts=[changes.queryset],
        filters=_filters(changes, request.GET),
    )


def _column(desk: Any, name: Any) -> Column:
    title = label_for_field(name, desk.model, desk)
    text = title[0] if isinstance(title, tuple) else title
    return Column(str(name), capfirst(str(text)), _reader(desk, name))


def _reader(desk: Any, name: Any) -> Callable[[Any], object]:
    """Give what reads a column of a row; what it is, is looked up once, not per row."""
    field = _field(desk.model, name)
    if field is None:
        return lambda row: _words(lookup_field(name, row, desk)[2])
    if isinstance(field, models.ForeignKey):
        return lambda row: _named(getattr(row, field.name))
    words = {value: str(label) for value, label in field.flatchoices}
    if words:
        return lambda row: words.get(getattr(row, field.name), "")
    return lambda row: getattr(row, field.name)


def _field(model: type[models.Model], name: Any) -> Any:
    """Give a column's field, or None when the desk computes it."""
    try:
        return model._meta.get_field(name) if isinstance(name, str) else None
    except FieldDoesNotExist:
        return None


def _named(row: object) -> str:
    return "" if row is None else str(row)


def _words(value: object) -> object:
    """Give what a method of the desk shows, without its marks."""
    if isinstance(value, SafeString):
        return html.unescape(strip_tags(value))
    return value


def _filters(changes: ChangeList, query: QueryDict) -> list[Filter]:
    """Give what is searched and chosen, as the desk's own side says it."""
    found = []
    said = {"q", "o"}
    if changes.query:
        # Rows of a corrected search are said to be its own, not the typed one's.
        correction: Correction | None = getattr(changes, "correction", None)
        words = correction.text if correction else changes.query
        found.append(Filter("q", _("Search"), words, TYPED))
    for spec in changes.filter_specs:
        names = [name for name in spec.expected_parameters() if name is not None]
        said |= set(names)
        chosen = [one for one in spec.choices(changes) if one["selected"]]
        labels = [str(one["display"]) for one in chosen]
        if not labels or labels == [_("All")]:
            continue
        codes = [str(query[name]) for name in names if name in query]
        found.append(
            Filter(
                names[0], spec.title or "", ", ".join(labels), ",".join(codes) or "-"
            )
        )
    # An address may hold other look-ups of the model's own fields, typed by hand.
    found += [
        Filter(name, name, str(value), TYPED)
        for name, value in query.items()
        if name not in said
    ]
    return found


def _desks() -> dict[str, Dataset]:
    found = {}
    for desk in admin.site._registry.values():
        dataset = getattr(desk, "dataset", None)
        if dataset is not None:
            found[dataset.name] = dataset
    return found


find_more_by(_desks)


class ExportDesk(admin.ModelAdmin):
    """Takes a desk's list out as a file; `admin/change_list.html` has the buttons."""

    # The dataset's name; the model's in the plural when empty.
    export_name = ""
    # The query that shows every row, where the list begins with a part of them.
    export_everything = ""

    @cached_property
    def dataset(self) -> Dataset:
        """The desk's list as what `export_data` and the buttons take out."""
        return dataset_of(self)

    @property
    def export_url_name(self) -> str:
        """The name of the address that the buttons post to."""
        return f"{self.model._meta.app_label}_{self.model._meta.model_name}_export"

    def get_urls(self) -> list[URLPattern]:
        """Add one address for the exports."""
        view = self.admin_site.admin_view(self.export_view)
        return [path("exporter/", view, name=self.export_url_name), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Add the buttons, for whoever may press them."""
        href = reverse(f"admin:{self.export_url_name}")
        buttons = exporter(request, self.dataset, href)
        return super().changelist_view(
            request, {"exporter": buttons, **(extra_context or {})}
        )

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Send the list as it is filtered, or hand it to the worker."""
        return take_out(request, self.dataset, Channel.ADMIN)
