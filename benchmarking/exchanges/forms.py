"""What is typed about exchanges: time, place, agenda; who came, decisions, actions."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from benchmarking.exchanges import versions
from benchmarking.exchanges.enums import (
    MOST_ITEMS,
    MOST_MINUTES,
    MOST_REASON,
    MOST_TEXT,
    SHOWN_ITEMS,
    Presence,
)
from benchmarking.exchanges.people import asked_of, people_of
from benchmarking.exchanges.reading import ReadBefore
from benchmarking.models import Exchange, ExchangeAction, Question
from benchmarking.questions.forms import LabsField
from programmes import known
from programmes.horizon import within_horizon
from programmes.models import Lab
from servindus import clock
from servindus.forms import TaglessForm, day_field, text_field
from servindus.models import User

# Questions that a form offers: the newest that are open, and those linked already.
MOST_QUESTIONS = 12


def _time_field(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


class TimeAndPlace(TaglessForm):
    """The day, from when to when, and where."""

    day = day_field(_("Day"), validators=[within_horizon])
    starts = _time_field(_("From"))
    ends = _time_field(_("To"))
    place = forms.CharField(
        label=pgettext_lazy("exchange", "Place"),
        max_length=200,
        required=False,
        help_text=_("Room and address; leave it empty for a meeting by video."),
    )
    video_url = forms.URLField(
        label=_("Video address"),
        max_length=400,
        required=False,
        assume_scheme="https",
        help_text=_("Everybody invited gets it with the calendar file."),
    )

    def clean(self) -> dict[str, Any]:
        """Put day and hours together, in the time of Paris."""
        found = super().clean() or self.cleaned_data
        day = found.pop("day", None)
        starts, ends = found.pop("starts", None), found.pop("ends", None)
        if not (day and starts and ends):
            return found
        if ends <= starts:
            self.add_error("ends", _("It ends before it begins."))
        found["starts_at"] = datetime.combine(day, starts, clock.PARIS)
        found["ends_at"] = datetime.combine(day, ends, clock.PARIS)
        if not (found.get("place") or found.get("video_url")) and not self.errors:
            self.add_error("place", _("Say where: a place, a video address, or both."))
        return found


class MoveForm(ReadBefore, TimeAndPlace):
    """Another time or place; filled in with those that stand."""

    part = versions.TIME

    def __init__(self, *args: Any, exchange: Exchange, **options: Any) -> None:
        starts = exchange.starts_at.astimezone(clock.PARIS)
        options["initial"] = {
            "day": starts.date(),
            "starts": starts.time(),
            "ends": exchange.ends_at.astimezone(clock.PARIS).time(),
            "place": exchange.place,
            "video_url": exchange.video_url,
        }
        self._read(exchange, options)
        super().__init__(*args, **options)


class AgendaForm(ReadBefore):
    """Title, labs, up to eight points, and the questions that it is about.

    Points are numbered lines, so that the order needs no script.
    """

    title = forms.CharField(label=_("Title"), max_length=160)

    def __init__(
        self,
        *args: Any,
        lab: Lab,
        exchange: Exchange | None = None,
        **options: Any,
    ) -> None:
        linked = []
        if exchange is not None:
            linked = list(exchange.questions.values_list("pk", flat=True))
            options["initial"] = {**_written(exchange), "questions": linked}
            self._read(exchange, options)
        super().__init__(*args, **options)
        if exchange is None:
            del self.fields["seen"]
        others = [one for one in known.labs() if one.pk != lab.pk]
        self._add_labs(others, [] if exchange is None else exchange.labs_invited)
        present = [(one.slug, one.name) for one in known.labs()]
        for rank in range(1, MOST_ITEMS + 1):
            self._add_point(rank, [("", _("everybody")), *present])
        self._add_questions(linked)

    def _add_labs(self, others: list[Lab], invited: list[Lab]) -> None:
        chosen = [one.slug for one in invited or others]
        self.fields["labs"] = LabsField(
            others,
            label=_("Labs invited"),
            initial=chosen,
            help_text=_("Everybody who works for them gets a calendar file."),
        )

    def _add_point(self, rank: int, labs: list[tuple[str, Any]]) -> None:
        fields: Any = self.fields
        fields[f"point_{rank}"] = forms.CharField(
            label=_("%(rank)d. Point") % {"rank": rank},
            max_length=160,
            required=rank == 1,
        )
        fields[f"minutes_{rank}"] = forms.IntegerField(
            label=pgettext_lazy("how long", "Minutes"),
            min_value=1,
            max_value=480,
            required=rank == 1,
        )
        fields[f"lab_{rank}"] = forms.ChoiceField(
            label=_("Presented by"), choices=labs, required=False
        )

    def _add_questions(self, linked: list[int]) -> None:
        rows = Question.objects.open().order_by("-created_at", "-pk")
        offered = {row.pk: row for row in rows[:MOST_QUESTIONS]}
        offered |= Question.objects.in_bulk(linked)
        if offered:
            field = forms.ModelMultipleChoiceField(
                Question.objects.filter(pk__in=offered),
                label=_("Questions to talk about"),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self.fields["questions"] = field

    def _line(self, rank: int) -> tuple[forms.BoundField, ...]:
        return tuple(self[f"{name}_{rank}"] for name in ("point", "minutes", "lab"))

    @property
    def points_first(self) -> list[tuple[forms.BoundField, ...]]:
        """What most exchanges need: three points."""
        return [self._line(rank) for rank in range(1, SHOWN_ITEMS + 1)]

    @property
    def points_further(self) -> list[tuple[forms.BoundField, ...]]:
        """The other ones, folded while they are empty."""
        return [self._line(rank) for rank in range(SHOWN_ITEMS + 1, MOST_ITEMS + 1)]

    @property
    def has_further_points(self) -> bool:
        """Whether one of those is filled in or was refused."""
        return any(
            field.value() or field.errors
            for line in self.points_further
            for field in line
        )

    def clean(self) -> dict[str, Any]:
        """Put the agenda together; half of a point is none."""
        found = super().clean() or self.cleaned_data
        labs = {lab.slug: lab for lab in known.labs()}
        agenda = []
        for rank in range(1, MOST_ITEMS + 1):
            title = found.pop(f"point_{rank}", "")
            minutes = found.pop(f"minutes_{rank}", None)
            lab = labs.get(found.pop(f"lab_{rank}", ""))
            if title and minutes:
                agenda.append((title, minutes, lab))
            elif title and rank > 1 and not self.has_error(f"minutes_{rank}"):
                self.add_error(f"minutes_{rank}", _("Say how long."))
            elif minutes and rank > 1 and not self.has_error(f"point_{rank}"):
                self.add_error(f"point_{rank}", _("Say what it is about."))
        found["agenda"] = agenda
        found["questions"] = list(found.get("questions") or [])
        return found


def _written(exchange: Exchange) -> dict[str, Any]:
    """Give what stands already, as the form names it."""
    found: dict[str, Any] = {"title": exchange.title}
    for one in exchange.items.select_related("lab").order_by("rank"):
        found[f"point_{one.rank}"] = one.title
        found[f"minutes_{one.rank}"] = one.minutes
        found[f"lab_{one.rank}"] = one.lab.slug if one.lab else ""
    return found


class PlanForm(AgendaForm, TimeAndPlace):
    """All that an invitation says."""

    field_order = ("title", "day", "starts", "ends", "place", "video_url", "labs")


class CancelForm(TaglessForm):
    """Why an exchange does not take place."""

    text = text_field(
        _("Why does it not take place?"),
        MOST_REASON,
        rows=4,
        help_text=_("Everybody who was invited reads it."),
    )


class HoldForm(ReadBefore):
    """Of each person of the labs: came, excused or absent."""

    part = versions.PRESENCES

    def __init__(self, *args: Any, exchange: Exchange, **options: Any) -> None:
        rows = exchange.attendances.values_list("person", "presence")
        known_already = {f"presence_{pk}": presence for pk, presence in rows}
        options["initial"] = known_already
        self._read(exchange, options)
        super().__init__(*args, **options)
        self.people = asked_of(exchange)
        for user, lab in self.people:
            self.fields[f"presence_{user.pk}"] = forms.ChoiceField(
                label=f"{user}, {lab.name}",
                choices=Presence.choices,
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        """Give each person's presence under their number."""
        found = super().clean() or self.cleaned_data
        presences = {
            user.pk: found[f"presence_{user.pk}"]
            for user, _lab in self.people
            if found.get(f"presence_{user.pk}")
        }
        if not self.errors and Presence.CAME not in presences.values():
            raise forms.ValidationError(
                _("Somebody came: otherwise cancel the exchange.")
            )
        return {"presences": presences, "seen": found.get("seen", "")}


