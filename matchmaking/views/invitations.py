"""How a decision maker gets in, and out, by a link from a mail."""

from contextlib import suppress
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from matchmaking.actions import (
    activate_decision_maker,
    opt_out_decision_maker,
    postpone_decision_maker,
)
from matchmaking.enums import DecisionMakerStatus, LinkPurpose
from matchmaking.forms import DeferForm
from matchmaking.models import AnswerLink
from servindus.actors import LinkHolder
from servindus.forms import EmptyForm
from servindus.views import Page, perform
from servindus.workflow import ActRefused

READ_WRITE = require_http_methods(["GET", "HEAD", "POST"])


def _invitation(token: str) -> AnswerLink:
    link = AnswerLink.objects.for_token(token, LinkPurpose.INVITATION)
    if link is None:
        raise Http404
    return link


@require_safe
def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what this is, where the address comes from, and three answers."""
    link = _invitation(token)
    if not link.is_open:
        return render(request, "matchmaking/link_closed.html", status=410)
    card = link.decision_maker
    answered = card.status != DecisionMakerStatus.INVITED
    template = "invitation_receipt" if answered else "invitation"
    return render(
        request, f"matchmaking/{template}.html", {"card": card, "token": token}
    )


def _answer(
    request: HttpRequest, token: str, action: Any, form: Any, page: dict[str, Any]
) -> HttpResponse:
    link = _invitation(token)
    if not link.is_open:
        return render(request, "matchmaking/link_closed.html", status=410)
    back = reverse("matchmaking:invitation_link", args=[token])
    shown = Page(
        template="matchmaking/invitation_form.html",
        back=back,
        extra={"card": link.decision_maker, "token": token},
        **page,
    )
    return perform(
        request, action, link.decision_maker, form, page=shown, actor=LinkHolder(link)
    )


@READ_WRITE
def activate_decision_maker_view(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes: startups may ask, two a month at most."""
    page = {
        "title": _("Yes, startups may ask me"),
        "button": _("Yes, startups may ask me"),
    }
    return _answer(request, token, activate_decision_maker, EmptyForm, page)


@READ_WRITE
def postpone_decision_maker_view(request: HttpRequest, token: str) -> HttpResponse:
    """Say later."""
    page = {"title": _("Not now"), "button": _("Ask me again on that day")}
    return _answer(request, token, postpone_decision_maker, DeferForm, page)


@csrf_exempt
@READ_WRITE
def stop_link(request: HttpRequest, token: str) -> HttpResponse:
    """Stop every request: one click from the mail program (RFC 8058), no cookie.

    GET shows a page with one button; POST answers 200 whatever was done before.
    """
    link = next(
        (
            found
            for purpose in LinkPurpose
            if (found := AnswerLink.objects.for_token(token, purpose))
        ),
        None,
    )
    if link is None:
        raise Http404
    card = link.decision_maker
    if request.method == "POST" and card.status != DecisionMakerStatus.OPTED_OUT:
        # Somebody who has left or cannot be reached gets no mail either.
        with suppress(ActRefused):
            opt_out_decision_maker(card, by=LinkHolder(link))
        card.refresh_from_db()
    return render(request, "matchmaking/stop.html", {"card": card, "token": token})
