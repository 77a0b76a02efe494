"""`manage.py suggest_duplicates`."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from programmes.duplicates.detection import search


class Command(BaseCommand):
    """Searches the directory for organisations that may be one."""

    help = (
        "Searches the directory for organisations that may be one company and puts the"
        " pairs on the desk of the labs. Pairs that were dismissed do not come back."
        " Repeating it changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the switch."""
        parser.add_argument(
            "--json", action="store_true", help="print one JSON document"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Search, then print the figures."""
        result = search()
        if result is None:
            raise CommandError("another search is running")
        if options["json"]:
            self.stdout.write(json.dumps(asdict(result)))
            return
        self.stdout.write(
            f"{result.looked_at} organisations without SIREN, {result.compared} pairs"
            f" compared: {result.suggested} to look at, {result.withdrawn} withdrawn"
        )
