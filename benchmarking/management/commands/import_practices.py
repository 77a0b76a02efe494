"""`manage.py import_practices`."""

from pathlib import Path

from benchmarking.imports.run import import_practices
from programmes.imports.file_form import Order
from programmes.imports.refusals import Refusals
from programmes.imports.report import Report
from programmes.management.lab_file import LabFileCommand


class Command(LabFileCommand):
    """Brings good practices in from a file."""

    help = (
        "Brings good practices in from a file (CSV, JSON, XLSX, ODS) as drafts of a"
        " lab, which completes them. Repeating it changes nothing."
    )

    def bring(self, file: Path, order: Order, refusals: Refusals | None) -> Report:
        """Bring practices in as drafts, or count them."""
        return import_practices(file, order, refusals)
