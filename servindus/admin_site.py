"""The admin: the desks of lab staff."""

from collections.abc import Iterable
from functools import partial, wraps
from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.utils import get_next_redirect_url
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from servindus.admin_pick import pick_view

HIDDEN = frozenset({"account", "auth", "mfa", "usersessions"})


class LabAdminSite(admin.AdminSite):
    """Django's admin with the house's name and the one door of allauth."""

    site_title = _("ServIndus Lab")
    site_header = _("Administration")
    index_title = _("Desks")
    enable_nav_sidebar = True

    def get_urls(self) -> list[Any]:
        """Add the look-up behind fields that choose one row among very many."""
        look_up = path(
            "choisir/<slug:app>/<slug:model>/<slug:field>/",
            self.admin_view(partial(pick_view, self)),
            name="pick",
        )
        return [look_up, *super().get_urls()]

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Close Django's own look-up, which no page of ours asks."""
        raise Http404

    def register(
        self, model_or_iterable: Any, admin_class: Any = None, **options: Any
    ) -> None:
        """Leave out the libraries' tables of accounts: factors, sessions, groups.

        They hold secrets or rights, and would be changed behind rules and journal.
        """
        is_many = isinstance(model_or_iterable, Iterable)
        models = model_or_iterable if is_many else [model_or_iterable]
        ours = [model for model in models if model._meta.app_label not in HIDDEN]
        if ours:
            super().register(ours, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Tell somebody signed in without a desk so; the log-in page would not help."""
        shown = super().admin_view(view, cacheable)

        @wraps(shown)
        def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return shown(request, *args, **options)

        return guarded

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Send people to the house's one door, and staff on to the desks.

        Django's own log-in form never runs: it knows neither limits nor factors.
        """
        return to_the_desks(request)


@secure_admin_login
def to_the_desks(request: HttpRequest) -> HttpResponse:
    """Go where staff wanted to, within the site; others are asked to sign in."""
    wanted = get_next_redirect_url(request)
    return HttpResponseRedirect(wanted or reverse("admin:index"))
