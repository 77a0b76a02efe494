"""The admin: the desks of lab staff."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class LabAdminSite(admin.AdminSite):
    """Django's admin with the house's name and the one door of allauth."""

    site_title = _("ServIndus Lab")
    site_header = _("Administration")
    index_title = _("Desks")
    enable_nav_sidebar = True


LabAdminSite.login = secure_admin_login(LabAdminSite.login)  # type: ignore[method-assign]
