"""Forms of matchmaking: cleaning of what people type, no consequences."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaking.enums import (
    ASK_HELP,
    DEFER_CHOICES,
    Ask,
    CallResult,
    Checkpoint,
    DeclineReason,
    Function,
    Maturity,
    Outcome,
    RejectReason,
)
from matchmaking.models import StartupProfile
from programmes.models import Topic
from servindus.forms import TaglessForm, UploadField, day_field, text_field
from servindus.templatetags.servindus import capital


class ProfileForm(TaglessForm):
    """What a decision maker reads of the startup."""

    pitch = text_field(_("Your startup in one sentence"), 140, rows=2)
    problem = text_field(
        _("The problem you solve"),
        400,
        help_text=_("In the words of somebody who works in a plant."),
    )
    references = text_field(_("Reference cases"), 600, required=False)
    maturity = forms.ChoiceField(
        label=_("How far your product is"),
        choices=Maturity.choices,
        widget=forms.RadioSelect,
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("Your topics"),
        queryset=Topic.objects.filter(is_open=True),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you work in"),
        choices=[("fr", _("French")), ("en", _("English")), ("de", _("German"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    @classmethod
    def initial_of(cls, profile: StartupProfile | None) -> dict[str, Any]:
        """Give the profile as the form's first values; reading makes no profile."""
        if profile is None:
            return {}
        initial = {name: getattr(profile, name) for name in cls.base_fields}
        return {**initial, "topics": list(profile.topics.all())}


class ProfilePageForm(ProfileForm):
    """The profile on its own page, where documents are added."""

    file = UploadField()


class RequestForm(TaglessForm):
    """Step 2: why you, why this person."""

    subject = text_field(
        _("Subject of the request"),
        80,
        rows=2,
        help_text=_("The line that is read first. Name the problem, not your product."),
    )
    why_you = text_field(
        _("Why this meeting would help you both"),
        600,
        rows=5,
        help_text=_(
            "A similar case, a figure, a known limit. Nothing confidential: the"
            " moderator and the company will read it."
        ),
    )
    ask = forms.ChoiceField(
        label=_("What do you expect of the meeting?"),
        choices=[(value, label) for value, label in Ask.choices],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you expect of the meeting.")},
    )
    file = UploadField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # What each choice means, drawn under its words.
        self.fields["ask"].notes = ASK_HELP  # type: ignore[attr-defined]

    def clean_subject(self) -> str:
        """One line."""
        return " ".join(self.cleaned_data["subject"].split())


class TemplatedForm(TaglessForm):
    """An answer that may begin with a text kept ready; the choice itself is no input.

    `templates` are rows of `AnswerTemplate`.
    """

    def __init__(self, *args: Any, templates: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(row.pk), row.title) for row in templates]
        if choices:
            self.fields["template"] = forms.ChoiceField(
                label=_("Ready answer"),
                choices=[("", _("None")), *choices],
                required=False,
            )
            self.order_fields(["template"])

    def clean(self) -> dict[str, Any]:
        """Give the answer alone."""
        data = super().clean() or {}
        data.pop("template", None)
        return data


class AskInfoForm(TemplatedForm):
    """What the startup should complete."""

    text = text_field(_("Word to the startup"), 300)


class AgreeForm(TaglessForm):
    """The version that was read; another one must be read again."""

    version = forms.IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)


class AppealForm(TaglessForm):
    """What the second reader should know."""

    text = text_field(
        _("Why your request should be read again"),
        600,
        rows=5,
        help_text=_("The lab reads it; the company does not."),
    )


def add_points(form: forms.Form) -> None:
    """Add the six points to a form, nothing ticked beforehand."""
    for value, label in Checkpoint.choices:
        form.fields[value] = forms.TypedChoiceField(
            label=label,
            choices=[("yes", _("Yes")), ("no", _("No"))],
            widget=forms.RadioSelect,
            coerce=lambda text: text == "yes",
            error_messages={"required": _("Answer this point.")},
        )


def points_of(form: forms.Form) -> list[forms.BoundField]:
    """Give the six points as the checklist draws them."""
    return [form[name] for name in Checkpoint.values]


