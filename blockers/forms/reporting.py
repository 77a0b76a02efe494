"""What a company types: the five steps of a report, and an appeal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from blockers import norms
from blockers.enums import (
    Confidentiality,
    Irritation,
    Nature,
    NormLevel,
    ReportChannel,
)
from blockers.models import Report
from blockers.models.report import MAX_MONTHS
from programmes import rules as frame
from programmes.models import Commune, Lab, Organisation, Topic
from programmes.places import Places
from servindus import clock
from servindus.forms import AmountField, TaglessForm, UploadField, text_field

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
QUESTIONS = {
    "innovative": _("Is what you want to do new: a product, a process, a service?"),
    "stuck": _("Have you asked an administration on the spot, without a way out?"),
    "abroad": _("Is it another State of the European Union that blocks?"),
}


def _yes_no(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        widget=forms.RadioSelect,
        coerce=lambda text: text == "yes",
        error_messages={"required": _("Answer this question.")},
    )


class DoorForm(TaglessForm):
    """Step 1: what blocks, and who can lift it."""

    nature = forms.ChoiceField(
        label=_("What blocks you?"),
        choices=Nature.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what comes closest.")},
    )
    norm_level = forms.ChoiceField(
        label=_("Who wrote the text?"),
        choices=[("", _("I do not know")), *NormLevel.choices],
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in QUESTIONS.items():
            self.fields[name] = _yes_no(label)
        # What blocks comes before who asks.
        self.order_fields(["nature", "norm_level", *QUESTIONS])

    def clean(self) -> dict[str, Any]:
        """Give the three answers as the path that was taken."""
        data = super().clean() or {}
        path = {name: data.pop(name) for name in QUESTIONS if name in data}
        return {**data, "path": path}

    @classmethod
    def initial_of(cls, report: Report) -> dict[str, Any]:
        """Give what was answered before."""
        path = {
            name: "yes" if report.path[name] else "no"
            for name in QUESTIONS
            if name in report.path
        }
        return {"nature": report.nature, "norm_level": report.norm_level, **path}


class VisitorForm(DoorForm):
    """Step 1 for somebody without an account: also who reports, and where."""

    lab = forms.ModelChoiceField(
        label=_("Where is your company?"),
        queryset=Lab.objects.order_by("name"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose a territory.")},
    )
    company_name = forms.CharField(label=_("Your company"), max_length=160)
    name = forms.CharField(label=_("Your name"), max_length=160)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("You get one link there: it hands the report in and follows it."),
    )


class StaffForm(VisitorForm):
    """Step 1 for lab staff, who write down what a company said."""

    channel = forms.ChoiceField(
        label=_("How did you hear of it?"),
        choices=[
            (value, label)
            for value, label in ReportChannel.choices
            if value in (ReportChannel.VISIT, ReportChannel.PHONE)
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you heard of it.")},
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        labs = Lab.objects.filter(pk__in=frame.lab_ids(user)).order_by("name")
        place: Any = self.fields["lab"]
        place.queryset = labs
        place.label = _("Lab")
        if len(labs) == 1:
            place.initial = labs[0]
        self.fields["company_name"].label = _("Company")
        self.fields["name"].label = _("Who spoke for it")
        self.fields["email"].label = _("Their e-mail address")
        self.fields["email"].help_text = _(
            "They get the receipt and a link to follow, complete or withdraw the case."
        )


class StartForm(DoorForm):
    """Step 1 for somebody with an account: for which company, and where."""

    organisation = forms.ModelChoiceField(
        label=_("For which company?"),
        queryset=Organisation.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose a company.")},
    )
    lab = forms.ModelChoiceField(
        label=_("In which territory?"),
        queryset=Lab.objects.order_by("name"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose a territory.")},
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        own = frame.organisation_ids(user, *frame.COMPANY_KINDS)
        companies = Organisation.objects.filter(pk__in=own).order_by("sort_name")
        choice: Any = self.fields["organisation"]
        choice.queryset = companies
        first = companies.first()
        if first is not None:
            self.initial.setdefault("organisation", first.pk)
            self.initial.setdefault("lab", first.lab_id)


class CaseForm(TaglessForm):
    """Step 2: the case in the company's words."""

    title = text_field(
        _("In one line"),
        120,
        rows=2,
        help_text=_("What you cannot do, and because of what."),
    )
    situation = text_field(_("Your situation"), 2000, rows=7)
    project = text_field(_("What you want to do"), 600, rows=3, required=False)
    prevented = text_field(_("What is prevented"), 600, rows=3)

    def clean_title(self) -> str:
        """One line."""
        return " ".join(self.cleaned_data["title"].split())


