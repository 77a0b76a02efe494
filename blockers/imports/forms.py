"""What is asked of whoever brings a file of cases."""

from django.utils.translation import gettext_lazy as _

from blockers.imports.run import check_cases
from programmes.imports.file_form import LabFileForm


class CasesFileForm(LabFileForm):
    """The file, and the lab that will read the cases."""

    check = staticmethod(check_cases)
    columns_text = _(
        "CSV, JSON, XLSX or ODS with the columns “entreprise”, “titre” and"
        " “situation”; 3 MB and 500 cases at most."
    )
