"""How a lab makes what is not there yet: the form, one click, the new page."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from programmes import known, rules
from programmes.models import Lab
from servindus.clicks import click_of
from servindus.models import User
from servindus.views import Page
from servindus.workflow import ActRefused

Make = Callable[..., Any]


def reader_of(request: HttpRequest) -> User:
    """Give the person who reads; the middleware lets nobody else in."""
    return request.user  # type: ignore[return-value]


def own_labs(request: HttpRequest) -> list[Lab]:
    """Give the labs that the reader works for."""
    own = rules.lab_ids(reader_of(request))
    return [lab for lab in known.labs() if lab.pk in own]


def lab_of(request: HttpRequest, permission: str) -> Lab:
    """Give the lab in whose name the reader acts; who works for several says which."""
    labs = own_labs(request)
    if not labs or not reader_of(request).has_perm(permission):
        raise PermissionDenied
    wanted = request.GET.get("laboratoire", labs[0].slug)
    found = next((lab for lab in labs if lab.slug == wanted), None)
    if found is None:
        raise Http404
    return found


def make(
    request: HttpRequest, made_by: Make, lab: Lab, form: forms.Form, page: Page
) -> HttpResponse:
    """Show the form, or do what it says and go to what was made.

    A refusal answers 409 with what was typed; the same click twice makes one thing.
    """
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = made_by(
                lab,
                by=reader_of(request),
                click=click_of(request),
                **form.cleaned_data,
            )
        except ActRefused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            messages.success(request, str(page.success))
            return redirect(made)
    context = {"form": form, "page": page, "object": lab, **(page.extra or {})}
    return render(request, page.template, context, status=status)