class TextForm(TaglessForm):
    """Step 3: the text, if the company knows it, and papers."""

    norm_title = forms.CharField(
        label=_("Which text?"),
        max_length=200,
        required=False,
        help_text=_("As you know it: “order of 4 October 2010, article 5”."),
    )
    norm_identifier = forms.CharField(
        label=_("Its number"),
        max_length=80,
        required=False,
        help_text=_("LEGIARTI…, NOR or CELEX, if you have it."),
    )
    topic = forms.ModelChoiceField(
        label=_("Topic"),
        queryset=Topic.objects.filter(is_open=True),
        required=False,
        empty_label=_("None of these"),
    )
    file = UploadField(
        help_text=_(
            "PDF, PNG or JPEG, 5 MB at most: a letter, a refusal, a plan. The lab"
            " reads it, and nobody else without your consent."
        )
    )

    def clean_norm_identifier(self) -> str:
        """A number in one of the forms that texts have."""
        text = str(self.cleaned_data["norm_identifier"])
        if not text:
            return ""
        if not norms.kind_of(text) or len(norms.plain(text)) > 40:
            raise forms.ValidationError(
                _("This is no LEGIARTI, NOR or CELEX number. Leave it empty if unsure.")
            )
        return norms.plain(text)


class CostForm(TaglessForm):
    """Step 4: what it costs, as far as the company can say."""

    since_when = forms.DateField(
        label=_("Since when?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    place = forms.CharField(
        label=_("In which commune?"), max_length=120, required=False
    )
    irritations = forms.MultipleChoiceField(
        label=_("What is hard about it?"),
        choices=Irritation.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    consequences = text_field(_("What follows from it"), 600, rows=3, required=False)
    cost_per_month = AmountField(
        label=_("Cost a month, in euros"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
        localize=True,
    )
    jobs_at_stake = AmountField(
        label=_("Jobs at stake, full-time"),
        min_value=0,
        max_digits=7,
        decimal_places=1,
        required=False,
        localize=True,
    )
    months_of_delay = forms.IntegerField(
        label=_("Months lost"), min_value=0, max_value=MAX_MONTHS, required=False
    )

    def clean_since_when(self) -> Any:
        """No day to come, and none of another century."""
        day = self.cleaned_data["since_when"]
        if day and not day.year >= 1950:
            raise forms.ValidationError(_("This day is too long ago."))
        if day and day > clock.today():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_place(self) -> Commune | None:
        """A commune of the four territories."""
        text = str(self.cleaned_data["place"]).strip()
        if not text:
            return None
        found = Places.read().read_place(text)
        if found is None:
            raise forms.ValidationError(
                _("No commune of the four territories has this name or postcode.")
            )
        return found

    def clean(self) -> dict[str, Any]:
        """Give the commune under its own name."""
        data = super().clean() or {}
        if "place" in data:
            data["commune"] = data.pop("place")
        return data


class ConsentForm(TaglessForm):
    """Step 5: who may read it, and what handing in is not."""

    confidentiality = forms.ChoiceField(
        label=_("Who may read your case?"),
        choices=Confidentiality.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who may read it.")},
    )
    name_shared = forms.BooleanField(
        label=_("The ministry that must answer may read our name."), required=False
    )
    understood = forms.BooleanField(
        label=_(
            "I know that this is no legal filing: appeal periods keep running, and"
            " the lab decides nothing for the administration."
        ),
        error_messages={"required": _("Tick this box: it is important for you.")},
    )

    def clean(self) -> dict[str, Any]:
        """Give what the act keeps."""
        data = super().clean() or {}
        data.pop("understood", None)
        return data


class AppealForm(TaglessForm):
    """The new fact."""

    text = text_field(
        _("Which new fact should the lab know?"),
        600,
        rows=5,
        help_text=_("Somebody else than the first reader decides."),
    )
