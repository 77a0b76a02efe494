"""The room as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchmakingConfig(AppConfig):
    """Introductions."""

    name = "matchmaking"
    verbose_name = _("Introductions")

    def ready(self) -> None:
        """Declare acts, notices and the room's words in the header."""
        from matchmaking import (  # noqa: F401
            actions,
            digests,
            exports,
            home,
            invariants,
            labs,
            merging,
            notifications,
            pilots,
            public_figures,
            timers,
            witnesses,
        )
        from matchmaking.actions import departures, losing
        from programmes.actions import members
        from programmes.labs import sections
        from programmes.pilots import links
        from programmes.witnesses import story
        from servindus import actions as ground_actions
        from servindus import context, demo, figures
        from servindus import digests as letters
        from servindus import home as ground

        links.introduction_makers.append(pilots.introductions)
        story.makers.append(witnesses.told)
        members.departures.append(departures.hand_over_introductions)
        members.last_member_checks.append(departures.why_not_the_last)
        ground_actions.bounce_takers.append(losing.lose_card)
        context.navigation_makers.append(home.navigation)
        ground.part_makers.append(home.part)
        ground.waiting_makers.append(home.waiting)
        figures.sources.append(public_figures.SOURCE)
        sections.makers.append(labs.sections)
        demo.waiting_lines.append(home.waiting_line)
        letters.sources.append(digests.people)
        letters.makers.append(digests.parts)
        letters.askers[digests.parts] = digests.may_tell
