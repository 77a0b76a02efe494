"""What the leading lab types on a blocker: the whole, its texts, its asks."""

from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from blockers import norms
from blockers.enums import Nature, NormLevel, RequestedKind
from blockers.models import Blocker
from blockers.models.report import MAX_MONTHS
from blockers.versions import version_of, written
from programmes.models import Topic
from servindus import clock
from servindus.forms import TaglessForm, text_field
from servindus.models import User

OLDEST_YEAR = 1800


def past_day(day: date) -> date:
    """Refuse a day of another age, or one to come."""
    if day.year < OLDEST_YEAR:
        raise forms.ValidationError(_("This day is too long ago."))
    if day > clock.today():
        raise forms.ValidationError(_("This day is still to come."))
    return day


class VersionedForm(TaglessForm):
    """A form that knows what its writer had read; a refusal counts as reading again."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, row: models.Model | None, **options: Any) -> None:
        self.row = row
        if row is not None:
            known = {**written(row), "seen": version_of(row)}
            options["initial"] = {**known, **options.get("initial", {})}
        super().__init__(*args, **options)

    def add_error(self, field: str | None, error: Any) -> None:
        """After a refusal the page shows what stands: the next click has read it."""
        super().add_error(field, error)
        if field is None and self.row is not None:
            fresh = type(self.row)._base_manager.filter(pk=self.row.pk).first()
            typed: Any = self.data
            self.data = typed.copy()
            typed = self.data
            typed["seen"] = version_of(fresh) if fresh else ""


def staff_of(blocker: Blocker) -> Any:
    """Give whoever may be in charge: the members of the leading lab's operator."""
    members = User.objects.filter(
        is_active=True,
        memberships__organisation=blocker.lab.operator_id,
        memberships__status="active",
    )
    rows = User.objects.filter(pk__in=members.values("pk"))
    return rows.order_by("family_name", "given_name", "pk")


class BlockerForm(VersionedForm):
    """What the blocker is, for each of its readers."""

    title = text_field(
        _("In one line"),
        120,
        rows=2,
        help_text=_(
            "The rule or practice, never a company’s name: everybody reads it."
        ),
    )
    nature = forms.ChoiceField(
        label=_("What blocks"),
        choices=[("", _("Not said yet")), *Nature.choices],
        required=False,
    )
    topic = forms.ModelChoiceField(
        label=_("Topic"),
        queryset=Topic.objects.filter(is_open=True),
        required=False,
        empty_label=_("None of these"),
    )
    owner = forms.ModelChoiceField(
        label=_("In charge"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody yet"),
    )
    is_systemic = forms.BooleanField(label=_("Every company meets it"), required=False)
    public_summary = text_field(
        _("Summary for everybody"),
        1000,
        rows=5,
        required=False,
        help_text=_("Companies whose case is part of it read it; no company’s name."),
    )
    summary = text_field(
        _("Summary for the administration"),
        3000,
        rows=8,
        required=False,
        help_text=_("Only your lab reads it until it is sent to a ministry."),
    )
    local_attempt = text_field(
        _("Local door tried, and its answer"),
        600,
        rows=4,
        required=False,
        help_text=_("The prefecture, the inspection, the agency: who, when, what."),
    )
    no_text_found = forms.BooleanField(
        label=_("No text found: it is a practice or a fear"), required=False
    )

    def __init__(self, *args: Any, row: Blocker, **options: Any) -> None:
        super().__init__(*args, row=row, **options)
        people: Any = self.fields["owner"]
        people.queryset = staff_of(row)
        people.label_from_instance = lambda user: user.full_name

    def clean_title(self) -> str:
        """One line."""
        return " ".join(self.cleaned_data["title"].split())


class NormForm(TaglessForm):
    """A text, as it was read."""

    level = forms.ChoiceField(label=_("Who wrote it"), choices=NormLevel.choices)
    title = text_field(_("Title of the text"), 240, rows=2)
    identifier = forms.CharField(
        label=_("Number"),
        max_length=200,
        required=False,
        help_text=_("LEGIARTI…, NOR, CELEX or an ELI address, if there is one."),
    )
    article = forms.CharField(label=_("Article"), max_length=40, required=False)
    quote = text_field(_("Text in force"), 3000, rows=6, required=False)
    address = forms.URLField(
        label=_("Address"), max_length=200, required=False, assume_scheme="https"
    )
    checked_on = forms.DateField(
        label=_("Read on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=clock.today,
    )

    def clean_title(self) -> str:
        """One line."""
        return " ".join(self.cleaned_data["title"].split())

    def clean_identifier(self) -> str:
        """A number in one of the forms that texts have."""
        number = norms.plain(str(self.cleaned_data["identifier"]))
        if not number:
            return ""
        if not norms.kind_of(number) or len(number) > 80:
            raise forms.ValidationError(
                _("This is no LEGIARTI, NOR, CELEX or ELI. Leave it empty if unsure.")
            )
        return number

    def clean_checked_on(self) -> Any:
        """A day that has been."""
        return past_day(self.cleaned_data["checked_on"])


class AskForm(TaglessForm):
    """One thing that is asked of an administration."""

    kind = forms.ChoiceField(label=_("Kind"), choices=RequestedKind.choices)
    wording = text_field(_("What we ask"), 600, rows=4)
    territory = forms.CharField(
        label=_("Where"),
        max_length=120,
        required=False,
        help_text=_("A derogation needs a place and a time."),
    )
    duration_months = forms.IntegerField(
        label=_("For how many months"),
        min_value=1,
        max_value=MAX_MONTHS,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """A derogation says where and for how long."""
        data = super().clean() or {}
        if data.get("kind") == RequestedKind.DEROGATION:
            if "territory" in data and not data["territory"]:
                self.add_error("territory", _("Say where the derogation is for."))
            if "duration_months" in data and data["duration_months"] is None:
                self.add_error("duration_months", _("Say for how many months."))
        return data


class _PieceForm(VersionedForm):
    """Which text or ask is meant; it comes from the row's own button."""

    piece = forms.IntegerField(widget=forms.HiddenInput, max_value=2**63 - 1)

    def __init__(self, *args: Any, row: models.Model | None, **options: Any) -> None:
        super().__init__(*args, row=row, **options)
        if row is not None:
            self.initial["piece"] = row.pk


class ChangeNormForm(_PieceForm, NormForm):
    """A text that is cited already."""


class ChangeAskForm(_PieceForm, AskForm):
    """An ask that is written already."""


class RemovePieceForm(TaglessForm):
    """Which text or ask goes; the act says when it has gone already."""

    def __init__(self, *args: Any, rows: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(row.pk, str(row)) for row in rows.order_by("pk")]
        self.fields["piece"] = forms.IntegerField(
            label=_("Which one?"),
            max_value=2**63 - 1,
            widget=forms.RadioSelect(choices=choices),
            error_messages={"required": _("Choose one.")},
        )
