"""What is typed to link an action: a reference or a pilot, and which link goes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes.models import Pilot, PlanAction, PlanLink
from programmes.plan import links
from servindus.forms import TaglessForm
from servindus.models import User

# What a select can show; a lab has fewer.
MOST_CHOICES = 200


class LinkForm(TaglessForm):
    """The reference of an introduction or a blocker, or else a pilot of the lab."""

    reference = forms.CharField(
        label=_("Reference of an introduction or of a blocker"),
        required=False,
        max_length=24,
        help_text=_("For instance ROU-MR-0142 or ROU-B-2026-0042."),
    )
    pilot = forms.ModelChoiceField(
        Pilot.objects.none(), label=_("Or a pilot of the lab"), required=False
    )

    def __init__(
        self, *args: Any, action: PlanAction, user: User, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.action, self.user = action, user
        if action.lab is not None:
            field: Any = self.fields["pilot"]
            field.queryset = links.pilots(user, action.lab)
            shown = [(row.pk, row.title) for row in field.queryset[:MOST_CHOICES]]
            field.choices = [("", _("no pilot")), *shown]

    def clean(self) -> dict[str, Any]:
        """Give the one row that is named."""
        given = super().clean() or self.cleaned_data
        typed, pilot = given.get("reference", ""), given.get("pilot")
        if self.errors:
            return given
        if bool(typed) == (pilot is not None):
            self.add_error(
                "reference",
                _("One at a time: give a reference or choose a pilot.")
                if typed
                else _("Give a reference, or choose a pilot."),
            )
            return given
        found: tuple[str, Any] | None = ("pilot", pilot) if pilot else None
        if typed and self.action.lab is not None:
            found = links.named(typed, self.user, self.action.lab)
        if found is None:
            self.add_error(
                "reference",
                _("No introduction and no blocker of the lab has this reference."),
            )
            return given
        return {
            "what": found[0],
            "target": found[1],
            "reference": links.code_of(*found),
        }


class UnlinkForm(TaglessForm):
    """Which link goes."""

    link = forms.ModelChoiceField(
        PlanLink.objects.none(),
        label=_("Link"),
        to_field_name="public_id",
        empty_label=_("Choose"),
    )

    def __init__(self, *args: Any, action: PlanAction, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["link"]
        field.queryset = action.links.select_related(
            "pilot", "introduction__lab", "blocker__lab"
        ).order_by("pk")

    def clean(self) -> dict[str, Any]:
        """Give with it what the journal keeps."""
        given = super().clean() or self.cleaned_data
        link: PlanLink | None = given.get("link")
        if link is None:
            return given
        code = links.code_of(link.what, link.target)
        return {"link": link, "what": link.what, "reference": code}
