"""What is asked of whoever brings a file of organisations."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes.enums import OrganisationKind
from programmes.imports.mappings import MEANINGS, Meaning, fits_none
from programmes.imports.reader import UnreadableFile, check_file
from programmes.models import Lab
from servindus import clock


class ReceiveImportForm(forms.Form):
    """The file of a register, and what the new organisations are."""

    # Twenty megabytes are about 100,000 rows; larger files come by the command.
    MOST_BYTES = 20_000_000

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, JSON, XLSX or ODS of a public register or your own list;"
            " 20 MB at most."
        ),
        widget=forms.FileInput(
            attrs={"accept": ".csv,.txt,.tsv,.json,.jsonl,.xlsx,.xls,.ods"}
        ),
    )
    kind = forms.ChoiceField(
        label=_("Kind of the new organisations"),
        choices=[
            (kind.value, kind.label)
            for kind in (OrganisationKind.STARTUP, OrganisationKind.INDUSTRIAL)
        ],
        help_text=_("Organisations that we know keep their kind."),
    )
    lab_choice = forms.ChoiceField(label=_("Lab"))
    source_date = forms.DateField(
        label=_("Date of the data"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day that the register was published, if the file says it."),
    )
    is_complete = forms.BooleanField(
        label=_("This file is the whole register"),
        required=False,
        help_text=_(
            "What an earlier edition named and this one does not is marked “no longer"
            " in the register”, in the départements of the file. Nothing is deleted."
        ),
    )

    def __init__(self, *args: Any, labs: Iterable[Lab] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lab_choice"].choices = [  # type: ignore[attr-defined]
            ("auto", _("found from each row’s commune")),
            *((lab.slug, lab.name) for lab in labs),
        ]

    def clean_source_date(self) -> Any:
        """Refuse a day to come."""
        day = self.cleaned_data["source_date"]
        if day is not None and day > clock.today():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_file(self) -> Any:
        """Refuse at once what is no table, with the reason."""
        file = self.cleaned_data["file"]
        if file.size > self.MOST_BYTES:
            raise forms.ValidationError(
                _("This file is too large for the browser: use the command.")
            )
        with NamedTemporaryFile() as copy:
            for chunk in file.chunks():
                copy.write(chunk)
            copy.flush()
            try:
                check_file(Path(copy.name))
            except UnreadableFile as error:
                raise forms.ValidationError(str(error)) from error
        file.seek(0)
        return file


class MapColumnsForm(forms.Form):
    """What the columns of an unknown file hold; gives the inputs of the act."""

    register = forms.CharField(
        label=_("Name of the register"),
        max_length=50,
        help_text=_("The next edition of this list must have the same name."),
    )
    rows_are = forms.ChoiceField(
        label=_("Each row is"),
        choices=[("companies", _("a company")), ("sites", _("a site of a company"))],
        widget=forms.RadioSelect,
        initial="companies",
    )

    def __init__(
        self, *args: Any, columns: Iterable[Mapping[str, Any]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.samples = {column["name"]: column["samples"] for column in columns}
        choices = [
            ("", _("– not in this file –")),
            *(
                (name, _with_example(name, found))
                for name, found in self.samples.items()
            ),
        ]
        for meaning in MEANINGS:
            self.fields[meaning.name] = forms.ChoiceField(
                label=meaning.label,
                choices=choices,
                required=meaning.name == "name",
                help_text=meaning.help,
            )

    def clean(self) -> dict[str, Any]:
        """Check that columns hold what is said, each of them one thing only."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        meanings: dict[str, str] = {}
        for meaning in MEANINGS:
            column = cleaned.get(meaning.name)
            if not column:
                continue
            self._check(meaning, column, meanings)
            meanings[meaning.name] = column
        return {
            "register": cleaned.get("register", ""),
            "is_site": cleaned.get("rows_are") == "sites",
            "meanings": meanings,
        }

    def _check(self, meaning: Meaning, column: str, before: dict[str, str]) -> None:
        # The identifier in a register may well be the SIRET or the SIREN.
        twice = [name for name, other in before.items() if other == column]
        if twice and meaning.name != "source_id":
            label = next(m.label for m in MEANINGS if m.name == twice[0])
            self.add_error(
                meaning.name,
                _("“%(column)s” is already said to hold: %(label)s.")
                % {"column": column, "label": label},
            )
        elif fits_none(meaning, self.samples[column]):
            self.add_error(
                meaning.name,
                _("The values of “%(column)s” cannot be this: “%(value)s”.")
                % {"column": column, "value": self.samples[column][0]},
            )


def _with_example(name: str, samples: list[str]) -> str:
    shown = name if len(name) <= 60 else f"{name[:59]}…"
    return f"{shown} ({samples[0][:30]})" if samples else shown
