"""What lab staff type at the desk, where a case is qualified."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from blockers.enums import DeclineCode, Door
from blockers.models import Blocker
from servindus.forms import TaglessForm, text_field


class WordForm(TaglessForm):
    """A sentence that the company reads."""

    text = text_field(_("Word to the company"), 600, rows=4)


class CallForm(TaglessForm):
    """What was said at the first contact."""

    text = text_field(
        _("Who said what"),
        600,
        rows=4,
        help_text=_("The lab alone reads it."),
    )


class DetachForm(TaglessForm):
    """Why a case is not what it was grouped with."""

    text = text_field(
        _("In what the two differ"), 300, help_text=_("The lab alone reads it.")
    )


class DeclineForm(TaglessForm):
    """Why a case is not kept, and which other door there is."""

    code = forms.ChoiceField(
        label=_("Reason"),
        choices=DeclineCode.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    text = text_field(
        _("Word to the company"),
        600,
        rows=4,
        help_text=_("What it can do now: the rule, the person, the address."),
    )
    door = forms.ChoiceField(
        label=_("Another door"),
        choices=[("", _("None")), *Door.choices],
        required=False,
    )


def suggested(found: Any) -> list[tuple[str, str]]:
    """Give candidates as choices, by number."""
    return [
        (str(one.blocker.pk), f"{one.blocker.reference} {one.blocker.title}")
        for one in found
    ]


class TellApartForm(TaglessForm):
    """Which of the suggested blockers a case is not, and in what they differ."""

    def __init__(self, *args: Any, found: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["choice"] = forms.ChoiceField(
            label=_("Which blocker is it not?"),
            choices=suggested(found),
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose a blocker.")},
        )
        self.fields["text"] = text_field(
            _("In what the two differ"), 300, help_text=_("The lab alone reads it.")
        )

    def clean(self) -> dict[str, Any]:
        """Give the blocker and the reason."""
        data = super().clean() or {}
        chosen = data.get("choice")
        found = Blocker.objects.filter(pk=int(chosen)).first() if chosen else None
        return {"blocker": found, "text": data.get("text", "")}


class AttachForm(TaglessForm):
    """Which blocker a case belongs to: one that is suggested, another, or a new one."""

    def __init__(
        self, *args: Any, found: Any = (), title: str = "", **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["choice"] = forms.ChoiceField(
            label=_("Which blocker is it?"),
            choices=[
                *suggested(found),
                ("other", _("Another one")),
                ("new", _("A new one")),
            ],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose a blocker, or a new one.")},
        )
        self.fields["reference"] = forms.CharField(
            label=_("Its reference"),
            max_length=20,
            required=False,
            help_text=_("For another one: ROU-B-2026-0042."),
        )
        self.fields["title"] = forms.CharField(
            label=_("Title of the new one"),
            max_length=120,
            required=False,
            initial=title,
            help_text=_("The rule or practice, not the company."),
        )

    def clean(self) -> dict[str, Any]:
        """Give the blocker, or the title of a new one."""
        data = super().clean() or {}
        choice = data.get("choice", "")
        if choice == "new":
            if not data.get("title"):
                self.add_error("title", _("Give the new one a title."))
            return {"title": data.get("title", "")}
        if choice == "other":
            found = Blocker.objects.named(data.get("reference", ""))
            if found is None:
                self.add_error("reference", _("No blocker has this reference."))
            return {"blocker": found}
        if choice:
            return {"blocker": Blocker.objects.filter(pk=int(choice)).first()}
        return {}
