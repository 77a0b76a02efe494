"""`manage.py import_organisations`."""

import json
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from programmes.actions import record_import
from programmes.enums import OrganisationKind
from programmes.imports.mappings import Recogniser
from programmes.imports.reader import UnreadableFile
from programmes.imports.refusals import Refusals
from programmes.imports.report import Report
from programmes.imports.run import import_file
from programmes.imports.writer import Order
from programmes.models import Lab
from servindus import clock
from servindus.actors import SYSTEM, Channel

KINDS = (OrganisationKind.STARTUP, OrganisationKind.INDUSTRIAL)
LABS = ("rouen", "amiens", "marseille", "nancy", "auto")


class Command(BaseCommand):
    """Imports organisations from the file of a register."""

    help = (
        "Imports organisations from the file of a public register (SIRENE, IREP, ICPE,"
        " French Tech...) or of one's own: CSV, JSON, XLSX or ODS. Encoding, separator"
        " and columns are recognised, or were named before in the administration."
        " Refused rows are listed with their line and reason; they do not stop the"
        " import. Repeating it changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the file and the switches."""
        parser.add_argument("file", type=Path, help="the file to read")
        parser.add_argument(
            "--kind", choices=[str(kind) for kind in KINDS], required=True,
            help="what the new organisations are; known ones keep their kind",
        )  # fmt: skip
        parser.add_argument(
            "--lab", choices=LABS, default="auto",
            help="the lab of all rows; auto finds it from each row's commune",
        )  # fmt: skip
        parser.add_argument(
            "--dry-run", action="store_true", help="count, and write nothing"
        )
        parser.add_argument(
            "--register-complete", action="store_true",
            help="the file is the whole register: what it no longer names, in its"
            " départements, is marked as gone",
        )  # fmt: skip
        parser.add_argument(
            "--source-date", metavar="DAY", help="the day of the data, 2026-12-31"
        )
        parser.add_argument(
            "--refused", type=Path, metavar="CSV", help="where to write refused rows"
        )
        parser.add_argument(
            "--as-of", metavar="ISO", help="the moment that the import happens at"
        )
        parser.add_argument(
            "--json", action="store_true", help="print one JSON document"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Import, then print counts and reasons."""
        lab = Lab.objects.filter(slug=options["lab"]).first()
        order = Order(
            kind=OrganisationKind(options["kind"]),
            by=SYSTEM,
            channel=Channel.SYSTEM,
            lab=lab,
            source_date=_day(options["source_date"]),
            dry_run=options["dry_run"],
            is_complete=options["register_complete"],
        )
        recogniser = Recogniser(labs=frozenset({lab.pk}) if lab else None)
        try:
            with clock.at(_moment(options["as_of"])), ExitStack() as open_files:
                refusals = _refusals(options["refused"], open_files)
                report = import_file(
                    file, order, layout_of=recogniser, refusals=refusals
                )
                if not order.dry_run:
                    record_import(report, order, file.name, options["lab"])
        except UnreadableFile as error:
            raise CommandError(f"{file}: {error}") from error
        if options["json"]:
            said = {"dry_run": order.dry_run, **report.as_dict()}
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))
        else:
            self._tell(report, order)

    def _tell(self, report: Report, order: Order) -> None:
        done = "would be " if order.dry_run else ""
        self.stdout.write(
            f"{report.rows} rows ({report.layout}): {report.created} {done}created,"
            f" {report.updated} {done}updated, {report.unchanged} unchanged,"
            f" {report.refused} refused; {report.without_lab} outside the four labs"
        )
        if report.left or report.returned:
            self.stdout.write(
                f"  {report.left} {done}marked as no longer in the register,"
                f" {report.returned} {done}there again"
            )
        for row in report.refused_rows:
            self.stdout.write(f"  line {row['line']} refused: {row['reason']}")
        for row in report.warnings:
            self.stdout.write(f"  line {row['line']}: {row['reason']}")


def _refusals(path: Path | None, open_files: ExitStack) -> Refusals | None:
    """Open the file of refused rows, if one is asked for."""
    if path is None:
        return None
    try:
        return open_files.enter_context(Refusals(path))
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--source-date {text!r} is no ISO date") from error


def _moment(text: str | None) -> datetime:
    """Give the moment of the run; a moment without a zone is Paris time."""
    if text is None:
        return clock.now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--as-of {text!r} is no ISO date or time") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.PARIS)
