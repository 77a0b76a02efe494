"""`manage.py load_reference`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from programmes import reference


class Command(BaseCommand):
    """Loads programme, labs, communes, axes, topics and activity codes again."""

    help = (
        "Loads the reference data (programme, labs, communes, axes, topics, activity"
        " codes). Repeating it changes nothing; what was filled in the admin stays."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the one switch."""
        parser.add_argument(
            "--force",
            action="store_true",
            help="write the rows again even if these files were already loaded",
        )

    def handle(self, *args: Any, force: bool, **options: Any) -> None:
        """Load and say in one line what happened."""
        if reference.load(force=force):
            self.stdout.write("reference data loaded")
        else:
            self.stdout.write("reference data already up to date")
