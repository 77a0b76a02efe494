"""Pages of the ground floor, and `perform`, the one place where acts meet HTTP."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from servindus import clock
from servindus.actors import Actor, Channel
from servindus.clicks import click_of, made_by, was_done_by
from servindus.workflow import Act, ActRefused, Busy, status_of

# A button of this name asks to fill the form in: it is shown again, nothing is done.
FILL = "fill"


class Barred(PermissionDenied):
    """Not for this person, with the reason that they may read."""


# Seconds after which a busy file may be tried again.
RETRY_AFTER = "5"
Inputs = Callable[[forms.Form], dict[str, Any]]


@dataclass(frozen=True)
class Page:
    """How `perform` shows an act: template, title, words of success, way on.

    `opens_made`: the way on is the page of the row that the act has made.
    """

    template: str = "servindus/act_form.html"
    title: str | Promise = ""
    lead: str | Promise = ""
    button: str | Promise = ""
    success: str | Promise = ""
    back: str = ""
    next: str = ""
    opens_made: bool = False
    extra: dict[str, Any] | None = None


def perform(
    request: HttpRequest,
    action: Act[Any],
    obj: models.Model,
    form_class: type[forms.Form],
    *,
    page: Page,
    actor: Actor | None = None,
    channel: Channel | None = None,
    form_options: dict[str, Any] | None = None,
) -> HttpResponse:
    """Check the permission, show the form, do the act on POST, then redirect.

    A form sent to be filled in is shown with the caller's initial values. A form's
    `cleaned_data` are the act's inputs. A file that has moved answers 409, a busy
    database 503, with what was typed; the same form again is answered like before.
    """
    who: Actor = actor or request.user  # type: ignore[assignment]
    if not who.has_perm(action.permission, obj):
        raise PermissionDenied
    posted = request.method == "POST" and FILL not in request.POST
    data = (request.POST, request.FILES) if posted else (None, None)
    form = form_class(*data, **(form_options or {}))
    click = click_of(request)
    # What the first turn has written can make the same form invalid.
    if posted and not form.is_valid() and was_done_by(action.name, obj, who, click):
        return _go_on(request, action, obj, page)
    if not posted or not form.is_valid():
        return _show(request, action, obj, form, page)
    try:
        action(obj, by=who, channel=channel, click=click, **form.cleaned_data)
    except ActRefused as refused:
        if not was_done_by(action.name, obj, who, click):
            form.add_error(None, str(refused))
            return _show(request, action, obj, form, page, status=409)
    except Busy:
        return _ask_to_wait(request, action, obj, form, page)
    else:
        _say(request, page.success)
    return _go_on(request, action, obj, page)


def _say(request: HttpRequest, words: str | Promise) -> None:
    if words:
        messages.success(request, str(words))


def _go_on(
    request: HttpRequest, action: Act[Any], obj: models.Model, page: Page
) -> HttpResponse:
    made: Any = made_by(request, action.name, obj) if page.opens_made else None
    return redirect(made or page.next or page.back)


def _ask_to_wait(
    request: HttpRequest,
    action: Act[Any],
    obj: models.Model,
    form: forms.Form,
    page: Page,
) -> HttpResponse:
    """Show the form again with what was typed, and when to send it."""
    form.add_error(None, busy_words())
    response = _show(request, action, obj, form, page, status=503)
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def busy_words() -> str:
    """Say that the file is held by somebody else, and that nothing was done."""
    return _("Somebody is working on this file. Please send it again.")


def _show(
    request: HttpRequest,
    action: Act[Any],
    obj: models.Model,
    form: forms.Form,
    page: Page,
    status: int = 200,
) -> HttpResponse:
    try:
        obj.refresh_from_db()
    except ObjectDoesNotExist:
        # Somebody else has taken the row away meanwhile.
        raise Http404 from None
    context = {
        "action": action,
        "object": obj,
        "form": form,
        "page": page,
        "status": status_of(obj),
        "reason": action.why_not(obj, clock.now()) if status == 200 else None,
        **(page.extra or {}),
    }
    return render(request, page.template, context, status=status)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page has aged, and how to go on; nothing was written."""
    return render(request, "403_csrf.html", status=403)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the address or the form could not be read."""
    return render(request, "400.html", status=400)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that this page is for somebody else, and why where we know."""
    reason = str(exception) if isinstance(exception, Barred) else ""
    return render(request, "403.html", {"reason": reason}, status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that nothing is here for this reader."""
    return render(request, "404.html", status=404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Say that we failed; the page needs neither database nor session."""
    return render(request, "500.html", status=500)
