"""The room as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlockersConfig(AppConfig):
    """Blockers."""

    name = "blockers"
    verbose_name = _("Blockers")

    def ready(self) -> None:
        """Declare acts and notices."""
        from blockers import actions, notifications  # noqa: F401
