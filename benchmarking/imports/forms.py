"""What is asked of whoever brings a file of practices."""

from django.utils.translation import gettext_lazy as _

from benchmarking.imports.run import check_practices
from programmes.imports.file_form import LabFileForm


class PracticesFileForm(LabFileForm):
    """The file, and the lab that completes the drafts."""

    check = staticmethod(check_practices)
    columns_text = _(
        "CSV, JSON, XLSX or ODS with the columns “titre” and “solution”, or the list"
        " of the European circular economy platform; 3 MB and 1,000 practices at most."
    )
