"""Print every permission with the predicate that grants it."""

import json
from typing import Any

import rules
from django.core.management.base import BaseCommand, CommandParser
from rules.permissions import permissions


class Command(BaseCommand):
    """The one table of permissions."""

    help = "Print every permission and the rule behind it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --json."""
        parser.add_argument("--json", action="store_true", help="one JSON document")
        parser.add_argument(
            "--markdown", action="store_true", help="the page of docs/ as a table"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table."""
        rows = {
            name: " ".join(str(permissions[name].name).replace("_", " ").split())
            for name in sorted(permissions)
            if rules.perm_exists(name)
        }
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=2))
            return
        if options["markdown"]:
            self.stdout.write(_page(rows))
            return
        for name, rule in rows.items():
            self.stdout.write(f"{name}\t{rule}")


def _page(rows: dict[str, str]) -> str:
    lines = [
        "# Permissions",
        "",
        "Printed by `manage.py print_permissions --markdown`.",
    ]
    lines += ["", "| permission | who |", "|---|---|"]
    for name, rule in rows.items():
        lines.append(f"| `{name}` | {rule.replace('|', 'or').replace('&', 'and')} |")
    return "\n".join(lines)
