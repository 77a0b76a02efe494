"""Choosing, moving, cancelling and reporting the meeting, by link or account."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from matchmaking import invites
from matchmaking.actions import (
    book_meeting,
    cancel_meeting,
    hold_meeting,
    miss_meeting,
    move_meeting,
    propose_slots,
    report_meeting,
)
from matchmaking.actions.meetings import side_of
from matchmaking.doors import Door, through_door
from matchmaking.enums import MeetingStatus, Outcome, Side
from matchmaking.models import Meeting
from matchmaking.slots import BookForm, SlotsForm, shown
from servindus import clock
from servindus.forms import ReasonForm, TaglessForm, text_field
from servindus.templatetags.servindus import full_datetime
from servindus.views import Page, perform
from servindus.workflow import Act

M = MeetingStatus
READ_WRITE = require_http_methods(["GET", "HEAD", "POST"])


def other_side(door: Door) -> Side:
    """Give the side whose times this reader chooses from."""
    mine = side_of(door.actor, door.introduction)
    return Side.MANAGER if mine == Side.STARTUP else Side.STARTUP


def booked_meeting(door: Door) -> Meeting:
    """Give the meeting that is booked; 404 when none is."""
    return _meeting(door, [M.BOOKED])


def _meeting(door: Door, statuses: list[M]) -> Meeting:
    meeting = (
        door.introduction.meetings.filter(status__in=[str(s) for s in statuses])
        .select_related("introduction__lab", "introduction__decision_maker")
        .order_by("-pk")
        .first()
    )
    if meeting is None:
        raise Http404
    return meeting


def _do(
    request: HttpRequest,
    door: Door,
    action: Act[Any],
    obj: Any,
    form_class: type[forms.Form],
    page: Page,
    form_options: dict[str, Any] | None = None,
) -> HttpResponse:
    base = "base_focus.html" if door.link else "base.html"
    shown_page = Page(
        template=page.template or "matchmaking/meeting_form.html",
        title=page.title,
        lead=page.lead,
        button=page.button,
        success="" if door.link else page.success,
        back=door.url("answer_link"),
        extra={
            "base": base,
            "door": door,
            "introduction": door.introduction,
            **(page.extra or {}),
        },
    )
    return perform(
        request,
        action,
        obj,
        form_class,
        page=shown_page,
        actor=door.actor,
        channel=door.channel if side_of(door.actor, door.introduction) else None,
        form_options=form_options,
    )


def _choice(door: Door) -> dict[str, Any]:
    introduction = door.introduction
    slots = shown(introduction, other_side(door), clock.now())
    return {
        "slots": slots,
        "free": any(not slot.gone for slot in slots),
        "asks_startup": other_side(door) == Side.STARTUP,
        "propose_href": door.url("propose_slots"),
    }


@READ_WRITE
@through_door
def book_meeting_view(request: HttpRequest, door: Door) -> HttpResponse:
    """Choose one of the other side's times."""
    page = Page(
        template="matchmaking/book_meeting.html",
        title=_("When do you meet?"),
        lead=_("30 minutes, Paris time."),
        button=_("Book this time"),
        success=_("The time is booked."),
        extra=_choice(door),
    )
    return _do(request, door, book_meeting, door.introduction, BookForm, page)


@READ_WRITE
@through_door
def move_meeting_view(request: HttpRequest, door: Door) -> HttpResponse:
    """Move to another of the other side's times."""
    meeting = booked_meeting(door)
    page = Page(
        template="matchmaking/book_meeting.html",
        title=_("Move the meeting"),
        lead=_("Booked now: %(when)s.") % {"when": full_datetime(meeting.starts_at)},
        button=_("Move to this time"),
        success=_("The meeting is moved."),
        extra={**_choice(door), "moving": True},
    )
    return _do(request, door, move_meeting, meeting, MoveForm, page)


class MoveForm(TaglessForm):
    """Which of the proposed times."""

    slot = BookForm.base_fields["slot"]


