"""The admin: the desks of lab staff."""

from functools import wraps
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _


class LabAdminSite(admin.AdminSite):
    """Django's admin with the house's name and the one door of allauth."""

    site_title = _("ServIndus Lab")
    site_header = _("Administration")
    index_title = _("Desks")
    enable_nav_sidebar = True

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
        """Send people to the house's one door, and staff on to the desks."""
        # Django asks for GET alone, and would show its own form to HEAD and POST.
        if self.has_permission(request):
            return redirect("admin:index")
        door = secure_admin_login(super().login)
        response: HttpResponse = door(request, extra_context=extra_context)
        return response
