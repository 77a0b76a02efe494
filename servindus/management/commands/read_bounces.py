"""Read what came back: failures and complaints, from files or from the mailbox."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from servindus import bounce_post
from servindus.bounce_mails import Unreadable


class Command(BaseCommand):
    """Reports of mail servers; addresses that do not exist get no more mails."""

    help = (
        "Read delivery reports (RFC 3464) and complaints (RFC 5965) from .eml or mbox"
        " files, or from the mailbox of BOUNCE_MAILBOX_URL. Exit 0 only if all could"
        " be read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the files and --json."""
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        """Read all, count, and then say what could not be read."""
        done, faults = bounce_post.counts(), []
        for path in files:
            found, wrong = bounce_post.read_file(path)
            done.update(found)
            faults += wrong
        if not files:
            if not settings.BOUNCE_MAILBOX_URL:
                raise CommandError("Name a file, or set BOUNCE_MAILBOX_URL.")
            try:
                done.update(bounce_post.read_mailbox())
            except Unreadable as error:
                faults.append(str(error))
        lines = "\n".join(f"{name}: {done[name]}" for name in bounce_post.OUTCOMES)
        self.stdout.write(json.dumps(dict(done)) if options["json"] else lines)
        if faults:
            raise CommandError("\n".join(faults))
