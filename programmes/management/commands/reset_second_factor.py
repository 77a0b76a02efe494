"""Takes a lost second factor off an account, when nobody else of the programme can."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from programmes.actions import reset_second_factor
from servindus.actors import SYSTEM
from servindus.models import User
from servindus.models.user import fold_email
from servindus.workflow import ActRefused


class Command(BaseCommand):
    """Reset a second factor from the machine itself."""

    help = "take a lost second factor off an account; its sessions end"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask whose account it is."""
        parser.add_argument("email", help="the address of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reset the factor; tell who was not found or has none."""
        user = User.objects.filter(email=fold_email(options["email"])).first()
        if user is None:
            raise CommandError("no account has this address")
        try:
            reset_second_factor(user, by=SYSTEM)
        except ActRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"the second factor of {user.email} is reset")
