"""What an authority types about a sitting: its agenda, notes, minutes."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from blockers import agenda as agendas
from blockers.forms.escalating import day_field
from blockers.forms.leading import VersionedForm
from blockers.models import Escalation, Sitting, SittingItem
from blockers.sitting_enums import (
    MOST_DAYS_AHEAD,
    MOST_MINUTES,
    MOST_NOTE,
    MOST_ON_AGENDA,
    MOST_REASON,
)
from programmes.models import Organisation
from servindus import clock
from servindus.forms import TaglessForm, text_field

MOVED = _(
    "A file of this list has moved in the meantime, or stands on another agenda: look"
    " at the list again."
)


@dataclass(frozen=True)
class Line:
    """One file of the list: whether it is on the agenda, and its place there."""

    file: Escalation
    chosen: BoundField
    place: BoundField


class AgendaForm(TaglessForm):
    """The day, and which files stand on the agenda in which order.

    A place is a number, so that the order needs no script; equal ones keep the order
    of the list.
    """

    held_on = day_field(_("Day of the sitting"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        authority: Organisation,
        sitting: Sitting | None = None,
        **options: Any,
    ) -> None:
        today = clock.today()
        self.sitting = sitting
        self.candidates = agendas.files(authority.pk, today, sitting)
        if sitting is not None:
            seen = agendas.version_of(sitting)
            given = {"held_on": sitting.held_on, "seen": seen}
            options["initial"] = {**given, **options.get("initial", {})}
        super().__init__(*args, **options)
        on = set()
        if sitting is not None:
            rows = sitting.items.on_agenda()
            on = set(rows.values_list("escalation_id", flat=True))
        for number, file in enumerate(self.candidates, start=1):
            urgent = file.group in (agendas.LATE, agendas.SOON)  # type: ignore[attr-defined]
            self._add(file, number, chosen=file.pk in on if sitting else urgent)

    def _add(self, file: Escalation, number: int, *, chosen: bool) -> None:
        self.fields[f"on_{file.pk}"] = forms.BooleanField(
            label=file.title, required=False, initial=chosen
        )
        self.fields[f"place_{file.pk}"] = forms.IntegerField(
            label=_("Place of %(file)s") % {"file": file.reference},
            required=False,
            initial=number,
            min_value=1,
            max_value=999,
            widget=forms.NumberInput(attrs={"class": "form-control"}),
        )

    @property
    def lines(self) -> list[Line]:
        """The files as the page draws them, in the order of the proposal."""
        return [
            Line(file, self[f"on_{file.pk}"], self[f"place_{file.pk}"])
            for file in self.candidates
        ]

    @property
    def typed(self) -> set[str]:
        """The files that somebody has ticked, also such as the list has no more."""
        names = {name for name in self.data if name.startswith("on_")}
        return {name.removeprefix("on_") for name in names}

    @property
    def is_cut(self) -> bool:
        """Whether more files wait than the page shows."""
        return len(self.candidates) >= MOST_ON_AGENDA

    def clean_held_on(self) -> Any:
        """Today or a day within a year; what is planned may keep a day that is over."""
        day, today = self.cleaned_data["held_on"], clock.today()
        if self.sitting is not None and day == self.sitting.held_on:
            return day
        if not today <= day <= today + timedelta(days=MOST_DAYS_AHEAD):
            words = _("Choose today or a day within the next twelve months.")
            raise forms.ValidationError(words)
        return day

    def clean(self) -> dict[str, Any]:
        """Give the act's inputs: the day, and the chosen files in their order."""
        data = super().clean() or {}
        if self.typed - {str(file.pk) for file in self.candidates}:
            raise forms.ValidationError(MOVED)
        chosen = [file.pk for file in self.candidates if data.get(f"on_{file.pk}")]
        # Who has no place comes last.
        chosen.sort(key=lambda pk: data.get(f"place_{pk}") or 1000)
        found = {"held_on": data.get("held_on"), "agenda": chosen}
        return found | ({"seen": data.get("seen", "")} if self.sitting else {})

    def add_error(self, field: str | None, error: Any) -> None:
        """After a refusal the page shows what stands: the next click has read it."""
        super().add_error(field, error)
        if field is None and self.sitting is not None and "seen" in self.data:
            typed: Any = self.data
            self.data = typed.copy()
            typed = self.data
            self.sitting.refresh_from_db()
            typed["seen"] = agendas.version_of(self.sitting)


class CancelForm(TaglessForm):
    """Why a sitting does not take place."""

    text = text_field(
        _("Why does it not take place?"),
        MOST_REASON,
        rows=4,
        help_text=_("The labs whose files stood on the agenda read it."),
    )


class NoteForm(VersionedForm):
    """What was said of a file."""

    note = text_field(
        _("Note for the minutes"),
        MOST_NOTE,
        rows=4,
        required=False,
        help_text=_("Your authority alone reads it, unless you tick the box."),
    )
    note_shared = forms.BooleanField(
        label=_("The lab reads this note too, once the minutes are closed"),
        required=False,
    )

    row: SittingItem

    def clean(self) -> dict[str, Any]:
        """Name the line; there is nothing to share without a note."""
        data = super().clean() or {}
        if data.get("note_shared") and not data.get("note"):
            data["note_shared"] = False
        return {**data, "item": self.row.pk}


class AdjournForm(NoteForm):
    """Why a file is put off, and what was said of it."""

    reason = text_field(
        _("Why is it adjourned?"),
        MOST_REASON,
        rows=4,
        help_text=_("The lab reads it once the minutes are closed."),
    )
    field_order = ("reason", "note", "note_shared")


class CloseForm(TaglessForm):
    """Who was there, and what is to be said besides; then the minutes are frozen."""

    chair = forms.CharField(label=_("In the chair"), max_length=160)
    attendees = text_field(
        _("Present"),
        1000,
        rows=3,
        required=False,
        help_text=_("One name a line, with the function."),
    )
    text = text_field(
        _("General remarks"),
        MOST_MINUTES,
        rows=6,
        required=False,
        help_text=_("What is said of no single file."),
    )

    def __init__(self, *args: Any, left: int = 0, **options: Any) -> None:
        super().__init__(*args, **options)
        if left:
            self.fields["rest_reason"] = text_field(
                _("Why are the files without an outcome adjourned?"),
                MOST_REASON,
                rows=3,
                help_text=_("The labs read it. Or go back and decide them first."),
            )
            self.order_fields(["rest_reason"])