@READ_WRITE
@through_door
def propose_slots_view(request: HttpRequest, door: Door) -> HttpResponse:
    """Propose three times to the other side."""
    page = Page(
        template="matchmaking/propose_slots.html",
        title=_("Propose times"),
        lead=_("Three at most, in Paris time. They freeze nothing in your diary."),
        button=_("Propose these times"),
        success=_("The times are proposed."),
    )
    return _do(
        request,
        door,
        propose_slots,
        door.introduction,
        SlotsForm,
        page,
        {"introduction": door.introduction},
    )


@READ_WRITE
@through_door
def cancel_meeting_view(request: HttpRequest, door: Door) -> HttpResponse:
    """Give the time back."""
    meeting = booked_meeting(door)
    page = Page(
        template="",
        title=_("Cancel this meeting?"),
        lead=_("%(when)s. You can then choose another time.")
        % {"when": full_datetime(meeting.starts_at).capitalize()},
        button=_("Cancel the meeting"),
        success=_("The meeting is cancelled."),
    )
    return _do(request, door, cancel_meeting, meeting, ReasonForm, page)


class ReportForm(TaglessForm):
    """How it went, from one side."""

    happened = forms.ChoiceField(
        label=gettext_lazy("Did the meeting take place?"),
        choices=[
            (M.HELD, gettext_lazy("Yes")),
            (M.NO_SHOW_STARTUP, gettext_lazy("No, the startup did not come")),
            (
                M.NO_SHOW_MANAGER,
                gettext_lazy("No, the industrial company did not come"),
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say whether you met.")},
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it?"),
        choices=[
            choice
            for choice in Outcome.choices
            if choice[0] not in (Outcome.NOT_MET, Outcome.UNKNOWN)
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    comment = text_field(gettext_lazy("A word for the lab"), 400, required=False)

    def clean(self) -> dict[str, Any]:
        """A meeting that took place has an outcome, the others have none."""
        data = super().clean() or {}
        if data.get("happened") == M.HELD and not data.get("outcome"):
            self.add_error("outcome", _("Say what came of the meeting."))
        if data.get("happened") != M.HELD:
            data["outcome"] = ""
        return data


class HeldForm(ReportForm):
    """The inputs of `hold_meeting`."""

    def clean(self) -> dict[str, Any]:
        """Leave out what the act does not ask for."""
        data = super().clean()
        return {name: data.get(name, "") for name in ("outcome", "comment")}


class MissedForm(ReportForm):
    """The inputs of `miss_meeting`."""

    def clean(self) -> dict[str, Any]:
        """Name the status that follows."""
        data = super().clean()
        return {"to": data.get("happened", ""), "comment": data.get("comment", "")}


@READ_WRITE
@through_door
def report_meeting_view(request: HttpRequest, door: Door) -> HttpResponse:
    """Say how the meeting went: the first side settles it, the second adds its word."""
    meeting = _meeting(door, [M.BOOKED, M.HELD, M.NO_SHOW_STARTUP, M.NO_SHOW_MANAGER])
    action: Act[Any] = report_meeting
    form: type[forms.Form] = ReportForm
    if meeting.status == M.BOOKED:
        missed = request.POST.get("happened") in (M.NO_SHOW_STARTUP, M.NO_SHOW_MANAGER)
        action, form = (
            (miss_meeting, MissedForm) if missed else (hold_meeting, HeldForm)
        )
    page = Page(
        template="",
        title=_("How did the meeting go?"),
        lead=full_datetime(meeting.starts_at).capitalize(),
        button=_("Send my report"),
        success=_("Thank you, your report is recorded."),
    )
    return _do(request, door, action, meeting, form, page)


@require_safe
@through_door
def calendar_file_view(request: HttpRequest, door: Door) -> HttpResponse:
    """Give the calendar file of the booked meeting, once contacts are exchanged."""
    meeting = booked_meeting(door)
    may_see = door.actor.has_perm(
        "matchmaking.see_contact_of_introduction", door.introduction
    )
    if not may_see or not door.introduction.is_revealed(clock.now()):
        raise Http404
    content = invites.calendar_file(meeting, "REQUEST")
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="rencontre.ics"'
    return response
