"""`manage.py seed_demo`."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from servindus import demo


class Command(BaseCommand):
    """Fills the demonstration: cast, companies, eight months of story."""

    help = (
        "Makes the demonstration: the cast with its accounts, invented companies and"
        " eight months of story around a directory of real plants. Repeating it"
        " changes nothing. Refuses outside the demo mode (DEMO=1)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the switches."""
        parser.add_argument(
            "--scale",
            type=int,
            default=1,
            metavar="N",
            help="how much stands around the story; each step adds companies",
        )
        parser.add_argument(
            "--json", action="store_true", help="print one JSON document"
        )

    def handle(self, *args: Any, scale: int, **options: Any) -> None:
        """Make it and print who can enter and what is worth opening."""
        if scale < 1:
            raise CommandError("--scale is at least 1")
        try:
            world = demo.seed(scale)
        except demo.OutsideDemo as error:
            raise CommandError(str(error)) from error
        result = {
            "created": world.is_new,
            "password": demo.PASSWORD,
            "cast": world.cast,
            "samples": dict(sorted(world.samples.items())),
        }
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2))
            return
        self.stdout.write("demonstration " + ("made" if world.is_new else "in place"))
        for person in world.cast:
            self.stdout.write(f"  {person['email']:32} {person['name']}")
        self.stdout.write(f"  password of all: {demo.PASSWORD}")
