"""Save the site into one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from servindus.backups import BackupError, archive, saving, told_to_end


class Command(BaseCommand):
    """The database and the uploaded files, in one file that only its owner reads."""

    help = (
        "Save the database and the uploaded files into one tar, readable by its owner"
        " only; the file appears whole or not at all. It holds personal data, but no"
        " session and no key."
    )
    requires_system_checks: Any = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file and --force."""
        parser.add_argument("file", type=Path, metavar="FILE", help="where to save")
        parser.add_argument(
            "--force", action="store_true", help="take the place of an older file"
        )

    def handle(self, *args: Any, file: Path, force: bool, **options: Any) -> None:
        """Save and say what is in it."""
        try:
            with told_to_end():
                manifest = saving.save(file, force=force)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except Error as error:
            raise CommandError(f"the database: {str(error).strip()}") from error
        members = manifest["members"]
        size = sum(member["size"] for member in members.values())
        files = sum(name.startswith(archive.MEDIA) for name in members)
        self.stdout.write(f"saved {file}: the database and {files} file(s), {size} B")
