"""`manage.py import_reports`."""

from pathlib import Path

from blockers.imports.run import import_cases
from programmes.imports.file_form import Order
from programmes.imports.refusals import Refusals
from programmes.imports.report import Report
from programmes.management.lab_file import LabFileCommand


class Command(LabFileCommand):
    """Brings cases in from a file."""

    help = (
        "Brings cases of what blocks companies in from a file (CSV, JSON, XLSX, ODS),"
        " as written down by a member of the lab. Repeating it changes nothing."
    )

    def bring(self, file: Path, order: Order, refusals: Refusals | None) -> Report:
        """Bring cases in, or count them."""
        return import_cases(file, order, refusals)
