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
        from programmes import (  # noqa: F401
            account_journal,
            actions,
            cards,
            exports,
            facilities,
            home,
            indicators,
            invariants,
            jobs,
            labs,
            notifications,
            pilots,
            plan,
            reference,
            witnesses,
        )
        from programmes import digests as room
        from servindus import context, demo, digests, preferences
        from servindus import home as homes

        post_migrate.connect(
            reference.load_after_migrate, sender=self, dispatch_uid="reference"
        )
        account_journal.connect()
        context.person_makers.append(cards.reader)
        homes.part_makers.append(home.part)
        demo.waiting_lines.append(home.waiting_line)
        preferences.rhythm_makers.append(room.usual_rhythms)
        digests.sources.append(room.people)
        digests.makers.append(room.parts)
        digests.askers[room.parts] = room.may_tell
        aggregates = (facilities, pilots, jobs, labs, witnesses, plan, indicators)
        for aggregate in aggregates:
            aggregate.connect()
