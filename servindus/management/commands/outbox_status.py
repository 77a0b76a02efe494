"""Print how the outbox stands."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count

from servindus import clock
from servindus.models import OutboxEmail
from servindus.models.outbox import OutboxState


class Command(BaseCommand):
    """Mails by state, and since when the oldest is due."""

    help = "Print the mails by state and the age of the oldest that is due."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --json."""
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count and print."""
        counted = dict(
            OutboxEmail.objects.order_by()
            .values_list("state")
            .annotate(number=Count("pk"))
        )
        now = clock.now()
        oldest = OutboxEmail.objects.due(now).order_by("next_try_at").first()
        age = (now - oldest.next_try_at).total_seconds() if oldest else 0
        status = {
            **{str(state): counted.get(state, 0) for state in OutboxState},
            "due": OutboxEmail.objects.due(now).count(),
            "oldest_due_seconds": round(age),
        }
        if options["json"]:
            self.stdout.write(json.dumps(status))
            return
        for name, number in status.items():
            self.stdout.write(f"{name}\t{number}")
