"""The room as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlockersConfig(AppConfig):
    """Blockers."""

    name = "blockers"
    verbose_name = _("Blockers")

    def ready(self) -> None:
        """Declare acts, notices and the room's words in the header."""
        from blockers import (  # noqa: F401
            actions,
            card_notifications,
            chasing_timers,
            digests,
            escalation_notifications,
            exports,
            follow_up_notifications,
            home,
            invariants,
            labs,
            notifications,
            public_figures,
            sitting_exports,
            sitting_notifications,
            timers,
            witnesses,
        )
        from programmes.labs import sections
        from programmes.witnesses import links, story
        from servindus import context, figures
        from servindus import digests as letters
        from servindus import home as ground

        links.report_makers.append(witnesses.report)
        story.makers.append(witnesses.told)
        context.navigation_makers.append(home.navigation)
        ground.part_makers.append(home.part)
        ground.part_makers.append(home.rates)
        figures.sources.append(public_figures.SOURCE)
        sections.makers.append(labs.sections)
        ground.public_makers.append(home.public)
        letters.sources.append(digests.people)
        letters.makers.append(digests.parts)
        letters.askers[digests.parts] = digests.may_tell
