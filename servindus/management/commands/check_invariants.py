"""Check what must never break."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from servindus import invariants


class Command(BaseCommand):
    """Exit 1 and the offending rows when a rule is broken."""

    help = "Check what must never break; exit 1 and the rows when something is."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --json."""
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask every rule."""
        broken = invariants.broken()
        if options["json"]:
            self.stdout.write(json.dumps({"broken": broken}, indent=2))
        else:
            for name in invariants.names():
                self.stdout.write(f"{'BROKEN' if name in broken else 'ok'}\t{name}")
                for row in broken.get(name, []):
                    self.stdout.write(f"\t{row}")
        if broken:
            raise CommandError(f"{len(broken)} rule(s) broken", returncode=1)
