"""Do what time has brought: reminders, ends, questions."""

import json
from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_date, parse_datetime

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
        with clock.at(_moment(options["as_of"])):
            counts = timers.run()
        text = "\n".join(f"{name}: {number}" for name, number in counts.items())
        self.stdout.write(json.dumps(counts) if options["json"] else text)


def _moment(said: str | None) -> datetime:
    if not said:
        return clock.now()
    try:
        day = parse_date(said)
        moment = datetime.combine(day, time(10)) if day else parse_datetime(said)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"{said} is no day and no moment: 2026-12-01T09:30")
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.PARIS)
