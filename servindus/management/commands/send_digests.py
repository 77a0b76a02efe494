"""Open the digests whose moment has come, and hand them over."""

import json
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from servindus import clock, digest_post
from servindus.models import Subscriber
from servindus.models.user import fold_email


class Command(BaseCommand):
    """What the worker does every five minutes, by hand."""

    help = "Send the digests that are due. Twice sends no more than once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --as-of, --dry-run, --user and --json."""
        parser.add_argument(
            "--as-of",
            metavar="WHEN",
            help="as if it were then: 2026-12-01 (at ten) or 2026-12-01T09:30",
        )
        parser.add_argument("--user", metavar="EMAIL", help="this address alone")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="show who would get what; with --user the whole text, due or not",
        )
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, or show."""
        try:
            moment = clock.said(options["as_of"] or "")
        except ValueError as error:
            raise CommandError(str(error)) from error
        only = fold_email(options["user"] or "")
        if only and not Subscriber.objects.filter(email=only).exists():
            raise CommandError(f"{only} has never been written to")
        with clock.at(moment):
            if options["dry_run"]:
                self._show(moment, only, as_json=options["json"])
                return
            counts = digest_post.run(moment, only=only)
        text = "\n".join(f"{name}: {number}" for name, number in counts.items())
        self.stdout.write(json.dumps(counts) if options["json"] else text)

    def _show(self, moment: datetime, only: str, *, as_json: bool) -> None:
        told: list[dict[str, Any]] = []
        for reader, message in digest_post.rehearse(moment, only):
            subject = str(message.subject) if message else None
            if as_json:
                told.append({"to": reader.email, "subject": subject})
                continue
            self.stdout.write(f"{reader.email}: {subject or 'nothing to tell'}")
            if only and message:
                self.stdout.write(str(message.body))
        if as_json:
            self.stdout.write(json.dumps(told))
