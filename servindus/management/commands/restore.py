"""Restore the site from one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from servindus.backups import BackupError, restoring, told_to_end


class Command(BaseCommand):
    """Everything or nothing, into an empty database; no mail leaves by itself."""

    help = (
        "Restore a file of `backup` into an empty database and an empty MEDIA_ROOT."
        " The file is verified first and restored in one transaction. Mails that were"
        " still to send are held back for staff to release or drop; everybody signs in"
        " again."
    )
    requires_system_checks: Any = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file and --replace."""
        parser.add_argument("file", type=Path, metavar="FILE", help="what to restore")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="lose what the database and MEDIA_ROOT hold now",
        )

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        """Restore and say what is left to do."""
        try:
            with told_to_end():
                done = restoring.restore(file, replace=replace)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except Error as error:
            raise CommandError(f"the database: {str(error).strip()}") from error
        self.stdout.write(
            f"restored {file}, made at {done['made_at']} by version"
            f" {done['version']}: the database and {done['files']} file(s)\n"
            f"held back: {done['held_mails']} mail(s), for staff to release or drop\n"
            "now: manage.py migrate, manage.py check_invariants; repeat the erasures"
            f" done since {done['made_at']}"
        )
