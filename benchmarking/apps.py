"""The room as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BenchmarkingConfig(AppConfig):
    """Good practices."""

    name = "benchmarking"
    verbose_name = _("Good practices")

    def ready(self) -> None:
        """Declare acts; let each aggregate connect what it gives the house."""
        from benchmarking import (  # noqa: F401
            actions,
            comparison,
            exchanges,
            home,
            links,
            practices,
            questions,
            transfers,
        )
        from servindus import context

        context.navigation_makers.append(home.navigation)
        rooms = (practices, transfers, links, questions, exchanges, comparison)
        for aggregate in rooms:
            aggregate.connect()
