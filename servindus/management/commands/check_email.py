"""Send one mail and say whether it left."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from servindus import mail_check


class Command(BaseCommand):
    """The mail settings, tried for once; the DNS records that they need."""

    help = (
        "Send one test mail by EMAIL_URL and print the DNS records that the sender's"
        " domain needs. Exit 0 only if the mail server took the mail."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the address."""
        parser.add_argument("address", help="who receives the test mail")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        """Print, send, and say what happened."""
        try:
            self.stdout.write(f"server: {mail_check.server()}")
            domain = mail_check.sender_domain()
            self.stdout.write(f"sender's domain: {domain}")
            for purpose, name, value in mail_check.records(domain):
                self.stdout.write(f"  {purpose}: {name} {value}")
            self.stdout.write("  (not verified: this command asks no name server)")
            key = mail_check.send(address)
        except mail_check.NotHandedOver as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"handed over to the server: {key} for {address}")
