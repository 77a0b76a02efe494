"""One act on several rows of a desk: confirmation first, then a result per row."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from servindus.actors import Channel
from servindus.workflow import Act, ActRefused, Busy

# More rows than this are more than one decision.
MOST = 100
CONFIRMED = "bulk_confirmed"

AdminAction = Callable[[Any, HttpRequest, models.QuerySet[Any]], HttpResponse]


def view_of(act: Act[Any]) -> AdminAction:
    """Give the admin's action for an act."""

    def view(
        desk: Any, request: HttpRequest, rows: models.QuerySet[Any]
    ) -> HttpResponse:
        """Ask for the inputs once, then do the act row by row."""
        chosen = list(rows[:MOST])
        form_class: type[forms.Form] = desk.act_forms.get(act.name, forms.Form)
        confirmed = CONFIRMED in request.POST
        form = form_class(request.POST if confirmed else None)
        results = None
        if confirmed and form.is_valid():
            results = [
                (row, _do(act, row, request, form.cleaned_data)) for row in chosen
            ]
        context = {
            **desk.admin_site.each_context(request),
            "title": act.label,
            "opts": desk.model._meta,
            "action": act,
            "form": form,
            "rows": chosen,
            "results": results,
            "checkbox": ACTION_CHECKBOX_NAME,
            "confirmed": CONFIRMED,
            "back": desk.address("changelist"),
        }
        return render(request, "admin/bulk_act.html", context)

    return view


def _do(act: Act[Any], row: Any, request: HttpRequest, inputs: dict[str, Any]) -> str:
    """Do the act on one row; give the reason why not, or an empty text."""
    user: Any = request.user
    try:
        if not user.has_perm(act.permission, row):
            raise PermissionDenied
        act(row, by=user, channel=Channel.ADMIN, **inputs)
    except PermissionDenied:
        return _("You may not do this here.")
    except ActRefused as refused:
        return str(refused)
    except Busy:
        return _("Somebody is working on this file. Please send it again.")
    return ""
