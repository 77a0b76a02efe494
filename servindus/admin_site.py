"""The admin: the desks of lab staff."""

from functools import partial
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from servindus.admin_pick import pick_view


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

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Send people to the house's one door, and staff on to the desks."""
        door = secure_admin_login(super().login)
        response: HttpResponse = door(request, extra_context=extra_context)
        return response
