"""The form of what somebody gets by mail, and when."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from servindus import clock
from servindus.categories import Category, every_category
from servindus.forms import TaglessForm, day_field
from servindus.models import Subscriber, User
from servindus.models.subscriber import Bounce
from servindus.rhythm import FIRST_HOUR, LAST_HOUR, Rhythm, Weekday

# Where people of the programme and of overseas France live and travel.
ZONES = (
    "Europe/Paris",
    "Europe/Brussels",
    "Europe/London",
    "America/Cayenne",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Miquelon",
    "America/Montreal",
    "Indian/Mayotte",
    "Indian/Reunion",
    "Pacific/Noumea",
    "Pacific/Tahiti",
)
CEILINGS = (3, 5, 10, 20, 50)
# A longer pause is no holiday: the digest has "never" for that.
LONGEST_PAUSE = timedelta(days=365)
PREFIX = "delivery_"


class SubscriberForm(TaglessForm):
    """Rhythm, hour, pause, and one choice per category that concerns the reader."""

    rhythm = forms.ChoiceField(label=_("The digest comes"), choices=Rhythm.choices)
    weekday = forms.TypedChoiceField(
        label=_("Day, for once a week"), choices=Weekday.choices, coerce=int
    )
    hour = forms.TypedChoiceField(
        label=_("Hour"),
        choices=[
            (n, _("%(n)d:00") % {"n": n}) for n in range(FIRST_HOUR, LAST_HOUR + 1)
        ],
        coerce=int,
    )
    zone = forms.ChoiceField(label=_("Time zone"))
    paused_until = day_field(
        _("On holiday until"),
        required=False,
        help_text=_("What comes meanwhile waits for the first digest after it."),
    )
    ceiling = forms.TypedChoiceField(
        label=_("Mails a day at most"),
        choices=[(n, n) for n in CEILINGS],
        coerce=int,
        help_text=_("The rest waits for the digest. Codes and meetings always come."),
    )

    def __init__(
        self, *args: Any, reader: Subscriber, user: User | None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.reader = reader
        zones = dict.fromkeys([*ZONES, reader.zone])
        self.fields["zone"].choices = [(zone, _place(zone)) for zone in zones]  # type: ignore[attr-defined]
        for name in ("rhythm", "weekday", "hour", "zone", "paused_until", "ceiling"):
            self.fields[name].initial = getattr(reader, name)
        self.categories = [one for one in every_category() if _is_asked(one, user)]
        for one in self.categories:
            self.fields[PREFIX + one.key] = forms.ChoiceField(
                label=str(one.label),
                help_text=str(one.text),
                choices=[(choice, choice.label) for choice in one.choices],
                initial=reader.deliveries.get(one.key, one.default),
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def plain_fields(self) -> Iterator[BoundField]:
        """Give the fields of the digest itself."""
        for name in ("rhythm", "weekday", "hour", "zone", "paused_until", "ceiling"):
            yield self[name]

    def category_fields(self) -> Iterator[BoundField]:
        """Give the choice of each category."""
        for one in self.categories:
            yield self[PREFIX + one.key]

    def clean_paused_until(self) -> Any:
        """Refuse a day that is past or too far."""
        day = self.cleaned_data["paused_until"]
        if day is None:
            return None
        today = clock.today()
        if day <= today:
            raise forms.ValidationError(_("Choose a later day."))
        if day - today > LONGEST_PAUSE:
            raise forms.ValidationError(_("A pause lasts a year at the most."))
        return day

    def clean(self) -> dict[str, Any]:
        """Gather the choices: what is usual is not stored, what is not asked stays."""
        cleaned: dict[str, Any] = dict(super().clean() or {})
        asked = {one.key: one for one in self.categories}
        deliveries = {
            key: value
            for key, value in self.reader.deliveries.items()
            if key not in asked
        }
        for key, one in asked.items():
            chosen = cleaned.pop(PREFIX + key, None)
            if chosen is not None and chosen != one.default:
                deliveries[key] = chosen
        cleaned["deliveries"] = deliveries
        if cleaned.get("paused_until") and cleaned.get("rhythm") == Rhythm.NEVER:
            self.add_error(
                "rhythm", _("What comes meanwhile waits for a digest: choose one.")
            )
        return cleaned


def _is_asked(category: Category, user: User | None) -> bool:
    return len(category.choices) > 1 and category.concerns(user)


def _place(zone: str) -> str:
    """Give the place that a time zone is named after."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


class BounceForm(forms.Form):
    """Why somebody of the lab gives an address up."""

    bounce = forms.ChoiceField(
        label=_("Why"), choices=Bounce.choices, widget=forms.RadioSelect
    )