class DecideForm(TaglessForm):
    """What was decided, and by whom."""

    text = text_field(_("Decision"), MOST_TEXT, rows=3)
    decided_by = forms.CharField(
        label=_("Decided by"),
        max_length=200,
        help_text=_("“The four labs”, or those that it binds."),
    )


class AssignForm(TaglessForm):
    """Who does what, until when."""

    text = text_field(_("What is to be done"), MOST_TEXT, rows=3)
    owner = forms.ChoiceField(label=_("By whom"))
    due_on = day_field(_("Until"), validators=[within_horizon])

    def __init__(self, *args: Any, exchange: Exchange, **options: Any) -> None:
        super().__init__(*args, **options)
        people = people_of(exchange)
        self.people: dict[str, User] = {str(user.pk): user for user, _lab in people}
        fields: Any = self.fields
        fields["owner"].choices = [
            (str(user.pk), f"{user}, {lab.name}") for user, lab in people
        ]

    def clean_owner(self) -> User:
        """Give the person."""
        return self.people[self.cleaned_data["owner"]]

    def clean_due_on(self) -> Any:
        """From today on."""
        day = self.cleaned_data["due_on"]
        if day < clock.today():
            raise forms.ValidationError(_("Choose a day from today on."))
        return day


class HandForm(TaglessForm):
    """Who carries an action from now on."""

    owner = forms.ChoiceField(label=_("By whom"))
    instead_of = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, action: ExchangeAction, **options: Any) -> None:
        options["initial"] = {"instead_of": action.owner_id}
        super().__init__(*args, **options)
        people = [
            (user, lab)
            for user, lab in people_of(action.exchange)
            if user.pk != action.owner_id
        ]
        self.people: dict[str, User] = {str(user.pk): user for user, _lab in people}
        fields: Any = self.fields
        fields["owner"].choices = [
            (str(user.pk), f"{user}, {lab.name}") for user, lab in people
        ]

    def clean_owner(self) -> User:
        """Give the person."""
        return self.people[self.cleaned_data["owner"]]


class StrikeForm(TaglessForm):
    """Which line of the minutes is struck out."""

    what = forms.ChoiceField(
        choices=[("decision", "decision"), ("action", "action")],
        widget=forms.HiddenInput,
    )
    number = forms.IntegerField(
        min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput
    )


class MinuteForm(TaglessForm):
    """What was said, beside decisions and actions."""

    text = text_field(
        _("What was said"),
        MOST_MINUTES,
        rows=10,
        help_text=_("Decisions and actions stand below by themselves."),
    )


class CloseActionForm(TaglessForm):
    """What came of an action, or why it is dropped."""

    text = text_field(_("In a word"), MOST_TEXT, rows=3)
