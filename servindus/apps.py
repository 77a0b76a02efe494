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
        """Keep the database's table of transitions in step; hear what providers say."""
        from anymail.signals import tracking

        from servindus import actions, digest_notice, guard, webhooks  # noqa: F401

        post_migrate.connect(
            guard.declare_transitions, sender=self, dispatch_uid="transitions"
        )
        # The library of webhooks offers nothing but a signal.
        tracking.connect(webhooks.receive, dispatch_uid="bounces")


class LabAdminConfig(admin_apps.AdminConfig):
    """Django's admin in the house's skin."""

    default = False
    default_site = "servindus.admin_site.LabAdminSite"
