"""Print every act with the steps that it may take."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from servindus import workflow


class Command(BaseCommand):
    """Every declared step: what the database lets through."""

    help = "Print every act: its model, from which statuses, to which."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --json."""
        parser.add_argument("--json", action="store_true", help="one JSON document")
        parser.add_argument(
            "--markdown", action="store_true", help="the page of docs/ as a table"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table."""
        rows = [
            {
                "model": act.model._meta.label,
                "act": act.name,
                "from": sorted(act.sources),
                "to": list(act.targets),
            }
            for act in sorted(
                workflow.every_act(), key=lambda act: (act.model._meta.label, act.name)
            )
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=2))
            return
        if options["markdown"]:
            self.stdout.write(_page(rows))
            return
        for row in rows:
            target = ", ".join(row["to"]) or "(unchanged)"
            sources = ", ".join(row["from"])
            self.stdout.write(f"{row['model']}\t{row['act']}\t{sources}\t{target}")


def _page(rows: list[dict[str, Any]]) -> str:
    lines = [
        "# Transitions",
        "",
        "Printed by `manage.py print_transitions --markdown`.",
    ]
    lines += ["", "| model | act | from | to |", "|---|---|---|---|"]
    for row in rows:
        sources = ", ".join(source or "(any)" for source in row["from"])
        target = ", ".join(row["to"]) or "(unchanged)"
        lines.append(f"| {row['model']} | `{row['act']}` | {sources} | {target} |")
    return "\n".join(lines)
