"""The startup's pages: the request in three steps, the list, the file."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from matchmaking import follow_ups, looks, rules, seats
from matchmaking.actions import (
    cancel_introduction,
    confirm_introduction,
    edit_introduction,
    edit_startup_profile,
    propose_slots,
    publish_startup_profile,
    submit_introduction,
    withdraw_introduction,
)
from matchmaking.actions.drafts import remaining_rights
from matchmaking.enums import MAX_ATTACHMENTS, IntroductionStatus, Side
from matchmaking.forms import ProfileForm, RequestForm
from matchmaking.models import Introduction, StartupProfile
from matchmaking.people import company, status_seen
from matchmaking.slots import FormatsForm, offers, place_of
from matchmaking.timeline import NOTES, timeline
from matchmaking.turns import last_meeting, told_by, turn
from matchmaking.views.attachments import shelf_of
from matchmaking.wording import changes, proposed
from servindus import clock, shelves
from servindus.forms import EmptyForm, ReasonForm
from servindus.models import User
from servindus.ui import Crumb, Step
from servindus.views import Page, perform
from servindus.workflow import ActRefused, Busy

S = IntroductionStatus
STEPS = {
    1: (gettext_lazy("What they will read of you"), ProfileForm),
    2: (gettext_lazy("Why you, why this person"), RequestForm),
    3: (gettext_lazy("How to meet, and your consent"), FormatsForm),
}
# Statuses in which something may have come of it.
LATER = (S.ACCEPTED, S.CLOSED)
# The step where files are added, beside these texts.
FILES_STEP = 2
TEXTS = ("subject", "why_you", "ask")


def visible(request: HttpRequest, public_id: Any) -> Introduction:
    """Give an introduction that the reader may see, with its people; else 404."""
    user: User = request.user  # type: ignore[assignment]
    introduction = get_object_or_404(
        Introduction.objects.visible_to(user)
        .as_file()
        .with_wording()
        .with_absences()
        .with_meetings(),
        public_id=public_id,
    )
    if introduction.status == S.ACCEPTED and last_meeting(introduction) is None:
        prefetch_related_objects([introduction], "slots")
    return introduction


@require_safe
def introduction_detail(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Show the file: who moves next, the acts, the thread, the request."""
    introduction = visible(request, public_id)
    reader: User = request.user  # type: ignore[assignment]
    now = clock.now()
    reads = reader.has_perm("matchmaking.read_introduction", introduction)
    sees = reader.has_perm("matchmaking.see_contact_of_introduction", introduction)
    seen = status_seen(introduction, reader, now)
    rewording = proposed(introduction) if reads and introduction.is_reworded else None
    context = {
        "introduction": introduction,
        "status_badge": looks.badge(seen),
        "seen": seen,
        "turn": turn(introduction, reader, now),
        **_meeting(introduction, seen, now),
        **(_later(introduction, reader) if _has_met(introduction, seen, now) else {}),
        "acts": looks.acts(introduction, reader, now),
        "items": timeline(introduction, reader, now),
        "reads": reads,
        "rewording": rewording,
        "changes": changes(rewording) if rewording else [],
        "agrees": reader.has_perm("matchmaking.agree_introduction", introduction),
        "appeal_until": introduction.appeal_until if seen == S.REJECTED else None,
        "revealed": sees and introduction.is_revealed(now),
        "is_startup": rules.is_startup_member(reader, introduction),
        "files": looks.files_of(introduction) if reads else [],
        "crumbs": [
            Crumb(_("Home"), reverse("home")),
            Crumb(_("Requests"), reverse("matchmaking:introduction_list")),
            Crumb(introduction.reference),
        ],
    }
    return render(request, "matchmaking/introduction_detail.html", context)


def _has_met(introduction: Introduction, seen: str, now: datetime) -> bool:
    """Whether something may have come of a meeting: nobody is asked before its end."""
    meeting = last_meeting(introduction) if seen in LATER else None
    return meeting is not None and meeting.ends_at <= now


def _later(introduction: Introduction, reader: User) -> dict[str, Any]:
    """Give what came of it, and whether the reader is asked about it."""
    sides = set()
    if rules.is_startup_member(reader, introduction):
        sides.add(Side.STARTUP)
    if rules.is_addressee(reader, introduction):
        sides.add(Side.MANAGER)
    reads_all = reader.has_perm(NOTES, introduction)
    rows = follow_ups.asked(introduction)
    return {
        **follow_ups.told(rows, sides, reads_all),
        "asked_later": follow_ups.waiting_for(reader, rows) is not None,
    }


