"""Send the mails that are due, once."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from servindus import outbox


class Command(BaseCommand):
    """What the worker does each minute, by hand."""

    help = "Send the mails that are due; without EMAIL_URL none is."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --json."""
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send and count."""
        counts = outbox.send_due()
        text = ", ".join(f"{name} {number}" for name, number in counts.items())
        self.stdout.write(json.dumps(counts) if options["json"] else text)
