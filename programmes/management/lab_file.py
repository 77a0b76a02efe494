"""A command that brings a small file of a lab in, as a desk does with its pages."""

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from programmes import rules as frame
from programmes.imports.file_form import Order
from programmes.imports.reader import UnreadableFile
from programmes.imports.refusals import Refusals
from programmes.imports.report import Report
from programmes.models import Lab
from servindus.models import User


class LabFileCommand(BaseCommand):
    """Reads a file, and says what became of its rows; repeating it changes nothing."""

    def bring(self, file: Path, order: Order, refusals: Refusals | None) -> Report:
        """Bring the rows in, or count them."""
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the file and the switches."""
        parser.add_argument("file", type=Path, help="the file to read")
        parser.add_argument("--lab", required=True, help="the lab whose rows they are")
        parser.add_argument(
            "--by", required=True, metavar="EMAIL", help="who writes them down"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="count, and write nothing"
        )
        parser.add_argument(
            "--refused", type=Path, metavar="CSV", help="where to write refused rows"
        )
        parser.add_argument(
            "--json", action="store_true", help="print one JSON document"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Bring in, then print counts and reasons."""
        order = _order(options["lab"], options["by"], dry_run=options["dry_run"])
        try:
            with ExitStack() as opened:
                refusals = None
                if options["refused"]:
                    refusals = opened.enter_context(Refusals(options["refused"]))
                report = self.bring(file, order, refusals)
        except (UnreadableFile, OSError) as error:
            raise CommandError(f"{file}: {error}") from error
        if options["json"]:
            said = {"dry_run": order.dry_run, **report.as_dict()}
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))
            return
        done = "would be " if order.dry_run else ""
        self.stdout.write(
            f"{report.rows} rows ({report.layout}): {report.created} {done}brought in,"
            f" {report.unchanged} known already, {report.refused} refused"
        )
        for row in report.refused_rows:
            self.stdout.write(f"  line {row['line']} refused: {row['reason']}")


def _order(slug: str, email: str, *, dry_run: bool) -> Order:
    lab = Lab.objects.filter(slug=slug).first()
    if lab is None:
        raise CommandError(f"no lab is called {slug!r}")
    by = User.objects.filter(email=email, is_active=True).first()
    if by is None or lab.pk not in frame.lab_ids(by):
        raise CommandError(f"{email} is nobody of this lab")
    return Order(lab, by, dry_run=dry_run)
