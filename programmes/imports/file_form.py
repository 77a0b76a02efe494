"""What is asked of whoever brings a small file to a desk: the file, and the lab."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes.imports.reader import UnreadableFile
from programmes.models import Lab
from servindus.actors import Channel
from servindus.models import User


@dataclass(frozen=True)
class Order:
    """Into which lab, by whom, by which door; `dry_run` only counts."""

    lab: Lab
    by: User
    dry_run: bool = False
    channel: Channel = Channel.SYSTEM


class LabFileForm(forms.Form):
    """A file of some hundred rows, for one of the reader's labs."""

    # Some hundred rows with long texts; the file is kept an hour beside the preview.
    MOST_BYTES = 3_000_000
    # Refuses at once what is no such file, with UnreadableFile.
    check: Callable[[Path], None]
    columns_text: ClassVar[Any] = ""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(
            attrs={"accept": ".csv,.txt,.tsv,.json,.jsonl,.xlsx,.xls,.ods"}
        ),
    )
    lab = forms.ModelChoiceField(
        label=_("Lab"), queryset=Lab.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, labs: Iterable[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].help_text = self.columns_text
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
                self.check(Path(copy.name))
            except UnreadableFile as error:
                raise forms.ValidationError(str(error)) from error
        return content