def take_points(data: dict[str, Any]) -> dict[str, Any]:
    """Give the six answers as one input of the act."""
    rest = {name: value for name, value in data.items() if name not in Checkpoint}
    answers = {name: data[name] for name in Checkpoint.values if name in data}
    return {**rest, "checklist": answers}


class ChecklistForm(TaglessForm):
    """Six points, nothing ticked beforehand."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        add_points(self)

    def clean(self) -> dict[str, Any]:
        """Give the six answers as one input of the act."""
        return take_points(super().clean() or {})


class RewordForm(TemplatedForm):
    """Other words for the request, and the six points for the text as reworded."""

    subject = text_field(_("Subject of the request"), 80, rows=2)
    why_you = text_field(_("Why this meeting would help you both"), 600, rows=6)
    ask = forms.ChoiceField(
        label=_("Expected of the meeting"),
        choices=Ask.choices,
        error_messages={"required": _("Choose what the startup expects.")},
    )
    text = text_field(_("Word to the startup"), 300, rows=2, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        add_points(self)

    @property
    def points(self) -> list[forms.BoundField]:
        """The six points as the checklist draws them."""
        return points_of(self)

    def clean_subject(self) -> str:
        """One line."""
        return " ".join(self.cleaned_data["subject"].split())

    def clean(self) -> dict[str, Any]:
        """Give the six answers as one input of the act."""
        return take_points(super().clean())


class RejectForm(TemplatedForm):
    """Why the request is not passed on."""

    code = forms.ChoiceField(
        label=_("Reason"),
        choices=RejectReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    text = text_field(
        _("Word to the startup"), 300, help_text=_("What would make it acceptable?")
    )


class DeclineForm(TaglessForm):
    """Why not: the startup learns from it."""

    code = forms.ChoiceField(
        label=_("Your reason"),
        choices=[choice for choice in DeclineReason.choices if choice[0] != "stop"],
        widget=forms.RadioSelect,
        help_text=_("The startup reads it."),
        error_messages={"required": _("Choose a reason.")},
    )
    shared = text_field(_("A word to the startup"), 300, rows=2, required=False)
    private = text_field(
        _("A word to the lab only"),
        300,
        rows=2,
        required=False,
        help_text=_("Never shown to the startup."),
    )


class DeferForm(TaglessForm):
    """When to ask again."""

    days = forms.TypedChoiceField(
        label=_("Ask me again in"),
        choices=[(str(n), _("%(n)d days") % {"n": n}) for n in DEFER_CHOICES],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose when.")},
    )


class RedirectForm(TaglessForm):
    """Which colleague is the right person."""

    given_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    family_name = forms.CharField(label=_("Last name"), max_length=80)
    email = forms.EmailField(label=_("Professional e-mail address"))
    function = forms.ChoiceField(label=_("Function"), choices=Function.choices)


class CloseForm(TaglessForm):
    """What came of it."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    text = text_field(_("Comment"), 300, required=False)


class CloseUnknownForm(TaglessForm):
    """Several files whose outcome nobody knows: the one ending that needs no look."""

    text = text_field(_("Comment"), 300, required=False)

    def clean(self) -> dict[str, Any]:
        """Add the outcome."""
        return {**(super().clean() or {}), "outcome": Outcome.UNKNOWN}


class CallForm(TaglessForm):
    """What came of a telephone call about a request."""

    result = forms.ChoiceField(
        label=_("Result"),
        choices=lambda: [(one.value, capital(one.label)) for one in CallResult],
        widget=forms.RadioSelect,
    )
    again_on = day_field(
        _("Call again on"),
        required=False,
        help_text=_("Only if nobody was reached. Empty: no further call."),
    )
    text = text_field(
        _("Call note"),
        300,
        required=False,
        help_text=_("Who said what, and when. The lab alone reads it."),
    )


class PhoneForm(TaglessForm):
    """What a moderator notes of a call, added to the form of the answer."""

    call_note = text_field(
        _("Call note"),
        300,
        help_text=_("Who said what, and when. The lab alone reads it."),
    )


def by_phone(form_class: type[forms.Form]) -> type[forms.Form]:
    """Give an answer's form with the call note that a moderator owes."""
    return type(f"Phone{form_class.__name__}", (form_class, PhoneForm), {})