def _meeting(introduction: Introduction, seen: str, now: datetime) -> dict[str, Any]:
    """Give the meeting and the times proposed, once the answer is known."""
    if seen not in (S.ACCEPTED, S.CLOSED):
        return {}
    meeting = last_meeting(introduction)
    both = [
        (side.label, slot)
        for side in (Side if meeting is None else ())
        for slot in offers(introduction, side)
        if slot.starts_at > now
    ]
    return {
        "meeting": meeting,
        "meeting_place": place_of(meeting) if meeting else "",
        "proposed": both,
        "reports": list(meeting.reports.all()) if meeting and told_by(meeting) else [],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def edit_introduction_view(
    request: HttpRequest, public_id: Any, number: int
) -> HttpResponse:
    """Show or keep one of the three steps of the request."""
    introduction = visible(request, public_id)
    if number not in STEPS:
        raise Http404
    if not request.user.has_perm("matchmaking.edit_introduction", introduction):
        raise PermissionDenied
    if introduction.status not in edit_introduction.sources:
        return redirect(introduction.get_absolute_url())
    form = _form_of(number, introduction, request)
    user: User = request.user  # type: ignore[assignment]
    status = 200
    if request.method == "POST":
        valid = form.is_valid()
        try:
            if number == FILES_STEP and shelves.buttons_pressed(request):
                status = shelf_of(introduction, user).change(request, form)
                if valid and not form.errors:
                    return _stay(request, introduction, form)
            elif valid:
                return _keep(request, introduction, number, form)
        except (ActRefused, Busy) as refused:
            status = shelves.tell(form, refused)
    context = _step_context(introduction, number, form)
    template = "matchmaking/introduction_form.html"
    return shelves.later(render(request, template, context, status=status))


def _form_of(
    number: int, introduction: Introduction, request: HttpRequest
) -> forms.Form:
    data = request.POST if request.method == "POST" else None
    if number == 1:
        profile = StartupProfile.objects.filter(
            organisation=introduction.startup
        ).first()
        return ProfileForm(data, initial=ProfileForm.initial_of(profile))
    if number == 2:
        initial = {name: getattr(introduction, name) for name in TEXTS}
        return RequestForm(data, request.FILES or None, initial=initial)
    formats = introduction.formats or introduction.decision_maker.formats
    return FormatsForm(
        data,
        introduction=introduction,
        needs_one=False,
        initial={"formats": formats},
    )


def _profile(introduction: Introduction) -> StartupProfile:
    profile, _new = StartupProfile.objects.get_or_create(
        organisation=introduction.startup
    )
    return profile


def _keep(
    request: HttpRequest, introduction: Introduction, number: int, form: forms.Form
) -> HttpResponse:
    """Do what a valid step asks for, and go on to the next one."""
    user: User = request.user  # type: ignore[assignment]
    data = dict(form.cleaned_data)
    if number == 1:
        profile = edit_startup_profile(_profile(introduction), by=user, **data)
        if profile.status == "draft":
            publish_startup_profile(profile, by=user)
    elif number == FILES_STEP:
        upload = data.pop("file")
        edit_introduction(introduction, by=user, **data)
        if upload:
            shelf_of(introduction, user).add(upload)
    else:
        introduction = edit_introduction(introduction, by=user, formats=data["formats"])
        if data["slots"]:
            introduction = propose_slots(introduction, by=user, slots=data["slots"])
    leaves = "quit" in request.POST
    if leaves:
        return redirect(introduction.get_absolute_url())
    if number < len(STEPS):
        return redirect(
            "matchmaking:edit_introduction", introduction.public_id, number + 1
        )
    submit_introduction(introduction, by=user)
    return redirect("matchmaking:introduction_submitted", introduction.public_id)


def _stay(
    request: HttpRequest, introduction: Introduction, form: forms.Form
) -> HttpResponse:
    """Keep the texts that came with a file, and show the same step again."""
    user: User = request.user  # type: ignore[assignment]
    texts = {name: form.cleaned_data[name] for name in TEXTS}
    edit_introduction(introduction, by=user, **texts)
    way = [introduction.public_id, FILES_STEP]
    return redirect(reverse("matchmaking:edit_introduction", args=way) + "#pieces")


def _step_context(
    introduction: Introduction, number: int, form: forms.Form
) -> dict[str, Any]:
    card = introduction.decision_maker
    next_title = STEPS[number + 1][0] if number < len(STEPS) else ""
    saved = introduction.updated_at if introduction.subject else None
    return {
        "introduction": introduction,
        "form": form,
        "number": number,
        "files": looks.files(introduction.attachments.order_by("position")),
        "most_files": MAX_ATTACHMENTS,
        "step": Step(number, len(STEPS), next_title=next_title, saved_at=saved),
        "step_title": STEPS[number][0],
        "next_title": next_title,
        "card": card,
        "person": company(card.organisation),
        "forecast": seats.forecasts([card], clock.now())[card.pk],
        "topics": list(card.wanted_topics.all()),
        "rights": remaining_rights(introduction.startup, clock.now()),
        "crumbs": [
            Crumb(_("Directory"), reverse("matchmaking:decision_maker_list")),
            Crumb(card.place, card.get_absolute_url()),
            Crumb(_("Request")),
        ],
    }


@require_safe
def introduction_submitted(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Say what happens next, within which delay."""
    introduction = visible(request, public_id)
    if not request.user.has_perm("matchmaking.edit_introduction", introduction):
        raise PermissionDenied
    card = introduction.decision_maker
    forecast = seats.forecasts([card], clock.now())[card.pk]
    return render(
        request,
        "matchmaking/introduction_submitted.html",
        {"introduction": introduction, "forecast": forecast},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_introduction_view(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Say that a request which has waited for two months still stands."""
    introduction = visible(request, public_id)
    page = Page(
        title=_("Does this request still stand?"),
        lead=_("It keeps its place in the queue, and leaves in the words you wrote."),
        button=_("It still stands"),
        success=_("Thank you: your request goes on."),
        back=introduction.get_absolute_url(),
    )
    return perform(request, confirm_introduction, introduction, EmptyForm, page=page)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_introduction_view(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Take the request back."""
    introduction = visible(request, public_id)
    page = Page(
        title=_("Withdraw this request?"),
        lead=_("It ends here; the texts stay in your file."),
        button=_("Withdraw the request"),
        success=_("The request is withdrawn."),
        back=introduction.get_absolute_url(),
    )
    return perform(request, withdraw_introduction, introduction, EmptyForm, page=page)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel_introduction_view(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Give up an accepted introduction."""
    introduction = visible(request, public_id)
    page = Page(
        title=_("Cancel this introduction?"),
        lead=_("The other side is told, with your reason."),
        button=_("Cancel the introduction"),
        success=_("The introduction is cancelled."),
        back=introduction.get_absolute_url(),
    )
    return perform(request, cancel_introduction, introduction, ReasonForm, page=page)
