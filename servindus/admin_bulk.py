"""One act on several rows of a desk: confirmation first, then a result per row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from servindus.actors import Channel
from servindus.clicks import click_of, was_done_by
from servindus.views import FILL
from servindus.workflow import Act, ActRefused, Busy

# More rows than this are more than one decision.
MOST = 100
CONFIRMED = "bulk_confirmed"

AdminAction = Callable[[Any, HttpRequest, models.QuerySet[Any]], HttpResponse]


@dataclass(frozen=True)
class Result:
    """What became of one row: done, done before by the same person, or why not."""

    row: Any
    reason: str = ""
    before: bool = False

    @property
    def is_done(self) -> bool:
        """Whether the row is now where the act leads."""
        return not self.reason


def ids_chosen(request: HttpRequest) -> list[int]:
    """Give the ids that a list sent, without what is no id; each once, in order."""
    sent = request.POST.getlist(ACTION_CHECKBOX_NAME)
    fit = [
        int(text)
        for text in sent
        if text.isascii() and text.isdecimal() and len(text) < 19
    ]
    return list(dict.fromkeys(fit))


def view_of(act: Act[Any]) -> AdminAction:
    """Give the admin's action for an act."""

    def view(
        desk: Any, request: HttpRequest, rows: models.QuerySet[Any]
    ) -> HttpResponse:
        """Ask for the inputs once, then do the act row by row."""
        confirmed = CONFIRMED in request.POST
        if confirmed:
            # Rows that the first click has moved are no longer in the list's part.
            rows = desk.get_queryset(request).filter(pk__in=ids_chosen(request))
        chosen = list(rows.order_by("pk")[: MOST + 1])
        left_out = len(chosen) > MOST
        chosen = chosen[:MOST]
        form_class: type[forms.Form] = desk.bulk_form(request, act)
        form, filled = _form(desk, request, act, form_class, confirmed)
        results = None
        if confirmed and not filled and form.is_valid():
            results = [
                _do(desk, act, row, request, form.cleaned_data) for row in chosen
            ]
        context = {
            **desk.admin_site.each_context(request),
            "title": act.label,
            "opts": desk.model._meta,
            "action": act,
            "form": form,
            "rows": chosen,
            "left_out": left_out,
            "most": MOST,
            "results": results,
            "done": sum(result.is_done for result in results or ()),
            "checkbox": ACTION_CHECKBOX_NAME,
            "confirmed": CONFIRMED,
            "back": desk.address("changelist"),
        }
        return render(request, "admin/bulk_act.html", context)

    return view


def _form(
    desk: Any,
    request: HttpRequest,
    act: Act[Any],
    form_class: type[forms.Form],
    confirmed: bool,
) -> tuple[forms.Form, bool]:
    """Give the form and whether it was only asked to be filled in."""
    options = desk.get_act_form_options(request, act, None)
    if confirmed and FILL in request.POST:
        initial = desk.filled(request, act, form_class)
        return form_class(**{**options, "initial": initial}), True
    return form_class(request.POST if confirmed else None, **options), False


def _do(
    desk: Any, act: Act[Any], row: Any, request: HttpRequest, inputs: dict[str, Any]
) -> Result:
    """Do the act on one row, whose rights are asked again; say what became of it."""
    user: Any = request.user
    click = click_of(request)
    try:
        if not user.has_perm(act.permission, row):
            raise PermissionDenied
        act(row, by=user, channel=Channel.ADMIN, click=click, **inputs)
    except PermissionDenied:
        reason = desk.why_refused(request, act, row)
        return Result(row, str(reason or _("You may not do this here.")))
    except ActRefused as refused:
        if was_done_by(act.name, row, user, click):
            return Result(row, before=True)
        return Result(row, str(refused))
    except Busy:
        return Result(row, _("Somebody is working on this file. Please send it again."))
    return Result(row)
