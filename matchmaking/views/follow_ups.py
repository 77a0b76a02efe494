"""Telling later on what came of a meeting, by the link of a mail or by account."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from matchmaking.actions import answer_follow_up
from matchmaking.enums import LinkPurpose, Side
from matchmaking.follow_up_forms import FollowUpForm
from matchmaking.follow_ups import asked, waiting_for
from matchmaking.models import AnswerLink, FollowUp
from matchmaking.views.requests import visible
from servindus.actors import Actor, LinkHolder
from servindus.models import User
from servindus.views import Page, perform

READ_WRITE = require_http_methods(["GET", "HEAD", "POST"])


def _tell(
    request: HttpRequest, follow_up: FollowUp, actor: Actor, back: str, base: str
) -> HttpResponse:
    introduction = follow_up.introduction
    other = (
        introduction.startup.name
        if follow_up.side == Side.MANAGER
        else introduction.decision_maker.place
    )
    page = Page(
        template="matchmaking/follow_up.html",
        title=_("What came of your meeting?"),
        lead=_("With %(other)s, %(when)s. It takes one minute.")
        % {"other": other, "when": follow_up.get_round_display()},
        button=_("Send"),
        success=_("Thank you, it is recorded."),
        back=back,
        extra={"introduction": introduction, "base": base},
    )
    return perform(
        request,
        answer_follow_up,
        follow_up,
        FollowUpForm,
        page=page,
        actor=actor,
        form_options={"follow_up": follow_up},
    )


@READ_WRITE
def outcome_link(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody without an account tell; told once, the page says thank you."""
    link = AnswerLink.objects.for_token(token, LinkPurpose.OUTCOME)
    if link is None:
        raise Http404
    found = _questions().filter(link=link).first()
    if not link.is_open or found is None:
        return render(request, "matchmaking/link_closed.html", status=410)
    address = reverse("matchmaking:outcome_link", args=[token])
    if found.answered_at is not None and request.method != "POST":
        context = {"introduction": found.introduction}
        return render(request, "matchmaking/follow_up_told.html", context)
    return _tell(request, found, LinkHolder(link), address, "base_focus.html")


@READ_WRITE
def answer_follow_up_view(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Let the reader's side tell; 404 where nothing is asked of it."""
    introduction = visible(request, public_id)
    user: User = request.user  # type: ignore[assignment]
    found = waiting_for(user, asked(introduction)) or _last_told(user, introduction)
    if found is None:
        raise Http404
    back = introduction.get_absolute_url()
    return _tell(request, found, user, back, "base.html")


def _last_told(user: User, introduction: Any) -> FollowUp | None:
    """Give what this person has told last: a second click is answered the same."""
    rows = introduction.follow_ups.filter(author=user).order_by("-answered_at")
    found: FollowUp | None = rows.first()
    return found


def _questions() -> Any:
    return FollowUp.objects.select_related(
        "introduction__startup",
        "introduction__decision_maker__organisation",
        "introduction__decision_maker__site",
        "introduction__lab__operator",
    )
