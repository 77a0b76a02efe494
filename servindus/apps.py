"""The ground floor and the admin as Django knows them."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ServindusConfig(AppConfig):
    """The ground floor."""

    default = True
    name = "servindus"
    verbose_name = _("Foundation")

    def ready(self) -> None:
        """Keep the database's table of transitions in step with the code."""
        from servindus import actions, digest_notice, guard  # noqa: F401

        post_migrate.connect(
            guard.declare_transitions, sender=self, dispatch_uid="transitions"
        )


class LabAdminConfig(admin_apps.AdminConfig):
    """Django's admin in the house's skin."""

    default = False
    default_site = "servindus.admin_site.LabAdminSite"
