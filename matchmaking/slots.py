"""Proposed times as pages draw them and forms read them."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matchmaking.actions.meetings import busy_spans
from matchmaking.enums import Format, Side, SlotStatus
from matchmaking.models import Introduction, Meeting, SlotOffer
from servindus import clock
from servindus.forms import TaglessForm
from servindus.ui import Slot

SLOTS = (1, 2, 3)
EARLIEST, LATEST = time(7), time(20)
FARTHEST = timedelta(days=120)


def offers(introduction: Introduction, side: Side) -> list[SlotOffer]:
    """Give the times that a side proposes, in order."""
    found = [
        slot
        for slot in introduction.slots.all()
        if slot.proposed_by == side and slot.status == SlotStatus.OFFERED
    ]
    return sorted(found, key=lambda slot: slot.starts_at)


def shown(introduction: Introduction, side: Side, now: datetime) -> list[Slot]:
    """Give a side's times as choices; one that is gone stays, with the reason."""
    busy = busy_spans(introduction)
    found = [
        Slot(
            str(offer.pk),
            offer.starts_at,
            offer.ends_at,
            place=place_of(offer),
            gone=_gone(offer, busy, introduction, now),
        )
        for offer in offers(introduction, side)
    ]
    first = next((slot for slot in found if not slot.gone), None)
    return [
        Slot(
            slot.value,
            slot.starts_at,
            slot.ends_at,
            slot.place,
            slot.gone,
            chosen=slot is first,
        )
        for slot in found
    ]


def _gone(
    offer: SlotOffer,
    busy: Sequence[tuple[str, Any]],
    introduction: Introduction,
    now: datetime,
) -> str:
    if offer.starts_at <= now:
        return _("This time is past")
    for whose, span in busy:
        if span.lower < offer.ends_at and offer.starts_at < span.upper:
            name = (
                introduction.startup.name
                if whose == Side.STARTUP
                else introduction.decision_maker.organisation.name
            )
            return _("No longer free for %(name)s") % {"name": name}
    return ""


def place_of(row: SlotOffer | Meeting) -> str:
    """Give the way to meet in words, with the commune for a meeting on site."""
    words = str(Format(row.format).label).capitalize()
    site = row.introduction.decision_maker.site
    if row.format == Format.ON_SITE and site is not None and site.commune_name:
        return f"{words}, {site.commune_name}"
    return words


class SlotsForm(TaglessForm):
    """Three times, each a day, an hour and a way to meet; empty ones are skipped."""

    def __init__(
        self,
        *args: Any,
        introduction: Introduction,
        needs_one: bool = True,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.introduction = introduction
        self.needs_one = needs_one
        ways = introduction.formats or introduction.decision_maker.formats
        choices = [(value, Format(value).label) for value in ways or Format.values]
        for number in SLOTS:
            self._add(number, choices)

    def _add(self, number: int, choices: list[tuple[str, Any]]) -> None:
        first = number == 1 and self.needs_one
        day = forms.DateField(
            label=gettext_lazy("Day"),
            required=first,
            widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}),
        )
        hour = forms.TimeField(
            label=gettext_lazy("Time"),
            required=first,
            widget=forms.TimeInput(
                attrs={"type": "time", "step": 300, "class": "form-control"}
            ),
        )
        way = forms.ChoiceField(
            label=gettext_lazy("Way to meet"),
            required=first,
            choices=choices,
            widget=forms.Select(attrs={"class": "form-select"}),
        )
        self.fields[f"day_{number}"] = day
        self.fields[f"time_{number}"] = hour
        self.fields[f"format_{number}"] = way

    def clean(self) -> dict[str, Any]:
        """Give the filled times as the act's input, in Paris time."""
        data = super().clean() or {}
        slots: list[dict[str, Any]] = []
        for number in SLOTS:
            day, hour = data.get(f"day_{number}"), data.get(f"time_{number}")
            if day and hour:
                self._keep(slots, number, day, hour, data.get(f"format_{number}", ""))
            elif (day or hour) and not self.errors:
                missing = "time" if day else "day"
                self.add_error(f"{missing}_{number}", _("Give both day and time."))
        if self.needs_one and not slots and not self.errors:
            self.add_error("day_1", _("Propose at least one time."))
        return {"slots": slots}

    def _keep(
        self, slots: list[dict[str, Any]], number: int, day: date, hour: time, way: str
    ) -> None:
        now = clock.now()
        try:
            starts_at = datetime.combine(day, hour, tzinfo=clock.PARIS)
            too_far = starts_at > now + FARTHEST
        except OverflowError:
            too_far = True
        if too_far:
            self.add_error(f"day_{number}", _("This day is too far away."))
        elif starts_at <= now:
            self.add_error(f"day_{number}", _("This time is past."))
        elif not EARLIEST <= hour <= LATEST:
            self.add_error(f"time_{number}", _("Choose a time between 7:00 and 20:00."))
        elif any(slot["starts_at"] == starts_at for slot in slots):
            self.add_error(f"day_{number}", _("You propose this time twice."))
        else:
            fallback = next(iter(dict(self.fields[f"format_{number}"].choices)))  # type: ignore[attr-defined]
            slots.append({"starts_at": starts_at, "format": way or fallback})


class FormatsForm(SlotsForm):
    """Step 3: how to meet, times if there are some already, and the consent."""

    formats = forms.MultipleChoiceField(
        label=gettext_lazy("How can you meet?"),
        choices=Format.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one way to meet.")},
    )
    consent = forms.BooleanField(
        label=gettext_lazy(
            "If the answer is yes, my name, e-mail address and phone are shown to this"
            " person, and theirs to me, ten minutes later."
        ),
        error_messages={
            "required": gettext_lazy("Agree that contacts are exchanged after a yes.")
        },
    )

    def clean(self) -> dict[str, Any]:
        """Keep the ways to meet beside the times."""
        formats = self.cleaned_data.get("formats", [])
        return {**super().clean(), "formats": formats}


class BookForm(TaglessForm):
    """Which of the proposed times, and where."""

    slot = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=2**62,
        error_messages={"required": gettext_lazy("Choose a time.")},
    )
    place = forms.CharField(
        label=gettext_lazy("Place, link or number to call"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Stands in the calendar invitation."),
    )
