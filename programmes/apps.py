"""The frame as Django knows it."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    """The frame."""

    name = "programmes"
    verbose_name = _("Programme")

    def ready(self) -> None:
        """Declare acts and notices; keep reference data in every database."""
        from programmes import actions, cards, notifications, reference  # noqa: F401
        from servindus import context

        post_migrate.connect(
            reference.load_after_migrate, sender=self, dispatch_uid="reference"
        )
        context.person_makers.append(cards.reader)
