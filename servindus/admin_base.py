"""The admin's base class: rights by the house's names, acts as buttons, no COUNT."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, NoReturn

import rules
from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ERROR_FLAG
from django.core import paginator
from django.db import models
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from servindus import admin_bulk as bulk
from servindus import clock, ui
from servindus.actors import Actor, Channel
from servindus.admin_list import MOST_COUNTED, QuickList
from servindus.admin_pick import pick_field, unwrapped
from servindus.admin_tabs import TabbedDesk
from servindus.corrections import corrected
from servindus.exports.desk import ExportDesk
from servindus.keyset import cut, found_first
from servindus.models.base import Model
from servindus.search import prefix_query, words_of
from servindus.views import FILL, Barred, Page, perform
from servindus.workflow import Act, acts_of, available_actions, write_journal


class CappedPaginator(paginator.Paginator):
    """Pages without counting the whole table."""

    @cached_property
    def count(self) -> int:
        """Give the number of rows, or the cap when there are more."""
        rows = self.object_list
        if isinstance(rows, models.QuerySet):
            return rows.order_by()[:MOST_COUNTED].count()
        return len(rows)

    def page(self, number: Any) -> paginator.Page[Any]:
        """Give one page; a search's rows are joined once they are cut."""
        rows = self.object_list
        if not isinstance(rows, models.QuerySet):
            return super().page(number)
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        shown = cut(rows, first, min(first + self.per_page, self.count))
        return paginator.Page(shown, number, self)


