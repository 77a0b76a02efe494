"""The five ways to answer, from a mail's link or from an account."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matchmaking import looks
from matchmaking.actions import (
    accept_introduction,
    decline_introduction,
    defer_introduction,
    opt_out_decision_maker,
    redirect_introduction,
    undo_introduction,
)
from matchmaking.actions.meetings import side_of
from matchmaking.doors import Door, through_door
from matchmaking.enums import Ask, IntroductionStatus
from matchmaking.forms import (
    DeclineForm,
    DeferForm,
    RedirectForm,
    by_phone,
)
from matchmaking.models import Introduction
from matchmaking.people import manager
from matchmaking.slots import place_of
from matchmaking.turns import last_meeting, told_by
from servindus import clock
from servindus.forms import EmptyForm
from servindus.templatetags.servindus import (
    capital,
    clock_time,
    full_date,
    full_datetime,
)
from servindus.ui import Act as Button
from servindus.ui import Answer, Person, TimelineItem
from servindus.views import Page, perform
from servindus.workflow import Act

S = IntroductionStatus
READ_WRITE = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@through_door
def answer_link(request: HttpRequest, door: Door) -> HttpResponse:
    """Show the five ways to answer, or what was answered; GET never writes."""
    waits = door.introduction.status in (S.SENT, S.DEFERRED, S.EXPIRED)
    if waits and not accept_introduction.why_not(door.introduction, clock.now()):
        return render(request, "matchmaking/answer.html", _five_ways(door))
    return render(request, "matchmaking/answer_receipt.html", _receipt(door))


def _five_ways(door: Door) -> dict[str, Any]:
    answers = _answers(door)
    if door.introduction.status != S.SENT:
        # Late or postponed: a yes, a no and a stop remain.
        answers = [answers[0], answers[2], answers[4]]
    return {
        **_who_asks(door),
        "answers": answers,
        "answer_action": door.url("accept_introduction"),
        "door": door,
        "absence_href": "" if door.by_phone else door.url("announce_absence"),
        "measure_href": "" if door.by_phone else door.url("limit_decision_maker"),
        "delegate_href": "" if door.instead or door.link is None else "?pour=1",
    }


def _answers(door: Door) -> list[Answer]:
    """Give the five ways, in their fixed order."""
    startup = door.introduction.startup.name
    return [
        Answer("yes", _("Yes, let us meet"), _("you then choose a slot"), "check"),
        Answer(
            "later",
            _("Not now"),
            _("ask me again in 15, 30, 60 or 90 days"),
            "calendar-days",
            door.url("defer_introduction"),
        ),
        Answer(
            "no",
            _("No, because…"),
            _("%(startup)s reads the reason you choose") % {"startup": startup},
            "hand-raised",
            door.url("decline_introduction"),
        ),
        Answer(
            "colleague",
            _("Rather a colleague"),
            _("asked in their turn"),
            "user-plus",
            door.url("redirect_introduction"),
        ),
        Answer(
            "stop",
            _("Stop asking me"),
            _("one gesture, at once"),
            "bell-slash",
            door.url("opt_out_introduction"),
        ),
    ]


def _who_asks(door: Door) -> dict[str, Any]:
    introduction = door.introduction
    card = introduction.decision_maker
    reasons = []
    wanted = ", ".join(str(topic) for topic in list(card.wanted_topics.all())[:3])
    if wanted:
        reasons.append(_("You look for: %(topics)s") % {"topics": wanted})
    if introduction.moderator:
        reasons.append(
            _("Read by %(name)s, %(operator)s")
            % {
                "name": introduction.moderator.full_name,
                "operator": introduction.lab.operator_name,
            }
        )
    return {
        "introduction": introduction,
        "files": looks.files_of(introduction, door.file_url),
        "card": card,
        "profile": getattr(introduction.startup, "profile", None),
        "ask": Ask(introduction.ask).label if introduction.ask else "",
        "answer_reasons": reasons,
        "answer_due": introduction.due_on,
        "fictional": card.organisation.is_fictitious,
    }


def _receipt(door: Door) -> dict[str, Any]:
    """Say what was answered, until when it can be undone, and what comes next."""
    introduction = door.introduction
    now = clock.now()
    can_undo = undo_introduction.why_not(introduction, now) is None
    return {
        "introduction": introduction,
        "door": door,
        "receipt_title": _receipt_title(introduction.status),
        "receipt_lines": _receipt_lines(introduction),
        "undo_href": door.url("undo_introduction")
        if can_undo and door.actor.has_perm(undo_introduction.permission, introduction)
        else "",
        "undo_until": introduction.settles_at,
        "startup": introduction.startup.name,
        "next_items": _what_now(door) if introduction.status == S.ACCEPTED else [],
        **_meeting(door, now),
        "revealed": introduction.is_revealed(now)
        and door.actor.has_perm(
            "matchmaking.see_contact_of_introduction", introduction
        ),
    }


def _meeting(door: Door, now: datetime) -> dict[str, Any]:
    """Give the meeting, what can be done with it, and whether it is over."""
    meeting = last_meeting(door.introduction)
    if meeting is None:
        return {}
    told = told_by(meeting)
    return {
        "meeting": meeting,
        "meeting_place": place_of(meeting),
        "is_over": meeting.ends_at <= now,
        "can_report": side_of(door.actor, door.introduction) not in told,
        "report_href": door.url("report_meeting"),
        "calendar_href": door.url("calendar_file"),
        "move_href": door.url("move_meeting"),
        "cancel_href": door.url("cancel_meeting"),
    }


def _receipt_lines(introduction: Introduction) -> list[str]:
    """Say when it was recorded, and that a receipt left."""
    if introduction.answered_at is None:
        return []
    when = capital(full_datetime(introduction.answered_at))
    return [f"{when}.", _("A receipt goes to your address.")]


def _receipt_title(status: str) -> str:
    titles = {
        S.ACCEPTED: _("It is yes, it is recorded"),
        S.DECLINED: _("It is no, it is recorded"),
        S.DEFERRED: _("We will ask you again"),
        S.REDIRECTED: _("Thank you, your colleague will be asked"),
        S.WITHDRAWN: _("The startup has withdrawn this request"),
        S.CANCELLED: _("This introduction is cancelled"),
        S.CLOSED: _("This file is closed"),
        S.EXPIRED: _("It is too late to answer this request"),
    }
    return titles.get(S(status), _("This request is being prepared"))


def _what_now(door: Door) -> list[TimelineItem]:
    """Say what follows a yes; once contacts are exchanged, the meeting says it."""
    introduction = door.introduction
    meeting = last_meeting(introduction)
    revealed = introduction.is_revealed(clock.now())
    if meeting is not None and revealed:
        return []
    choice = _choose(door) if introduction.slot_due_on and meeting is None else []
    return choice if revealed else [*choice, *_exchange(introduction)]


def _choose(door: Door) -> list[TimelineItem]:
    introduction = door.introduction
    assert introduction.slot_due_on is not None
    act = Button(
        _("Choose a slot"), door.url("book_meeting"), "calendar-days", kind="main"
    )
    return [
        TimelineItem(
            None,
            _("Choose a slot"),
            person=manager(introduction.decision_maker, revealed=True),
            note=_("Before %(day)s") % {"day": full_date(introduction.slot_due_on)},
            future=True,
            now=True,
            act=act,
        )
    ]


def _exchange(introduction: Introduction) -> list[TimelineItem]:
    """Say when the contact details are exchanged, and who hears of the answer."""
    asker = introduction.requested_by
    when = clock_time(introduction.contacts_revealed_at)
    return [
        TimelineItem(
            None,
            _("At %(time)s, your contact details are exchanged") % {"time": when},
            note=_("Name, e-mail address and phone of each of you"),
            future=True,
        ),
        TimelineItem(
            None,
            _("%(name)s receives your answer") % {"name": asker.full_name},
            person=Person(asker.full_name, introduction.startup.name),
            future=True,
        ),
    ]


def _perform(
    request: HttpRequest,
    door: Door,
    action: Act[Any],
    form_class: type[forms.Form],
    page: Page,
) -> HttpResponse:
    """Answer through the door; a moderator by phone owes a call note."""
    if door.by_phone and action is not undo_introduction:
        form_class = by_phone(form_class)
    extra = {**_who_asks(door), "door": door, **(page.extra or {})}
    page = Page(
        template="matchmaking/answer_form.html"
        if door.link
        else "matchmaking/answer_form_portal.html",
        title=page.title,
        lead=page.lead,
        button=page.button,
        success="" if door.link else page.success,
        back=door.url("answer_link"),
        extra=extra,
    )
    return perform(
        request,
        action,
        door.introduction,
        form_class,
        page=page,
        actor=door.actor,
        channel=door.channel,
    )


@READ_WRITE
@through_door
def accept_introduction_view(request: HttpRequest, door: Door) -> HttpResponse:
    """Say yes."""
    page = Page(
        title=_("Yes, let us meet"),
        lead=_("You then choose a slot. You have ten minutes to change your mind."),
        button=_("Say yes to %(startup)s")
        % {"startup": door.introduction.startup.name},
        success=_("The yes is recorded."),
    )
    return _perform(request, door, accept_introduction, EmptyForm, page)


@READ_WRITE
@through_door
def decline_introduction_view(request: HttpRequest, door: Door) -> HttpResponse:
    """Say no, with a reason."""
    page = Page(
        title=_("No, because…"),
        lead=_("A reason helps them more than silence."),
        button=_("Send my no"),
        success=_("The no is recorded."),
    )
    return _perform(request, door, decline_introduction, DeclineForm, page)


@READ_WRITE
@through_door
def defer_introduction_view(request: HttpRequest, door: Door) -> HttpResponse:
    """Ask to be asked again later."""
    page = Page(
        title=_("Not now"),
        lead=_("The request comes back to you on the day you choose."),
        button=_("Ask me again on that day"),
        success=_("The request is postponed."),
    )
    return _perform(request, door, defer_introduction, DeferForm, page)


@READ_WRITE
@through_door
def redirect_introduction_view(request: HttpRequest, door: Door) -> HttpResponse:
    """Name a colleague."""
    page = Page(
        title=_("Rather a colleague"),
        lead=_("The lab reads the request again before your colleague is written to."),
        button=_("Pass it on to my colleague"),
        success=_("The request is passed on."),
    )
    return _perform(request, door, redirect_introduction, RedirectForm, page)


@READ_WRITE
@through_door
def undo_introduction_view(request: HttpRequest, door: Door) -> HttpResponse:
    """Take the answer back, within the minutes that the lab gives."""
    page = Page(
        title=_("Undo my answer"),
        lead=_("Nobody has heard of it yet."),
        button=_("Undo my answer"),
        success=_("The answer is taken back."),
    )
    return _perform(request, door, undo_introduction, EmptyForm, page)


@READ_WRITE
@through_door
def opt_out_introduction_view(request: HttpRequest, door: Door) -> HttpResponse:
    """Stop every request to this person."""
    card = door.introduction.decision_maker
    page = Page(
        template="matchmaking/answer_form.html"
        if door.link
        else "matchmaking/answer_form_portal.html",
        title=_("Stop asking me"),
        lead=_("No startup will be able to ask you any more, from now on."),
        button=_("Stop asking me"),
        back=door.url("answer_link"),
        extra={**_who_asks(door), "door": door},
    )
    if request.method == "POST" and card.status == "opted_out":
        return redirect(door.url("answer_link"))
    return perform(
        request,
        opt_out_decision_maker,
        card,
        EmptyForm,
        page=page,
        actor=door.actor,
        channel=door.channel,
    )
