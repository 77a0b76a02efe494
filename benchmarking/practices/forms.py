"""What is typed about practices: the five steps, evidence, opinions, decisions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benchmarking.models import Evidence, PracticeVersion
from benchmarking.practices.enums import (
    HIGHEST,
    LOWEST,
    MOST_DAYS,
    MOST_EUROS,
    POINTS,
    EvidenceLevel,
    RetireReason,
)
from programmes import known
from programmes.models import Lab
from servindus import clock
from servindus.forms import (
    AmountField,
    TaglessForm,
    UploadField,
    day_field,
    text_field,
)

OLDEST = 1990


def one_line(label: Any, limit: int, **options: Any) -> forms.CharField:
    """Give a text of one or two lines with a counter."""
    return text_field(label, limit, rows=2, **options)


class NeedForm(TaglessForm):
    """Step 1: the problem, then what is done about it in one line."""

    need = one_line(
        _("The problem in one sentence"),
        200,
        help_text=_("As somebody says it who has it: it comes first in the library."),
    )
    title = one_line(_("What you do about it, in one line"), 160)
    problem = text_field(
        _("The problem"), 2000, rows=6, help_text=_("Whose, how often, what it costs.")
    )
    workstream = forms.TypedChoiceField(label=_("Axis"), widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        label=_("Topics"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        axis: Any = self.fields["workstream"]
        topics: Any = self.fields["topics"]
        axis.choices = [(str(one.pk), one.name) for one in known.workstreams()]
        topics.choices = [(str(one.pk), one.name) for one in known.topics()]

    def clean(self) -> dict[str, Any]:
        """Give the axis and the topics as rows, and one line as one line."""
        data = super().clean() or {}
        for name in ("need", "title"):
            if name in data:
                data[name] = " ".join(data[name].split())
        if chosen := data.get("workstream"):
            rows = known.workstreams()
            data["workstream"] = next(one for one in rows if str(one.pk) == chosen)
        picked = data.get("topics", [])
        data["topics"] = [one for one in known.topics() if str(one.pk) in picked]
        return data

    @classmethod
    def initial_of(cls, version: PracticeVersion) -> dict[str, Any]:
        """Give what was said before, as the fields hold it."""
        return {
            "need": version.need,
            "title": version.title,
            "problem": version.problem,
            "workstream": str(version.workstream_id),
            "topics": [str(pk) for pk in version.topics.values_list("pk", flat=True)],
        }


class StartForm(NeedForm):
    """The first step of a new practice: its lab too, for whoever works for several."""

    lab = forms.ModelChoiceField(
        Lab.objects.none(), label=_("Lab"), empty_label=None, required=True
    )
    field_order = ("lab",)

    def __init__(self, *args: Any, labs: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["lab"]
        field.queryset = labs
        if len(labs) == 1:
            field.initial, field.widget = labs[0].pk, forms.HiddenInput()


class SolutionForm(TaglessForm):
    """Step 2: how it is done, what it depends on, since when."""

    solution = text_field(
        _("How it is done, step by step"),
        4000,
        rows=10,
        required=False,
        help_text=_("One step a line; who does it, in which order, how long it takes."),
    )
    conditions = text_field(
        _("What it depends on"),
        1000,
        required=False,
        help_text=_("A partner, a place, a text: what another lab must have too."),
    )
    started_on = day_field(_("In use since"), required=False)
    ended_on = day_field(_("In use until, if it has ended"), required=False)

    def clean_started_on(self) -> Any:
        """No day to come, and none of another age."""
        day = self.cleaned_data["started_on"]
        if day and day.year < OLDEST:
            raise forms.ValidationError(_("This day is too long ago."))
        if day and day > clock.today():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """Keep the days in their order."""
        data = super().clean() or {}
        start, end = data.get("started_on"), data.get("ended_on")
        if end and (not start or end < start):
            self.add_error("ended_on", _("The last day comes before the first."))
        return data


class CostForm(TaglessForm):
    """Step 3: what it takes, as far as it is known."""

    person_days = AmountField(
        label=_("Person-days to set it up"),
        min_value=0,
        max_value=MOST_DAYS,
        max_digits=6,
        decimal_places=1,
        required=False,
        localize=True,
    )
    euros = AmountField(
        label=_("Euros, without these days"),
        min_value=0,
        max_value=MOST_EUROS,
        max_digits=10,
        decimal_places=2,
        required=False,
        localize=True,
        help_text=_("0 if nothing is bought."),
    )
    skills = text_field(
        _("Skills"),
        600,
        required=False,
        help_text=_("Which trades it takes, and who has them here."),
    )


class HardForm(TaglessForm):
    """Step 4: what was hard and what failed."""

    difficulties = text_field(_("What was hard"), 2000, rows=6, required=False)
    failures = text_field(
        _("What failed"),
        2000,
        rows=6,
        required=False,
        help_text=_("What you tried and gave up: it spares others the same mistake."),
    )


class LevelForm(TaglessForm):
    """Step 5: how sure it is; the pieces of evidence stand beside it."""

    level = forms.ChoiceField(
        label=_("What stands behind it?"),
        choices=EvidenceLevel.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["level"]
        field.notes = {
            EvidenceLevel.DECLARED: _("Those who do it say that it works."),
            EvidenceLevel.MEASURED: _("Something was counted, over a period."),
            EvidenceLevel.CHECKED: _("Somebody outside has looked at the count."),
        }


class EvidenceForm(TaglessForm, forms.ModelForm):
    """A piece of evidence: what it shows, the count, the source, the paper."""

    class Meta:
        model = Evidence
        fields = (
            *("claim", "indicator", "numerator", "denominator", "starts_on"),
            *("ends_on", "source", "source_url", "checked_by"),
        )

    numerator = AmountField(
        label=_("Count"),
        max_digits=12,
        decimal_places=2,
        required=False,
        localize=True,
    )
    denominator = AmountField(
        label=_("Out of"),
        max_digits=12,
        decimal_places=2,
        required=False,
        localize=True,
    )
    starts_on = day_field(_("Counted from"), required=False)
    ends_on = day_field(_("Counted until"), required=False)
    source_url = forms.URLField(
        label=_("Address of the source"),
        required=False,
        assume_scheme="https",
        max_length=400,
    )
    file = UploadField(
        help_text=_("PDF, PNG or JPEG, 5 MB at most; whoever has an account reads it.")
    )

    def clean(self) -> dict[str, Any]:
        """Ask for what makes a number readable."""
        data = super().clean() or self.cleaned_data
        top, bottom = data.get("numerator"), data.get("denominator")
        if top is not None and not data.get("indicator"):
            self.add_error("indicator", _("Say what is counted."))
        if bottom is not None and top is None:
            self.add_error("numerator", _("Give the count too."))
        if bottom is not None and bottom <= 0:
            self.add_error("denominator", _("Out of nothing there is no share."))
        start, end = data.get("starts_on"), data.get("ends_on")
        if end and (not start or end < start):
            self.add_error("ends_on", _("The last day comes before the first."))
        # The act makes the row; its rank and its file are not typed.
        data["upload"] = data.pop("file", None)
        return data

    def _post_clean(self) -> None:
        """Leave the row alone: the act makes it."""


class SentBackForm(TaglessForm):
    """What is missing."""

    text = text_field(
        _("What is missing"), 1000, rows=5, help_text=_("Its lab reads this.")
    )


class PeerReviewForm(TaglessForm):
    """Five marks, an opinion in words, and whether one's lab has an interest in it."""

    opinion = text_field(
        _("Your opinion"),
        2000,
        rows=6,
        help_text=_("What convinces you, what you would ask before doing it too."),
    )
    has_interest = forms.BooleanField(
        label=_("My lab or I have an interest in this practice"),
        required=False,
        help_text=_("It pays us, we took part in it, or we sell it: it is shown."),
    )
    interest = forms.CharField(label=_("Which one"), max_length=300, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, (label, help_text) in POINTS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                help_text=help_text,
                choices=MARKS,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose a mark.")},
            )
        self.order_fields([*POINTS, "opinion", "has_interest", "interest"])

    def clean(self) -> dict[str, Any]:
        """An interest is said in words."""
        data = super().clean() or {}
        said = data.get("interest", "").strip()
        if data.pop("has_interest", False) and not said:
            self.add_error("interest", _("Say which interest."))
        elif said and "has_interest" not in self.data:
            self.add_error("has_interest", _("Tick this box, or empty the line."))
        return data


MARKS = [
    (LOWEST, _("1: missing")),
    (2, _("2: weak")),
    (3, _("3: good")),
    (HIGHEST, _("4: convincing")),
]


class ReviewDayForm(TaglessForm):
    """When its lab looks at it again."""

    review_on = day_field(
        _("Your lab looks at it again by"),
        help_text=_("Within eighteen months: rules and prices change."),
    )


class RetireForm(TaglessForm):
    """Why it leaves the library."""

    code = forms.ChoiceField(
        label=_("Reason"),
        choices=[one for one in RetireReason.choices if one[0] != "replaced"],
        widget=forms.RadioSelect,
    )
    text = text_field(
        _("In your words"),
        1000,
        required=False,
        help_text=_("Its page says so to whoever has used it."),
    )
