"""Do what time has brought: reminders, ends, questions."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from servindus import clock, timers


class Command(BaseCommand):
    """What the worker does every ten minutes, by hand."""

    help = "Do what is due: reminders, ends, questions. Twice does no more than once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --as-of and --json."""
        parser.add_argument(
            "--as-of",
            metavar="WHEN",
            help="as if it were then: 2026-12-01 (at ten) or 2026-12-01T09:30",
        )
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run and count."""
        try:
            moment = clock.said(options["as_of"] or "")
        except ValueError as error:
            raise CommandError(str(error)) from error
        with clock.at(moment):
            counts = timers.run()
        text = "\n".join(f"{name}: {number}" for name, number in counts.items())
        self.stdout.write(json.dumps(counts) if options["json"] else text)