class ByRules(admin.options.BaseModelAdmin):
    """Rights asked by the house's names, for desks and for the tables inside them."""

    formfield_overrides: ClassVar = {models.URLField: {"assume_scheme": "https"}}
    # For a field of `autocomplete_fields`: which of the other desk's rows fit.
    pick_limits: ClassVar[Mapping[str, Mapping[str, Any]]] = {}

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Look rows of long tables up instead of listing them all."""
        if db_field.name in self.get_autocomplete_fields(request):
            return pick_field(self, db_field, request)  # type: ignore[arg-type]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Keep Django's pop-up links off what is looked up."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return field and unwrapped(field)

    def _may(self, request: HttpRequest, verb: str, obj: models.Model | None) -> bool:
        assert issubclass(self.model, Model)
        perm = self.model.get_perm(verb)
        # A machine operator passes each permission, but not one that does not exist.
        return rules.perm_exists(perm) and request.user.has_perm(perm, obj)

    def has_view_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        """Ask `view_<model>`; whoever may change a row also sees it."""
        return self._may(request, "view", obj) or self._may(request, "change", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask `add_<model>`."""
        return self._may(request, "add", None)

    def has_change_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        """Ask `change_<model>`."""
        return self._may(request, "change", obj)

    def has_delete_permission(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> bool:
        """Ask `delete_<model>`, which most models do not have."""
        return self._may(request, "delete", obj)


class LabInline(ByRules, admin.TabularInline):
    """Rows that belong to the row of a desk; Django asks about that row, not them."""

    extra = 0


class LabAdmin(ByRules, QuickList, TabbedDesk, ExportDesk):
    """A desk: what its reader may see, acts as buttons, status never typed."""

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    actions = None
    change_form_template = "admin/desk_change_form.html"
    # Extra inputs of an act, by its name; others only ask for a confirmation.
    act_forms: ClassVar[Mapping[str, type[forms.Form]]] = {}
    # Acts that may be done on several rows at once, with a result per row.
    bulk_acts: ClassVar[Sequence[str]] = ()
    # Inputs of an act when it is done on several rows, where they differ.
    bulk_forms: ClassVar[Mapping[str, type[forms.Form]]] = {}
    # What will stand in the list, said while it is empty.
    when_empty: ClassVar[str | Promise] = ""
    # The list's order has an index and tells nothing of its words (`found_by`), as a
    # date does: a common word is soon met. In an order by name it may stand far down.
    words_are_scattered: ClassVar[bool] = False
    # Acts that only the system or the portal does never become buttons here.
    hidden_acts: ClassVar[Sequence[str]] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Give the rows that the reader may see."""
        rows = super().get_queryset(request)
        visible_to = getattr(rows, "visible_to", None)
        return visible_to(request.user) if visible_to else rows

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Search by the model's own `matching`, which has an index."""
        matching = getattr(queryset, "matching", None)
        if matching is None:
            return super().get_search_results(request, queryset, search_term)
        if not words_of(search_term):
            return queryset, False
        # The search brings its count along: the paginator need not ask again.
        among = self._told_of_hits(queryset, search_term)
        found, count = found_first(matching(search_term), among)
        # Only a list can say that it shows something else than what was typed.
        if not count and getattr(request, "forgives", False):
            correction, found, count = corrected(queryset, search_term)
            request.correction = correction  # type: ignore[attr-defined]
        request.found = count  # type: ignore[attr-defined]
        return found, False

    def _told_of_hits(self, rows: Any, text: str) -> models.QuerySet[Any] | None:
        if not self.words_are_scattered:
            return None
        has_words = models.Q(**{rows.found_by: prefix_query(text)})
        is_hit = models.ExpressionWrapper(has_words, models.BooleanField())
        return rows.annotate(is_hit=is_hit)

    def get_paginator(
        self, request: HttpRequest, queryset: Any, per_page: int, *args: Any, **kw: Any
    ) -> CappedPaginator:
        """Page what the list shows, with the count if a search has brought it."""
        pages = CappedPaginator(queryset, per_page, *args, **kw)
        known: int | None = getattr(request, "found", None)
        if known is not None:
            pages.count = min(known, MOST_COUNTED)
        return pages

    def get_readonly_fields(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> list[str]:
        """Keep the status out of every form."""
        fields = list(super().get_readonly_fields(request, obj))
        names = {field.name for field in self.model._meta.get_fields()}
        return fields + [
            name for name in ("status",) if name in names and name not in fields
        ]

    def get_urls(self) -> list[URLPattern]:
        """Add one address for the acts."""
        meta = self.model._meta
        act = path(
            "<path:object_id>/actes/<slug:name>/",
            self.admin_site.admin_view(self.act_view),
            name=f"{meta.app_label}_{meta.model_name}_act",
        )
        return [act, *super().get_urls()]

    def acts_for(self, request: HttpRequest, obj: models.Model) -> list[ui.Act]:
        """Give the buttons of a row: the acts that this person can do on it now."""
        shown = [
            act
            for act in available_actions(obj, actor_of(request))
            if act.name not in self.hidden_acts
        ]
        kinds = {act.name: "close" if act.closes else "other" for act in shown}
        first = next((act.name for act in shown if not act.closes), None)
        return [
            ui.Act(
                label=act.label,
                href=self.address("act", obj.pk, act.name),
                icon=act.icon,
                kind="main" if act.name == first else kinds[act.name],  # type: ignore[arg-type]
            )
            for act in shown
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Title the list with the desk's own words, not "select ... to change"."""
        title = capfirst(self.model._meta.verbose_name_plural)
        if ERROR_FLAG in request.GET and len(request.GET) > 1:
            # Django marks with it where it leads from filters that cannot be read; met
            # again beside such filters it would call the database broken.
            query = request.GET.copy()
            del query[ERROR_FLAG]
            request.GET = query  # type: ignore[assignment]
        return super().changelist_view(
            request, {"title": title, **(extra_context or {})}
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Put the acts above the form."""
        obj = context.get("original")
        if obj is not None:
            context |= {"title": str(obj), "subtitle": None}
        context["acts"] = self.acts_for(request, obj) if obj is not None else []
        context["tabs"] = self.tabs_for(request, obj, "file") if obj is not None else []
        return super().render_change_form(request, context, *args, **kwargs)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer the acts that may be done on several rows."""
        return {
            act.name: (bulk.view_of(act), act.name, act.label)
            for act in acts_of(self.model)
            if act.name in self.bulk_acts and request.user.has_perm(act.permission)
        }

    def bulk_form(self, request: HttpRequest, action: Act[Any]) -> type[forms.Form]:
        """Give the form of an act on several rows."""
        forms_ = {**self.act_forms, **self.bulk_forms}
        return forms_.get(action.name, forms.Form)

    def response_action(
        self, request: HttpRequest, queryset: models.QuerySet[Any], *args: Any
    ) -> HttpResponse | None:
        """Leave out what is no id, which the database would stumble over."""
        sent = request.POST.copy()
        ids = [str(pk) for pk in bulk.ids_chosen(request)]
        sent.setlist(ACTION_CHECKBOX_NAME, ids)
        request.POST = sent  # type: ignore[assignment]
        return super().response_action(request, queryset, *args)

    def why_refused(
        self, request: HttpRequest, action: Act[Any], obj: Any
    ) -> str | Promise:
        """Say why this person may not do the act, where there is more to say."""
        return ""

    def filled(
        self, request: HttpRequest, action: Act[Any], form_class: type[forms.Form]
    ) -> dict[str, Any]:
        """Give what a form shows that was sent to be filled in, not to act."""
        names = form_class.base_fields
        return {name: request.POST[name] for name in names if name in request.POST}

    def act_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Ask for the act's inputs or its confirmation, then do it."""
        obj = self.get_object(request, object_id)
        action = next((act for act in acts_of(self.model) if act.name == name), None)
        if obj is None or action is None or name in self.hidden_acts:
            raise Http404
        if not request.user.has_perm(action.permission, obj):
            raise Barred(self.why_refused(request, action, obj))
        form_class = self.get_act_form(request, action, obj)
        options = self.get_act_form_options(request, action, obj)
        if request.method == "POST" and FILL in request.POST:
            known = self.filled(request, action, form_class)
            options["initial"] = {**options.get("initial", {}), **known}
        return perform(
            request,
            action,
            obj,
            form_class,
            page=self.act_page(request, action, obj),
            channel=Channel.ADMIN,
            form_options=options,
        )

    def get_act_form(
        self, request: HttpRequest, action: Act[Any], obj: Any
    ) -> type[forms.Form]:
        """Give the form of an act; an empty one is a mere confirmation."""
        return self.act_forms.get(action.name, forms.Form)

    def get_act_form_options(
        self, request: HttpRequest, action: Act[Any], obj: Any
    ) -> dict[str, Any]:
        """Give what the form of an act is made with: initial values, choices."""
        return {}

    def act_facts(
        self, request: HttpRequest, action: Act[Any], obj: Any
    ) -> list[tuple[Any, Any]]:
        """Give what one should know before this act, as (term, value)."""
        return []

    def act_page(self, request: HttpRequest, action: Act[Any], obj: Any) -> Page:
        """Give the words of an act's page."""
        return Page(
            template="admin/act_form.html",
            title=action.label,
            button=action.label,
            success=_("Done: %(act)s, %(object)s.")
            % {"act": str(action.label).lower(), "object": obj},
            back=self.address("change", obj.pk),
            next=self.address("changelist"),
            extra={
                **self.admin_site.each_context(request),
                "opts": self.model._meta,
                "original": obj,
                "facts": self.act_facts(request, action, obj),
                "title": action.label,
            },
        )

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> NoReturn:
        # Out of scope is answered like a missing row.
        raise Http404

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Write the journal; Django's own log would keep a second, worse one."""
        self._journal(request, "add", obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Write which fields changed."""
        self._journal(request, "change", obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:  # type: ignore[override]
        """Write a line for each row that goes."""
        for obj in queryset:
            self._journal(request, "delete", obj, [])

    def construct_change_message(  # type: ignore[override]
        self, request: HttpRequest, form: ModelForm, formsets: Any, add: bool = False
    ) -> list[str]:
        """Give the names of the changed fields; a form without change gives none."""
        changed = [] if add else list(form.changed_data)
        for formset in formsets or []:
            if formset.has_changed():
                changed.append(formset.prefix)
        return changed

    def _journal(
        self, request: HttpRequest, verb: str, obj: Any, fields: Sequence[str]
    ) -> None:
        if verb == "change" and not fields:
            return
        write_journal(
            f"{verb}_{type(obj).snake_name()}",
            obj,
            by=actor_of(request),
            now=clock.now(),
            channel=Channel.ADMIN,
            details={"fields": list(fields)} if fields else {},
        )


def actor_of(request: HttpRequest) -> Actor:
    """Give whoever works at the desk; the admin site lets only people in."""
    return request.user  # type: ignore[return-value]
