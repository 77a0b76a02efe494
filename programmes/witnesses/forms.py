"""What is typed about witness companies: a charter, what was seen, what weighs."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes.enums import Irritation
from programmes.models import Lab, Wave
from programmes.notifications import staff_of
from programmes.witnesses.enums import (
    MOST_EUROS,
    MOST_HOURLY,
    MOST_HOURS,
    ObservationKind,
    QuoteAudience,
    Workability,
)
from programmes.witnesses.people import members_of
from servindus import clock
from servindus.forms import TaglessForm, day_field, text_field
from servindus.models import User


def people_field(label: Any, **options: Any) -> "forms.ModelChoiceField[User]":
    """Give a choice among people; the form says which."""
    return forms.ModelChoiceField(label=label, queryset=User.objects.none(), **options)


def _among(field: Any, people: Iterable[User], empty: Any = None) -> None:
    """Let a field choose among these people."""
    field.queryset = User.objects.filter(pk__in=[user.pk for user in people])
    field.empty_label = empty


class ReferentsForm(TaglessForm):
    """Who of the lab follows the company."""

    referent = people_field(_("Referent"))
    second_referent = people_field(_("Second referent"), required=False)

    def __init__(self, *args: Any, lab: Lab, **options: Any) -> None:
        super().__init__(*args, **options)
        staff = staff_of(lab)
        _among(self.fields["referent"], staff)
        _among(self.fields["second_referent"], staff, _("nobody"))

    def clean(self) -> dict[str, Any]:
        """Keep the two apart."""
        found = super().clean() or self.cleaned_data
        second = found.get("second_referent")
        if second is not None and second == found.get("referent"):
            self.add_error("second_referent", _("Two referents are two people."))
        return found


class PrepareForm(ReferentsForm):
    """A new engagement: who follows it, and until when."""

    planned_end_on = day_field(
        _("Planned last day"),
        required=False,
        help_text=_("Left empty: two years after the charter is signed."),
    )

    def clean_planned_end_on(self) -> Any:
        """Look ahead."""
        day = self.cleaned_data["planned_end_on"]
        if day is not None and day <= clock.today():
            raise forms.ValidationError(_("Choose a day to come."))
        return day


class ShareForm(TaglessForm):
    """What a company agrees to share: four boxes, none ticked beforehand."""

    share_indicators = forms.BooleanField(
        label=_("Figures: sums in which yours cannot be recognised"), required=False
    )
    share_quotes = forms.BooleanField(
        label=_("Quotes, as far as each one says"), required=False
    )
    share_photos = forms.BooleanField(
        label=_("Photos of your workshops"),
        required=False,
        help_text=_(
            "The lab may take some on its visits and show them outside of this portal,"
            " which keeps none. Ask the lab for those it has."
        ),
    )
    share_name = forms.BooleanField(
        label=_("Your company’s name, in public"), required=False
    )


class SignForm(ShareForm):
    """The charter: signed on which day, and what is shared."""

    signed_on = day_field(_("Charter signed on"))
    field_order = ("signed_on",)

    def clean_signed_on(self) -> Any:
        """No day to come."""
        return _past(self.cleaned_data["signed_on"])


class PaperCharterForm(TaglessForm):
    """A charter that was signed on paper: its day; consents are for the company."""

    signed_on = day_field(_("Charter signed on"))

    def clean_signed_on(self) -> Any:
        """No day to come."""
        return _past(self.cleaned_data["signed_on"])


def _past(day: Any) -> Any:
    if day > clock.today():
        raise forms.ValidationError(_("This day is still to come."))
    return day


class MarkedForm(TaglessForm):
    """A form whose row has a mark of its own: sent twice, it is written once."""

    public_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["public_id"].initial = uuid4


class ObservationForm(MarkedForm):
    """What somebody has seen, in whose words, and who was there."""

    kind = forms.ChoiceField(
        label=_("How do you know?"),
        choices=ObservationKind.choices,
        widget=forms.RadioSelect,
    )
    happened_on = day_field(_("Day"))
    flow = forms.CharField(
        label=_("Flow observed"),
        max_length=120,
        help_text=_("For instance: customer returns, trials of a startup."),
    )
    text = text_field(_("What happened"), 2000, rows=6)
    second_author = people_field(
        _("With whom?"), required=False, help_text=_("A visit has two authors.")
    )
    quote = text_field(
        _("A quote"),
        300,
        rows=2,
        required=False,
        help_text=_("As it was said, and read again by whoever said it."),
    )
    quote_audience = forms.ChoiceField(
        label=_("Who may read the quote?"),
        choices=QuoteAudience.choices,
        initial=QuoteAudience.LAB,
        help_text=_("Beyond the lab only as long as the company shares quotes."),
    )

    def __init__(self, *args: Any, wave: Wave, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        engagement = wave.engagement
        others = {
            one.pk: one
            for one in (
                *staff_of(engagement.lab),
                *members_of(engagement.organisation_id),
            )
            if one != user
        }
        _among(self.fields["second_author"], others.values(), _("nobody"))

    def clean_happened_on(self) -> Any:
        """No day to come."""
        return _past(self.cleaned_data["happened_on"])

    def clean(self) -> dict[str, Any]:
        """Ask for the second author of a visit."""
        found = super().clean() or self.cleaned_data
        alone = not found.get("second_author") and "second_author" not in self.errors
        if found.get("kind") == ObservationKind.VISIT and alone:
            self.add_error(
                "second_author",
                _("A visit has two authors: say who was there with you."),
            )
        return found


def _number(label: Any, most: int, places: int, **options: Any) -> forms.DecimalField:
    step = f"{10**-places:.{places}f}"
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=most,
        decimal_places=places,
        widget=forms.NumberInput(attrs={"step": step, "inputmode": "decimal"}),
        **options,
    )


class BurdenForm(TaglessForm):
    """One obligation: hours, euros, and whether one can live with it."""

    obligation = forms.CharField(
        label=_("Obligation"),
        max_length=160,
        help_text=_("What the company has to do, in its own words."),
    )
    hours_per_year = _number(_("Hours a year"), MOST_HOURS, 1)
    euros_per_year = _number(
        _("Euros a year"),
        MOST_EUROS,
        2,
        help_text=_("What is paid: checks, training, equipment. Not the hours."),
    )
    workability = forms.TypedChoiceField(
        label=_("Workable?"),
        choices=Workability.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    reasons = text_field(
        _("Why?"),
        1000,
        required=False,
        help_text=_("Needed where it is not workable."),
    )
    irritations = forms.MultipleChoiceField(
        label=_("What is hard about it?"),
        choices=Irritation.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask why something is not workable."""
        found = super().clean() or self.cleaned_data
        unsaid = not found.get("reasons") and "reasons" not in self.errors
        if found.get("workability") == Workability.NOT and unsaid:
            self.add_error("reasons", _("Say why it is not workable."))
        return found


class NewBurdenForm(MarkedForm, BurdenForm):
    """A new line, with its mark."""


class PriceForm(TaglessForm):
    """What an hour of its people costs the company, if it says so."""

    hourly_cost = forms.DecimalField(
        label=_("Cost of an hour, in euros"),
        required=False,
        min_value=1,
        max_value=MOST_HOURLY,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"}),
        help_text=_(
            "Your own figure, charges included. Left empty, hours stay hours: nobody"
            " guesses what one costs."
        ),
    )
