"""What is typed about questions: asked, answered, accepted, asked again, withdrawn."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benchmarking.models import Question, QuestionAnswer
from benchmarking.questions.enums import MOST_REASON, MOST_TEXT
from programmes import known, rules
from programmes.models import Lab, Topic, Workstream
from programmes.plan.filters import WORKSTREAMS
from servindus.forms import TaglessForm, text_field
from servindus.models import User


class LabsField(forms.MultipleChoiceField):
    """Some of the labs, by their words in addresses; gives the rows."""

    def __init__(self, labs: list[Lab], **options: Any) -> None:
        self.labs = {lab.slug: lab for lab in labs}
        super().__init__(
            choices=[(lab.slug, lab.name) for lab in labs],
            widget=forms.CheckboxSelectMultiple,
            **options,
        )

    def clean(self, value: Any) -> Any:
        """Give the labs that were ticked."""
        return [self.labs[slug] for slug in super().clean(value)]


class AskForm(TaglessForm):
    """What one lab wants to know, and of whom; all the others are proposed."""

    title = forms.CharField(
        label=_("Your question in one sentence"),
        max_length=160,
        help_text=_("“Who has an agreement for sharing a workshop?”"),
    )
    text = text_field(
        _("What you need to know, and what for"),
        MOST_TEXT,
        rows=7,
        help_text=_("What you have tried already saves the others an answer."),
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    workstream = forms.ChoiceField(
        label=_("Axis"),
        required=False,
        choices=[("", _("None in particular")), *WORKSTREAMS],
    )

    def __init__(self, *args: Any, lab: Lab, **options: Any) -> None:
        super().__init__(*args, **options)
        others = [one for one in known.labs() if one.pk != lab.pk]
        fields: Any = self.fields
        fields["labs"] = LabsField(
            others,
            label=_("To which labs?"),
            initial=[one.slug for one in others],
            help_text=_("Each has ten working days, by its own calendar."),
        )
        topics = [(topic.slug, topic.name) for topic in known.topics()]
        fields["topic"].choices = [("", _("None in particular")), *topics]

    def clean(self) -> dict[str, Any]:
        """Give the rows that the words of topic and axis stand for."""
        found = super().clean() or self.cleaned_data
        topic, axis = found.get("topic"), found.get("workstream")
        found["topic"] = Topic.objects.get(slug=topic) if topic else None
        found["workstream"] = Workstream.objects.get(number=axis) if axis else None
        return found


def _text_of_answer() -> forms.CharField:
    return text_field(
        _("Your answer"),
        MOST_TEXT,
        rows=9,
        help_text=_("What you do, what it cost, what did not work; whom to call."),
    )


class AnswerForm(TaglessForm):
    """What a lab answers; who works for several labs says for which."""

    text = _text_of_answer()

    def __init__(
        self, *args: Any, question: Question, user: User, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        own = rules.lab_ids(user)
        self.labs = [lab for lab in question.labs_asked if lab.pk in own]
        if len(self.labs) > 1:
            self.fields["lab"] = forms.ChoiceField(
                label=_("In the name of"),
                choices=[(lab.slug, lab.name) for lab in self.labs],
            )
            self.order_fields(["lab"])

    def clean(self) -> dict[str, Any]:
        """Name the lab that answers."""
        found = super().clean() or self.cleaned_data
        by_slug = {lab.slug: lab for lab in self.labs}
        only = self.labs[0] if len(self.labs) == 1 else None
        found["lab"] = only or by_slug.get(found.get("lab", ""))
        if found["lab"] is None and not self.errors:
            raise forms.ValidationError(
                _("Answer for a lab that was asked and that you work for.")
            )
        return found


class CorrectForm(TaglessForm):
    """One's own answer anew."""

    text = _text_of_answer()

    def __init__(self, *args: Any, answer: QuestionAnswer, **options: Any) -> None:
        options["initial"] = {"text": answer.text}
        super().__init__(*args, **options)


class AcceptForm(TaglessForm):
    """Which answers help, and what one does with them."""

    text = text_field(
        _("What you do with it"),
        MOST_REASON,
        rows=4,
        help_text=_("Whoever answered reads it: this is what their time was for."),
    )

    def __init__(self, *args: Any, question: Question, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = question.answers.select_related("lab", "author").order_by("pk")
        field: Any = forms.TypedMultipleChoiceField(
            label=_("Which answers help you?"),
            choices=[(one.pk, f"{one.lab.name}, {one.author}") for one in rows],
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
        )
        # The second line of each choice: how the answer begins.
        field.notes = {str(one.pk): _beginning(one.text) for one in rows}
        self.fields["answers"] = field
        self.order_fields(["answers", "text"])


def _beginning(text: str, most: int = 160) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]} …"


class ReopenForm(TaglessForm):
    """What is still missing."""

    text = text_field(
        _("What is missing?"),
        MOST_REASON,
        rows=4,
        help_text=_("The labs asked read it, and have ten working days again."),
    )


class WithdrawForm(TaglessForm):
    """Why nobody need answer any more."""

    text = text_field(
        _("Why do you withdraw it?"),
        MOST_REASON,
        rows=4,
        help_text=_("The labs asked read it."),
    )
