"""What is asked of whoever brings a file of cases."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from blockers.imports.run import check_cases
from programmes.imports.reader import UnreadableFile
from programmes.models import Lab


class CasesFileForm(forms.Form):
    """The file, and the lab that will read the cases."""

    # Some hundred cases with long texts; the file is kept an hour beside the preview.
    MOST_BYTES = 3_000_000

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, JSON, XLSX or ODS with the columns “entreprise”, “titre” and"
            " “situation”; 3 MB and 500 cases at most."
        ),
        widget=forms.FileInput(
            attrs={"accept": ".csv,.txt,.tsv,.json,.jsonl,.xlsx,.xls,.ods"}
        ),
    )
    lab = forms.ModelChoiceField(
        label=_("Lab"), queryset=Lab.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, labs: Iterable[int], **options: Any) -> None:
        super().__init__(*args, **options)
        place: Any = self.fields["lab"]
        place.queryset = Lab.objects.filter(pk__in=labs).order_by("name")
        place.initial = place.queryset.first()

    def clean_file(self) -> bytes:
        """Give what the file holds; one that is no table is refused at once."""
        file = self.cleaned_data["file"]
        if file.size > self.MOST_BYTES:
            raise forms.ValidationError(
                _("This file is too large: cut it in parts of 3 MB at most.")
            )
        content: bytes = file.read()
        self.file_name = str(file.name)
        with NamedTemporaryFile() as copy:
            copy.write(content)
            copy.flush()
            try:
                check_cases(Path(copy.name))
            except UnreadableFile as error:
                raise forms.ValidationError(str(error)) from error
        return content
