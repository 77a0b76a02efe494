"""What a lab types to merge two blockers, to take it back, or to object."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from blockers.merging import Plan, plan
from blockers.models import Blocker
from servindus.forms import TaglessForm, text_field


class MergeBlockerForm(TaglessForm):
    """The other blocker by its reference; its preview comes before the click."""

    reference = forms.CharField(
        label=_("Reference of the one that goes on"),
        max_length=20,
        help_text=_("For example ROU-B-2026-0042. Nothing is merged yet."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, blocker: Blocker, reference: str, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.found = Blocker.objects.select_related("lab__operator").named(reference)
        self.plan: Plan | None = plan(blocker, self.found) if self.found else None
        self.initial["reference"] = reference
        self.is_unknown = bool(reference.strip()) and self.found is None

    def clean_reference(self) -> str:
        """A blocker of the register."""
        if self.found is None:
            raise forms.ValidationError(_("No blocker has this reference."))
        return str(self.cleaned_data["reference"])

    def clean(self) -> dict[str, Any]:
        """Give the act the row, and the preview that was read."""
        data = super().clean() or {}
        found = self.found
        return {"into": found.pk if found else 0, "seen": data.get("seen", "")}


class UnmergeForm(TaglessForm):
    """Nothing to type: the status is what it was."""

    def __init__(self, *args: Any, to: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.to = to

    def clean(self) -> dict[str, Any]:
        """Give the status that follows."""
        return {**(super().clean() or {}), "to": self.to}


class ObjectForm(UnmergeForm):
    """In what the two differ."""

    text = text_field(
        _("In what the two differ"), 600, help_text=_("The other lab reads it.")
    )
