"""What people type about the public card: the lab its words, a company its change."""

from django import forms
from django.utils.translation import gettext_lazy as _

from blockers.card_enums import PublicStatus
from blockers.forms.leading import VersionedForm
from servindus.forms import TaglessForm, text_field


class CardForm(VersionedForm):
    """The words that everybody would read."""

    title = text_field(
        _("In one line"),
        120,
        rows=2,
        help_text=_(
            "The rule or practice, never a company’s name: everybody reads it."
        ),
    )
    public_summary = text_field(
        _("Summary for everybody"),
        1000,
        rows=6,
        help_text=_(
            "Each company whose case is part of it is asked whether it agrees to these"
            " very words."
        ),
    )

    def clean_title(self) -> str:
        """One line."""
        return " ".join(self.cleaned_data["title"].split())


class PublishCardForm(TaglessForm):
    """How much everybody reads."""

    level = forms.ChoiceField(
        label=_("What does everybody read?"),
        choices=[
            (str(PublicStatus.LISTED), _("Title, kind, steps and dates, figures")),
            (
                str(PublicStatus.FULL),
                _("All of it: also the summary, texts, asks and published answers"),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how much everybody reads.")},
    )


class AmendForm(TaglessForm):
    """What a company wants changed in the words."""

    text = text_field(
        _("What should be changed?"),
        1000,
        rows=5,
        help_text=_("The lab reads it, and asks you again with other words."),
    )
