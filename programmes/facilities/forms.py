"""What is typed about facilities: their page, a request, the answers to it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes import known
from programmes.facilities.enums import (
    DeclineReason,
    FacilityKind,
    PriceKind,
    Usefulness,
)
from programmes.models import Facility, Organisation
from servindus.forms import TaglessForm, day_field, text_field

LAST_BEFORE_FIRST = _("The last day comes before the first.")


class FacilityForm(TaglessForm, forms.ModelForm):
    """What the catalogue says of a facility."""

    class Meta:
        model = Facility
        fields = (
            *("kind", "name", "summary", "description", "conditions"),
            *("price_kind", "price", "capacity", "topics", "commune", "address"),
            *("website", "contact_name", "contact_phone"),
        )

    description = text_field(_("What one can do there"), 2000, rows=6)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    conditions = text_field(
        _("Conditions"),
        1000,
        required=False,
        help_text=_("Insurance, training, who comes along, what is not allowed."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        topics: Any = self.fields["topics"]
        topics.widget = forms.CheckboxSelectMultiple()
        topics.choices = [(topic.pk, topic.name) for topic in known.topics()]
        communes: Any = self.fields["commune"]
        communes.queryset = communes.queryset.order_by("name", "code")
        self.fields["contact_name"].help_text = _(
            "Shown to a company once its dates are agreed, never before."
        )

    def clean(self) -> dict[str, Any]:
        """Ask for what each kind needs."""
        found = super().clean() or self.cleaned_data
        kind = found.get("kind")
        if kind == FacilityKind.DATA_SET and not found.get("website"):
            self.add_error("website", _("Give the address where the data are."))
        if kind and kind != FacilityKind.DATA_SET and not found.get("commune"):
            self.add_error("commune", _("Say in which commune it is."))
        if found.get("price_kind") == PriceKind.FEE and not found.get("price"):
            self.add_error("price", _("Say what it costs."))
        owner, name = self.instance.owner_id, found.get("name")
        twins = Facility.objects.filter(owner=owner, name=name)
        if name and twins.exclude(pk=self.instance.pk).exists():
            self.add_error("name", _("This owner has another one of this name."))
        return found


class AskForm(TaglessForm):
    """A company's request: what for, when, how many."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("For which company"), empty_label=None
    )
    purpose = text_field(
        _("What it is for"),
        1000,
        rows=5,
        help_text=_("The part, the machine, the data; what you want to find out."),
    )
    people = forms.IntegerField(
        label=_("How many of you come"), min_value=1, max_value=500, initial=1
    )
    wanted_from = day_field(_("From"))
    wanted_until = day_field(_("Until"))

    def __init__(self, *args: Any, organisations: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["organisation"]
        field.queryset = organisations
        if len(organisations) == 1:
            field.initial, field.widget = organisations[0].pk, forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Keep the days in their order."""
        found = super().clean() or self.cleaned_data
        _in_order(self, found, "wanted_from", "wanted_until")
        return found


def _in_order(form: forms.Form, found: dict[str, Any], first: str, last: str) -> None:
    days: tuple[date | None, date | None] = found.get(first), found.get(last)
    if days[0] and days[1] and days[1] < days[0]:
        form.add_error(last, LAST_BEFORE_FIRST)


class AcceptAccessForm(TaglessForm):
    """The days that are agreed, and what the company must know."""

    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"))
    text = text_field(
        _("What the company must know"),
        1000,
        required=False,
        help_text=_("Where to come, whom to ask for, what to bring."),
    )

    def clean(self) -> dict[str, Any]:
        """Keep the days in their order."""
        found = super().clean() or self.cleaned_data
        _in_order(self, found, "starts_on", "ends_on")
        return found


class HoldAccessForm(TaglessForm):
    """Until when the company hears again, and why it waits."""

    answer_by = day_field(_("The company hears again by"))
    text = text_field(_("Why it waits"), 1000)


class DeclineAccessForm(TaglessForm):
    """Why not, as a word that is counted and as words that are read."""

    code = forms.ChoiceField(label=_("Reason"), choices=DeclineReason.choices)
    text = text_field(
        _("In your words"),
        1000,
        help_text=_("The company reads this. Name another place if you know one."),
    )


class ReviewAccessForm(TaglessForm):
    """Whether it helped, and what came of it."""

    useful = forms.ChoiceField(
        label=_("Did it help?"),
        choices=Usefulness.choices,
        widget=forms.RadioSelect,
    )
    text = text_field(
        _("What came of it"),
        1000,
        required=False,
        help_text=_("The owner and the lab read this."),
    )
